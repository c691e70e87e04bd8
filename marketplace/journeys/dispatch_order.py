from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.dispatch.queries import makes_room
from marketplace.journeys.ask_best import ask_best
from marketplace.journeys.call_dispatch_centre import call_dispatch_centre
from marketplace.journeys.make_room import make_room
from marketplace.kernel.errors import RuleBroken
from marketplace.workorders.models import Offer, WorkOrder


@transaction.atomic
def dispatch_order(order: WorkOrder, *, by: User | None, at: datetime) -> Offer | None:
    """Offer one order to the best provider not asked yet. An urgent one takes the place of an unanswered offer
    if it has to. Nobody left: the dispatch centre owns it.

    `by=None`: by rule, as after a decline or in the fast lane.
    """
    offer = ask_best(order, by=by, at=at)
    if offer is None and makes_room(order.need.tag):
        offer = _with_room_made(order, by=by, at=at)
    if offer is None:
        call_dispatch_centre(order, at=at)
    return offer


def _with_room_made(order: WorkOrder, *, by: User | None, at: datetime) -> Offer | None:
    try:
        return make_room(order, by=by, at=at)
    except RuleBroken:
        # It was worth a try: without room the order waits, and somebody is told.
        order.refresh_from_db(fields=["state"])
        return None
