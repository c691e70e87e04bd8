"""Two officers make a share each, before the release, and show that they wrote it down."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.bids.actions.typing import typed_share
from marketplace.bids.models import OpeningKey
from marketplace.bids.permissions import may_hold_share
from marketplace.bids.queries import keys_of
from marketplace.journal import changing
from marketplace.journal.actions import record
from marketplace.kernel.errors import Malformed, NotAllowed, RuleBroken
from marketplace.kernel.sealing import Share, is_public
from marketplace.projects.models import ProjectBatch

SHARES = 2


@transaction.atomic
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
    standing = _enter(batch, by)
    if any(key.holder_id == by.pk for key in standing):
        raise RuleBroken(
            "share_made",
            _("You hold a share already: the second one is for another officer."),
        )
    if len(standing) >= SHARES:
        raise RuleBroken("shares_made", _("Both shares of this batch have been given out."))
    free = min({1, 2} - {key.position for key in standing})
    key = OpeningKey.objects.create(
        batch=batch, position=free, holder=by, public=public, made_at=at
    )
    told = {"position": key.position, "public": key.public}
    record("make_share", key, by=by, at=at, changes=told)
    return key


@transaction.atomic
def renew_share(batch: ProjectBatch, *, by: User, at: datetime) -> Share:
    """Another share in place of one that was lost. Only before the release: nothing was sealed to it yet."""
    mine = _own(_enter(batch, by), by)
    told = {"position": mine.position, "public": [mine.public, ""]}
    record("discard_share", mine, by=by, at=at, changes=told)
    mine.delete()
    return make_share(batch, by=by, at=at)


@transaction.atomic
def prove_share(batch: ProjectBatch, *, share: str, by: User, at: datetime) -> OpeningKey:
    """The holder typed it off the paper, and it is the right one."""
    mine = _own(_enter(batch, by), by)
    typed_share(share, mine)
    changing.change(mine, "prove_share", by=by, at=at, proved_at=at)
    return mine


def _enter(batch: ProjectBatch, by: User) -> list[OpeningKey]:
    """The keys that stand, once the batch is locked, unreleased, and `by` may hold a share."""
    changing.lock(batch, "district")
    if not may_hold_share(by, batch):
        raise NotAllowed("not_allowed", _("Your role does not allow this for this batch."))
    if batch.released_at is not None:
        raise RuleBroken("batch_released", _("This batch was released already."))
    return keys_of(batch)


def _own(standing: list[OpeningKey], by: User) -> OpeningKey:
    mine = next((key for key in standing if key.holder_id == by.pk), None)
    if mine is None:
        raise RuleBroken("no_share", _("You hold no share of this batch."))
    return mine
