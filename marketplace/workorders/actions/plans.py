"""When somebody comes."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.journal import actions as journal
from marketplace.kernel.errors import RuleBroken
from marketplace.kernel.text import clean_text
from marketplace.workorders import permissions, rules
from marketplace.workorders.actions.locks import ask_leave, for_good, lock_order, lock_visit
from marketplace.workorders.choices import OfferState, VisitState
from marketplace.workorders.lifecycle import VISIT, WORK_ORDER
from marketplace.workorders.models import Visit, WorkOrder
from marketplace.workorders.queries import series_of
from marketplace.workorders.rules import Slot


@transaction.atomic
def plan_visits(
    order: WorkOrder, *, slots: Sequence[tuple[datetime, datetime]], by: User, at: datetime
) -> list[Visit]:
    """Plan a visit for each (from, until); visits already planned stay."""
    lock_order(order)
    ask_leave(permissions.may_work, by, order, order)
    return _plan(order, [Slot(*slot) for slot in slots], by=by, at=at)


@transaction.atomic
def plan_series(
    order: WorkOrder, *, first: tuple[datetime, datetime], by: User, at: datetime
) -> list[Visit]:
    """Plan the first visit and all that follow from how often the need type wants them: all of a course,
    four weeks of what has no end."""
    lock_order(order)
    ask_leave(permissions.may_work, by, order, order)
    return _plan(order, series_of(order, Slot(*first), at), by=by, at=at)


@transaction.atomic
def prolong_series(order: WorkOrder, *, at: datetime) -> list[Visit]:
    """Plan on where an open-ended service runs out of planned visits; nothing where it has no rhythm."""
    lock_order(order)
    visits = order.visits.filter(offer__state=OfferState.ACCEPTED).exclude(
        state=VisitState.CANCELLED
    )
    planned = [Slot(*slot) for slot in visits.values_list("planned_from", "planned_until")]
    frequency = order.need.need_type.rhythm
    if not planned or frequency.times is None:
        return []
    slots = series_of(order, planned[0], at)
    later = rules.going_on(slots, planned, rhythm=frequency.rhythm.value)
    on = [slot for slot in later if slot.from_at >= at]
    return _plan(order, on, by=None, at=at) if on else []


@transaction.atomic
def move_visit(
    visit: Visit, *, slot: tuple[datetime, datetime], reason: str = "", by: User, at: datetime
) -> Visit:
    lock_visit(visit)
    ask_leave(permissions.may_visit, by, visit, visit.work_order)
    VISIT.target(visit.state, "move")
    wanted = Slot(*slot)
    _check(visit.work_order, [wanted], besides=visit, at=at)
    visit.planned_from, visit.planned_until = wanted
    visit.save(update_fields=["planned_from", "planned_until"])
    reason = for_good(clean_text(reason, field="reason", longest=300), visit.work_order)
    journal.record("move_visit", visit, by=by, at=at, changes=_told([visit]), reason=reason)
    return visit


@transaction.atomic
def cancel_visit(visit: Visit, *, reason: str, by: User, at: datetime) -> Visit:
    lock_visit(visit)
    ask_leave(permissions.may_visit, by, visit, visit.work_order)
    VISIT.take(visit, "cancel")
    visit.save(update_fields=["state"])
    reason = for_good(clean_text(reason, field="reason", longest=300), visit.work_order)
    journal.record("cancel_visit", visit, by=by, at=at, reason=reason)
    return visit


def cancel_planned(order: WorkOrder) -> None:
    """Nobody comes any more. Part of a larger action, which tells the journal."""
    for visit in order.visits.filter(state=VisitState.PLANNED):
        VISIT.take(visit, "cancel")
        visit.save(update_fields=["state"])


def ensure_nobody_is_there(order: WorkOrder) -> None:
    if order.visits.filter(state=VisitState.UNDER_WAY).exists():
        raise RuleBroken(
            "visit_under_way", _("Somebody is still there: check out of the visit first.")
        )


def _plan(order: WorkOrder, slots: list[Slot], *, by: User | None, at: datetime) -> list[Visit]:
    WORK_ORDER.target(order.state, "schedule")
    offer = order.offers.get(state=OfferState.ACCEPTED)
    _check(order, slots, at=at)
    before, after = WORK_ORDER.take(order, "schedule")
    order.save(update_fields=["state"])
    visits = [
        Visit.objects.create(
            work_order=order, offer=offer, planned_from=slot.from_at, planned_until=slot.until_at
        )
        for slot in sorted(slots)
    ]
    changes = {"state": [before, after], **_told(visits)}
    journal.record("plan_visits", order, by=by, at=at, changes=changes)
    return visits


def _check(
    order: WorkOrder, slots: list[Slot], *, besides: Visit | None = None, at: datetime
) -> None:
    standing = order.visits.filter(state__in=(VisitState.PLANNED, VisitState.UNDER_WAY))
    if besides is not None:
        standing = standing.exclude(pk=besides.pk)
    rules.check_slots(
        slots,
        planned=[Slot(visit.planned_from, visit.planned_until) for visit in standing],
        earliest=order.accepted_at or order.opened_at,
        at=at,
    )


def _told(visits: list[Visit]) -> dict[str, list]:
    return {"visits": [[visit.pk, visit.planned_from.isoformat()] for visit in visits]}
