"""Clients come and go: a token is made, shown once, and revoked."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.api.choices import Scope
from marketplace.api.models import Client
from marketplace.api.tokens import digest_of_token, new_token
from marketplace.journal.actions import record
from marketplace.kernel.checks import choices_of
from marketplace.kernel.errors import NotAllowed, RuleBroken
from marketplace.kernel.text import clean_text


@transaction.atomic
def issue_token(
    name: str, *, user: User, scopes: Iterable[str], by: User | None, at: datetime
) -> tuple[Client, str]:
    """A client that acts for `user`, and its token: this is the only time it can be read.

    `by=None`: whoever may run commands on the server.
    """
    _ask_leave(by)
    name = clean_text(name, field="name", longest=80, required=True)
    wanted = choices_of(scopes, Scope, field="scopes")
    if not wanted:
        raise RuleBroken("no_scope", _("A client without a scope can do nothing."), field="scopes")
    if not user.is_active:
        raise RuleBroken("not_active", _("This account is closed."), field="user")
    token = new_token()
    client = Client(
        name=name,
        user=user,
        token_digest=digest_of_token(token),
        scopes=wanted,
        created_at=at,
    )
    _save_new(client)
    record("issue_token", client, by=by, at=at, changes={"user": user.pk, "scopes": wanted})
    return client, token


@transaction.atomic
def revoke_token(client: Client, *, by: User | None, at: datetime) -> Client:
    """From this moment on the token opens nothing; to revoke it twice changes nothing."""
    _ask_leave(by)
    client = Client.objects.select_for_update().get(pk=client.pk)
    if client.revoked_at is None:
        client.revoked_at = at
        client.save(update_fields=["revoked_at"])
        record("revoke_token", client, by=by, at=at)
    return client


def _ask_leave(by: User | None) -> None:
    if by is not None and not (by.is_active and by.is_superuser):
        raise NotAllowed("not_allowed", _("Only an administrator may let systems in."))


def _save_new(client: Client) -> None:
    try:
        with transaction.atomic():
            client.save(force_insert=True)
    except IntegrityError as error:
        raise RuleBroken(
            "name_taken", _("There is a client of this name already."), field="name"
        ) from error
