from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.needs import actions as needs
from marketplace.needs.choices import NeedState
from marketplace.workorders import actions as workorders
from marketplace.workorders.models import Offer


@transaction.atomic
def recall_offer(offer: Offer, *, reason: str, by: User, at: datetime) -> Offer:
    """A dispatcher takes the order away from a provider, accepted or not; it waits for another."""
    offer = workorders.recall_offer(offer, reason=reason, by=by, at=at)
    need = offer.work_order.need
    if need.state == NeedState.IN_SERVICE:
        needs.mark_search_again(need, by=by, at=at)
    return offer
