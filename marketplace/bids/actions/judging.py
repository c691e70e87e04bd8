"""Whether an opened bid meets the conditions, and what becomes of it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.bids.lifecycle import BID
from marketplace.bids.models import Bid
from marketplace.bids.permissions import may_judge
from marketplace.journal import changing
from marketplace.kernel.errors import Hidden, NotAllowed, RuleBroken
from marketplace.kernel.text import clean_text
from marketplace.projects.choices import ProjectState

FOLLOWING = frozenset({"award", "pass_over", "take_back"})


@transaction.atomic
def admit_bid(bid: Bid, *, by: User, at: datetime) -> Bid:
    """It meets the conditions, and is compared with the others."""
    _enter(bid, by)
    return _take(bid, "admit", by=by, at=at)


@transaction.atomic
def exclude_bid(bid: Bid, *, reason: str, by: User, at: datetime) -> Bid:
    """It does not meet the conditions; the bidder reads why."""
    reason = clean_text(reason, field="reason", longest=500, required=True)
    _enter(bid, by)
    return _take(bid, "exclude", by=by, at=at, reason=reason, excluded_for=reason)


@transaction.atomic
def mark_bid(bid: Bid, step: str, *, by: User | None, at: datetime) -> Bid:
    """A step that follows an award, or the taking back of one. Journeys take it."""
    assert step in FOLLOWING, step
    changing.lock(bid, "organization")
    return _take(bid, step, by=by, at=at)


def _enter(bid: Bid, by: User) -> None:
    changing.lock(bid, "project__batch__district", "organization")
    if not may_judge(by, bid.project.batch):
        raise NotAllowed("not_allowed", _("Your role does not allow this for this project."))
    if bid.project.state == ProjectState.PUBLISHED:
        raise Hidden("no_such_bid", _("There is no such bid."))
    if bid.project.state != ProjectState.UNDER_REVIEW:
        raise RuleBroken("not_under_review", _("The bids of this project are not under review."))


def _take(
    bid: Bid, step: str, *, by: User | None, at: datetime, reason: str = "", **facts: Any
) -> Bid:
    state = BID.target(bid.state, step)
    changing.change(bid, f"{step}_bid", by=by, at=at, reason=reason, state=state, **facts)
    return bid
