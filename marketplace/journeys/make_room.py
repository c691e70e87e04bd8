from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.dispatch.room import Room, room_for
from marketplace.journeys.ask_best import ask_best
from marketplace.journeys.call_dispatch_centre import call_dispatch_centre
from marketplace.kernel.errors import RuleBroken
from marketplace.workorders import actions as workorders
from marketplace.workorders.models import Offer, WorkOrder


@transaction.atomic
def make_room(
    order: WorkOrder, *, agreed: Collection[int] | None = None, by: User | None, at: datetime
) -> Offer:
    """Offer an order that finds no free place by taking back as few unanswered offers of less urgent orders as
    can be. These are offered to their next best at once, or wait; nothing that was accepted moves.

    `agreed`: the offers, by pk, that a dispatcher was shown and agreed to; if others would have to move by
    now, nothing is done.
    """
    workorders.take_up_order(order, by=by)
    room = room_for(order, at=at)
    _ensure_agreed(room, agreed)
    if room is None:
        raise RuleBroken("no_room", _("No offer that waits for an answer could make room."))
    moved = [shift.offer for shift in room.shifts]
    # By age, so that two who make room at the same moment queue instead of crossing.
    for offer in sorted(moved, key=lambda each: each.work_order_id):
        workorders.make_way(offer, to=order, by=by, at=at)
    made = ask_best(order, by=by, at=at)
    if made is None:
        raise RuleBroken("no_room", _("No offer that waits for an answer could make room."))
    for offer in moved:
        if ask_best(offer.work_order, by=by, at=at) is None:
            call_dispatch_centre(offer.work_order, at=at)
    return made


def _ensure_agreed(room: Room | None, agreed: Collection[int] | None) -> None:
    needed = {shift.offer.pk for shift in room.shifts} if room else set()
    if agreed is not None and needed != set(agreed):
        raise RuleBroken(
            "room_moved_on",
            _("Other offers would have to move by now. Please look again before you go on."),
        )
