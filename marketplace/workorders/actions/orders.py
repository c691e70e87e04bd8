from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.journal import actions as journal
from marketplace.kernel.errors import NotAllowed, RuleBroken
from marketplace.kernel.text import clean_text
from marketplace.needs.choices import NeedState
from marketplace.needs.models import Need
from marketplace.workorders import permissions
from marketplace.workorders.actions.locks import ask_leave, for_good, lock_order
from marketplace.workorders.actions.plans import cancel_planned, ensure_nobody_is_there
from marketplace.workorders.choices import OfferState, OrderState, VisitState
from marketplace.workorders.lifecycle import HOLDING, OFFER, WORK_ORDER
from marketplace.workorders.models import WorkOrder
from marketplace.workorders.refusals import told_by_the_database


@transaction.atomic
def open_order(need: Need, *, by: User | None, at: datetime) -> WorkOrder:
    """An approved need becomes an order that waits for a provider."""
    if not permissions.may_open_order(by, need):
        raise NotAllowed("not_allowed", _("You may not open orders for this community."))
    need = (
        Need.objects.select_for_update(of=("self",), no_key=True)
        .select_related("need_type")
        .get(pk=need.pk)
    )
    if need.state != NeedState.APPROVED:
        raise RuleBroken("not_approved", _("Only an approved need becomes an order."))
    with told_by_the_database():
        order = WorkOrder.objects.create(
            number=f"{need.number}-{need.work_orders.count() + 1}",
            need=need,
            opened_at=at,
            visits_wanted=need.need_type.visits or 1,
            visits_a_week=need.need_type.rhythm.most_in_a_week(),
        )
    journal.record("open_order", order, by=by, at=at, changes={"number": order.number})
    return order


@transaction.atomic
def deliver_order(order: WorkOrder, *, by: User, at: datetime) -> WorkOrder:
    """The provider says that the work is done; visits still planned fall away."""
    lock_order(order)
    ask_leave(permissions.may_work, by, order, order)
    WORK_ORDER.target(order.state, "deliver")
    done = order.visits.filter(state=VisitState.DONE).count()
    if not done:
        raise RuleBroken("no_visit", _("Work without a visit cannot be delivered."))
    ensure_nobody_is_there(order)
    cancel_planned(order)
    return _take(
        order,
        "deliver",
        by=by,
        at=at,
        told={"visits": done, "wanted": order.visits_wanted},
        delivered_at=at,
    )


@transaction.atomic
def confirm_order(order: WorkOrder, *, by: User | None, at: datetime) -> WorkOrder:
    """Somebody other than the performer says that the work is done; its place is free again."""
    lock_order(order)
    _ensure_may_confirm(by, order)
    WORK_ORDER.target(order.state, "confirm")
    _finish_offer(order)
    return _take(order, "confirm", by=by, at=at, confirmed_at=at, confirmed_by=by)


@transaction.atomic
def dispute_order(order: WorkOrder, *, reason: str, by: User, at: datetime) -> WorkOrder:
    """It is not done: the same provider goes on."""
    lock_order(order)
    _ensure_may_confirm(by, order)
    reason = clean_text(reason, field="reason", longest=300, required=True)
    return _take(order, "dispute", by=by, at=at, reason=reason, delivered_at=None)


@transaction.atomic
def close_order(order: WorkOrder, *, reason: str = "", by: User, at: datetime) -> WorkOrder:
    """Done, confirmed and over. `reason` says why the resident was not asked, where they were not."""
    lock_order(order)
    ask_leave(permissions.may_end, by, order, order)
    if order.state != OrderState.CONFIRMED:
        raise RuleBroken("not_confirmed", _("Somebody has to confirm the work first."))
    return _end(order, "close", reason=reason, by=by, at=at)


@transaction.atomic
def cancel_order(order: WorkOrder, *, reason: str = "", by: User | None, at: datetime) -> WorkOrder:
    """Not wanted any more: whoever was asked or had accepted is set free."""
    lock_order(order)
    ask_leave(permissions.may_end, by, order, order)
    WORK_ORDER.target(order.state, "cancel")
    ensure_nobody_is_there(order)
    for offer in order.offers.filter(state__in=HOLDING):
        OFFER.take(offer, "recall")
        offer.save(update_fields=["state"])
    cancel_planned(order)
    return _end(order, "cancel", reason=reason, by=by, at=at)


@transaction.atomic
def fail_order(order: WorkOrder, *, reason: str = "", by: User | None, at: datetime) -> WorkOrder:
    """It did not work out: the provider's part is over, but stays on record."""
    lock_order(order)
    ask_leave(permissions.may_end, by, order, order)
    WORK_ORDER.target(order.state, "fail")
    ensure_nobody_is_there(order)
    _finish_offer(order)
    cancel_planned(order)
    return _end(order, "fail", reason=reason, by=by, at=at)


def _end(order: WorkOrder, verb: str, *, reason: str, by: User | None, at: datetime) -> WorkOrder:
    reason = clean_text(reason, field="reason", longest=300)
    return _take(order, verb, by=by, at=at, reason=reason, ended_at=at)


def _take(
    order: WorkOrder,
    verb: str,
    *,
    by: User | None,
    at: datetime,
    reason: str = "",
    told: dict[str, object] | None = None,
    **facts: object,
) -> WorkOrder:
    """Move along the lifecycle, set `facts` with it, and tell the journal."""
    states = WORK_ORDER.take(order, verb)
    for name, value in facts.items():
        setattr(order, name, value)
    with told_by_the_database():
        order.save(update_fields=["state", *facts])
    # The words of a resident without an account do not go into the journal.
    reason = for_good(reason, order) if by is not None else ""
    changes = {"state": list(states), **(told or {})}
    journal.record(f"{verb}_order", order, by=by, at=at, changes=changes, reason=reason)
    return order


def _finish_offer(order: WorkOrder) -> None:
    offer = order.offers.filter(state=OfferState.ACCEPTED).first()
    if offer is not None:
        OFFER.take(offer, "finish")
        offer.save(update_fields=["state"])


def _ensure_may_confirm(by: User | None, order: WorkOrder) -> None:
    if permissions.is_performer(by, order):
        raise NotAllowed("performer", _("Whoever did the work cannot be the one who confirms it."))
    ask_leave(permissions.may_confirm, by, order, order)
