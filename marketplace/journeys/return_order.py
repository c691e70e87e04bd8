from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.journeys.dispatch_order import dispatch_order
from marketplace.needs import actions as needs
from marketplace.workorders import actions as workorders
from marketplace.workorders.models import Offer


@transaction.atomic
def return_order(offer: Offer, *, reason: str, note: str = "", by: User, at: datetime) -> Offer:
    """A provider gives back an order it had accepted: the search begins again, without this provider."""
    offer = workorders.return_offer(offer, reason=reason, note=note, by=by, at=at)
    needs.mark_search_again(offer.work_order.need, by=by, at=at)
    dispatch_order(offer.work_order, by=None, at=at)
    return offer
