from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.organizations.models import Service
from marketplace.volunteers.models import Volunteer
from marketplace.workorders import actions as workorders
from marketplace.workorders.choices import OfferState
from marketplace.workorders.models import Offer, WorkOrder


@transaction.atomic
def assign_by_hand(
    order: WorkOrder,
    *,
    service: Service | None = None,
    volunteer: Volunteer | None = None,
    reason: str,
    by: User,
    at: datetime,
) -> Offer:
    """A dispatcher chooses against or beside the engine, and says why. An unanswered offer is recalled."""
    for waiting in order.offers.filter(state=OfferState.OFFERED):
        workorders.recall_offer(waiting, reason=reason, by=by, at=at)
    return workorders.make_offer(
        order, service=service, volunteer=volunteer, by_hand_for=reason, by=by, at=at
    )
