from datetime import datetime

from marketplace.dispatch.queries import waiting_for_a_place
from marketplace.journeys.make_room import make_room
from marketplace.kernel.errors import RuleBroken
from marketplace.workorders.models import Offer


def make_room_where_due(district: str, *, at: datetime) -> list[Offer]:
    """After time's round in a district (its code): the urgent orders that it could not place take the place of
    unanswered offers, as they would have on arrival. Places come and go, and a calmer order may have been
    offered one meanwhile.

    A transaction for each, so that one that finds no room leaves the others theirs.
    """
    made = []
    for order in waiting_for_a_place(district):
        try:
            made.append(make_room(order, by=None, at=at))
        except RuleBroken:
            continue
    return made
