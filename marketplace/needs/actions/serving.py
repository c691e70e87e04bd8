"""While a need is being met: it follows its work order, pauses, or passes to another owner.

The `mark_…` steps follow a work order, in the same journey: leave was asked there.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.journal.changing import change
from marketplace.kernel.errors import RuleBroken
from marketplace.needs.actions.guards import consent_for
from marketplace.needs.actions.steps import clean_note, enter, judge_step, lock, take
from marketplace.needs.lifecycle import ENDED
from marketplace.needs.models import Need
from marketplace.needs.permissions import may_hand_over, may_hold, may_own


@transaction.atomic
def mark_ordered(need: Need, *, by: User | None, at: datetime) -> Need:
    """A work order waits for a provider."""
    lock(need)
    return take(need, "order", told="mark_ordered", by=by, at=at)


@transaction.atomic
def mark_started(need: Need, *, by: User | None, at: datetime) -> Need:
    """A provider has accepted."""
    lock(need)
    return take(need, "start", told="mark_started", by=by, at=at)


@transaction.atomic
def mark_search_again(need: Need, *, by: User | None, at: datetime) -> Need:
    """The provider is gone; the order waits for another."""
    lock(need)
    return take(need, "restart_search", told="mark_search_again", by=by, at=at)


@transaction.atomic
def mark_fulfilled(need: Need, *, by: User | None, at: datetime) -> Need:
    """The provider says that the work is done."""
    lock(need)
    return take(need, "fulfil", told="mark_fulfilled", by=by, at=at, fulfilled_at=at)


@transaction.atomic
def mark_unfinished(need: Need, *, reason: str, by: User | None, at: datetime) -> Need:
    """It is not done after all: the same provider goes on."""
    reason = clean_note(reason, field="reason")
    lock(need)
    return take(
        need, "dispute", told="mark_unfinished", by=by, at=at, note=reason, fulfilled_at=None
    )


@transaction.atomic
def hold_need(need: Need, *, reason: str, by: User, at: datetime) -> Need:
    """Paused before anybody came: the resident is in hospital, or away."""
    reason = clean_note(reason, field="reason", required=True)
    enter(need, may_hold, by)
    return take(need, "hold", by=by, at=at, note=reason)


@transaction.atomic
def resume_need(need: Need, *, by: User, at: datetime) -> Need:
    """Wanted again: clocks begin anew."""
    enter(need, may_hold, by)
    judge_step(need, "resume")
    consent = consent_for(need)
    return take(need, "resume", by=by, at=at, note="", consent=consent, restarted_at=at)


@transaction.atomic
def hand_over(need: Need, *, to: User, by: User | None, at: datetime) -> Need:
    """Somebody else answers for it from now on. `by=None`: by rule, to the dispatch centre."""
    enter(need, may_hand_over, by)
    if need.state in ENDED:
        judge_step(need, "hand_over")
    if not may_own(to, need.community):
        raise RuleBroken(
            "cannot_own",
            _("%(name)s has no post that covers %(community)s, so cannot answer for this need.")
            % {"name": to, "community": need.community.name},
        )
    if need.owner_id == to.pk:
        return need
    change(need, "hand_over", by=by, at=at, owner=to)
    return need
