"""Room for a more urgent order: which unanswered offers would have to move, as few as can be, and where to."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from marketplace.dispatch import engine
from marketplace.dispatch.keys import order_key, provider_key
from marketplace.dispatch.queries import weights_in_force
from marketplace.workdays.rules import SHANGHAI
from marketplace.workorders.choices import OfferState
from marketplace.workorders.models import Offer, WorkOrder


@dataclass(frozen=True, slots=True)
class Shift:
    """An unanswered offer to be taken back; `to`: who is asked instead, as the engine's key; empty: nobody for
    now."""

    offer: Offer
    to: str


@dataclass(frozen=True, slots=True)
class Room:
    """Whom the order can be offered to (a key) once these have made room."""

    to: str
    shifts: tuple[Shift, ...]


def room_for(order: WorkOrder, *, at: datetime) -> Room | None:
    """The fewest offers that have to move so that this order can be offered; None if that does not help.

    Nobody goes without for it if that can be; else the least urgent.
    """
    offers = {
        order_key(each.work_order_id): each for each in _movable(order) if not each.by_hand_for
    }
    asked = {
        each.work_order_id: provider_key(each.service_id, each.volunteer_id)
        for each in offers.values()
    }
    today = at.astimezone(SHANGHAI).date()
    moves = engine.make_room(order, asked, today, weights_in_force(at)) if asked else ()
    if not moves:
        return None
    own, *others = moves
    shifts = tuple(Shift(offers[move.seeker], move.after or "") for move in others)
    return Room(own.after or "", shifts)


def _movable(order: WorkOrder) -> QuerySet[Offer]:
    """What waits for an answer in this district, for orders that are less urgent."""
    need = order.need
    return Offer.objects.filter(
        state=OfferState.OFFERED,
        work_order__need__tag__rank__gt=need.tag.rank,
        work_order__need__community__subdistrict__district=need.community.subdistrict.district_id,
    ).select_related(
        "work_order__need__need_type",
        "work_order__need__tag",
        "work_order__need__community",
        "service__organization",
        "volunteer",
    )
