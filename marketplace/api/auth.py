"""Who calls: a client with a token, and the person it acts for."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from marketplace.accounts.models import User
from marketplace.api import clock
from marketplace.api.choices import Scope
from marketplace.api.models import Client
from marketplace.api.tokens import digest_of_token
from marketplace.kernel.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Caller:
    """A client at one moment; `user` is fresh, so what was taken from them is gone at once."""

    client: Client
    user: User
    at: datetime


class Asked(HttpRequest):
    """A request whose caller is known."""

    auth: Caller


class Bearer(HttpBearer):
    """A token that holds `scope`. Without a token nobody is let in; without the scope, not here."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        caller = _caller_of(request, token)
        if caller is not None and self.scope not in caller.client.scopes:
            raise NotAllowed(
                "scope_missing",
                _("This token may not do that: it lacks the scope %(scope)s.")
                % {"scope": self.scope.value},
            )
        return caller


def _caller_of(request: HttpRequest, token: str) -> Caller | None:
    """Looked up once for each request."""
    if not hasattr(request, "_caller"):
        client = (
            Client.objects.select_related("user")
            .filter(
                token_digest=digest_of_token(token),
                revoked_at__isnull=True,
                user__is_active=True,
            )
            .first()
        )
        caller = Caller(client, client.user, clock.now()) if client else None
        request._caller = caller
    return request._caller
