"""One row after the other: order, then its need, then the journal; many orders by their pk."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.households.showing import unnamed
from marketplace.kernel.errors import Hidden, NotAllowed
from marketplace.workorders.models import Offer, Visit, WorkOrder
from marketplace.workorders.queries import is_known_to
from marketplace.workorders.refusals import waiting_their_turn


def lock_order(order: WorkOrder) -> WorkOrder:
    """From here on `order` is what the database says, and nobody else writes it, or its need, until this
    commits."""
    with waiting_their_turn():
        try:
            order.refresh_from_db(from_queryset=_locked(_orders()))
        except WorkOrder.DoesNotExist:
            raise no_such_order() from None
    return order


def lock_orders(orders: Iterable[WorkOrder]) -> dict[int, WorkOrder]:
    """Many orders at once, by their pk; in pk order, so that two who want the same ones queue instead of
    crossing."""
    wanted = [order.pk for order in orders]
    with waiting_their_turn():
        return {each.pk: each for each in _locked(_orders().filter(pk__in=wanted).order_by("pk"))}


def lock_offer(offer: Offer) -> Offer:
    """Like `lock_order`, for one of its offers."""
    order = lock_order(offer.work_order)
    offer.refresh_from_db(
        from_queryset=Offer.objects.select_related("service__organization", "volunteer")
    )
    offer.work_order = order
    return offer


def lock_visit(visit: Visit) -> Visit:
    """Like `lock_order`, for one of its visits."""
    order = lock_order(visit.work_order)
    visit.refresh_from_db(
        from_queryset=Visit.objects.select_related(
            "offer__service__organization", "offer__volunteer"
        )
    )
    visit.work_order = order
    return visit


def ask_leave(
    may: Callable[[Any, Any], bool], by: User | None, thing: Any, order: WorkOrder
) -> None:
    """Refuse unless `may(by, thing)`. Who may not even see the order is told of none."""
    if may(by, thing):
        return
    if by is None or not is_known_to(by, order):
        raise no_such_order()
    raise NotAllowed("not_allowed", _("Your role does not allow this step for this order."))


def for_good(reason: str, order: WorkOrder) -> str:
    """A reason as the journal keeps it: without what tells whose order it is."""
    return unnamed(reason, order.need.resident) if reason else ""


def no_such_order() -> Hidden:
    return Hidden("no_such_order", _("There is no such order, or it is not yours to see."))


def _orders() -> QuerySet[WorkOrder]:
    return WorkOrder.objects.select_related(
        "need__need_type", "need__group", "need__tag", "need__community__subdistrict"
    )


def _locked(orders: QuerySet[WorkOrder]) -> QuerySet[WorkOrder]:
    return orders.select_for_update(of=("self", "need"), no_key=True)
