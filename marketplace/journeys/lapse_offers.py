from datetime import datetime

from django.db import transaction

from marketplace.journeys.dispatch_order import dispatch_order
from marketplace.kernel.errors import RuleBroken
from marketplace.workdays.queries import calendar
from marketplace.workorders import actions as workorders
from marketplace.workorders.models import Offer
from marketplace.workorders.queries import overdue_offers


def lapse_offers(*, at: datetime) -> list[Offer]:
    """End every offer whose time to answer ran out before `at`, and ask the next best for each.

    A transaction for each, so that one that fails leaves the others done; whoever answers at the same
    moment and is first stays answered.
    """
    lapsed = []
    for offer in overdue_offers(calendar(), at):
        try:
            lapsed.append(_lapse(offer, at=at))
        except RuleBroken:
            continue
    return lapsed


@transaction.atomic
def _lapse(offer: Offer, *, at: datetime) -> Offer:
    offer = workorders.lapse_offer(offer, at=at)
    dispatch_order(offer.work_order, by=None, at=at)
    return offer
