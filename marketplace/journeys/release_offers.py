from datetime import datetime

from django.db import transaction

from marketplace.journeys.dispatch_order import dispatch_order
from marketplace.kernel.errors import RuleBroken
from marketplace.workorders import actions as workorders
from marketplace.workorders.models import Offer
from marketplace.workorders.queries import waiting_offers


def release_offers(*, at: datetime) -> list[Offer]:
    """Take back every offer that waits at somebody who may not take it any more (ill, on leave, suspended, off
    the shelf, no longer insured), and ask the next best for each at once instead of when its time is over.

    A transaction for each, as when offers lapse.
    """
    released = []
    for offer in workorders.unable_among(list(waiting_offers()), at=at):
        try:
            released.append(_release(offer, at=at))
        except RuleBroken:
            continue
    return released


@transaction.atomic
def _release(offer: Offer, *, at: datetime) -> Offer:
    offer = workorders.release_offer(offer, at=at)
    dispatch_order(offer.work_order, by=None, at=at)
    return offer
