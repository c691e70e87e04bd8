"""Two officers make a share each, before the release."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.bids.models import OpeningKey
from marketplace.bids.permissions import may_hold_share
from marketplace.bids.queries import keys_of
from marketplace.journal import changing
from marketplace.journal.actions import record
from marketplace.kernel.errors import Malformed, NotAllowed, RuleBroken
from marketplace.kernel.sealing import Share, is_public
from marketplace.projects.models import ProjectBatch

SHARES = 2


def make_share(batch: ProjectBatch, *, by: User, at: datetime) -> Share:
    """A share for `by`, to be written down: it is nowhere kept, and without it no bid can be opened."""
    share = Share()
    bring_key(batch, public=share.public, by=by, at=at)
    return share


@transaction.atomic
def bring_key(batch: ProjectBatch, *, public: str, by: User, at: datetime) -> OpeningKey:
    """The public half (base64url) of a share that `by` has made elsewhere, so that this machine never
    saw the other half."""
    if not is_public(public):
        raise Malformed("no_key", _("This is no public key."), field="public")
    changing.lock(batch, "district")
    if not may_hold_share(by, batch):
        raise NotAllowed("not_allowed", _("Your role does not allow this for this batch."))
    if batch.released_at is not None:
        raise RuleBroken("batch_released", _("This batch was released already."))
    standing = keys_of(batch)
    if any(key.holder_id == by.pk for key in standing):
        raise RuleBroken(
            "share_made",
            _("You hold a share already: the second one is for another officer."),
        )
    if len(standing) >= SHARES:
        raise RuleBroken("shares_made", _("Both shares of this batch have been given out."))
    key = OpeningKey.objects.create(
        batch=batch, position=len(standing) + 1, holder=by, public=public, made_at=at
    )
    told = {"position": key.position, "public": key.public}
    record("make_share", key, by=by, at=at, changes=told)
    return key
