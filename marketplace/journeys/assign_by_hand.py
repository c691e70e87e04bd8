from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.dispatch import actions as dispatch
from marketplace.dispatch import sentences
from marketplace.dispatch.engine import SOFT_BY_HAND
from marketplace.dispatch.queries import cost_by_hand, reasons_against
from marketplace.kernel.errors import RuleBroken
from marketplace.kernel.text import clean_text
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
    """A dispatcher chooses against or beside the engine, and says why; what that costs the plan of all others
    is kept with the offer. An unanswered offer is recalled.

    Distance, area and group may be set aside; what protects people may not.
    """
    reason = clean_text(reason, field="reason", longest=300, required=True)
    for waiting in order.offers.filter(state=OfferState.OFFERED):
        workorders.recall_offer(waiting, reason=reason, by=by, at=at)
    workorders.take_up_order(order, by=by)
    _ensure_possible(order, service, volunteer, at)
    cost = cost_by_hand(order, service=service, volunteer=volunteer, at=at)
    offer = workorders.make_offer(
        order, service=service, volunteer=volunteer, by_hand_for=reason, by=by, at=at
    )
    if cost is not None:
        dispatch.keep_hand_cost(cost, offer, by=by, at=at)
    return offer


def _ensure_possible(
    order: WorkOrder, service: Service | None, volunteer: Volunteer | None, at: datetime
) -> None:
    workorders.ensure_in_standing(order, service, volunteer, at=at)
    reasons = [
        reason
        for reason in reasons_against(order, service=service, volunteer=volunteer, at=at)
        if reason not in SOFT_BY_HAND
    ]
    if reasons:
        told = str(_("; ")).join(sentences.against(reasons))
        raise RuleBroken(
            reasons[0], _("Not possible, not even by hand: it %(reasons)s.") % {"reasons": told}
        )
