from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.journeys.dispatch_order import dispatch_order
from marketplace.needs import actions as needs
from marketplace.workorders import actions as workorders
from marketplace.workorders.models import Offer


@transaction.atomic
def answer_offer(
    offer: Offer, *, accept: bool, reason: str = "", note: str = "", by: User, at: datetime
) -> Offer:
    """Accepted: the need is in service. Declined: the next best is asked at once, never this one again."""
    if accept:
        offer = workorders.accept_offer(offer, by=by, at=at)
        needs.mark_started(offer.work_order.need, by=by, at=at)
    else:
        offer = workorders.decline_offer(offer, reason=reason, note=note, by=by, at=at)
        dispatch_order(offer.work_order, by=None, at=at)
    return offer
