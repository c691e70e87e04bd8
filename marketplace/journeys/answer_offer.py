from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.journeys.dispatch_order import dispatch_order
from marketplace.kernel.errors import RuleBroken
from marketplace.needs import actions as needs
from marketplace.workdays.rules import SHANGHAI
from marketplace.workorders import actions as workorders
from marketplace.workorders.models import Offer
from marketplace.workorders.queries import fitting_contract


@transaction.atomic
def answer_offer(
    offer: Offer, *, accept: bool, reason: str = "", note: str = "", by: User, at: datetime
) -> Offer:
    """Accepted: the need is in service, at the cost of a contract that fits, where there is one.
    Declined: the next best is asked at once, never this one again."""
    if accept:
        offer = workorders.accept_offer(offer, by=by, at=at)
        _charge(offer, by=by, at=at)
        needs.mark_started(offer.work_order.need, by=by, at=at)
    else:
        offer = workorders.decline_offer(offer, reason=reason, note=note, by=by, at=at)
        dispatch_order(offer.work_order, by=None, at=at)
    return offer


def _charge(offer: Offer, *, by: User, at: datetime) -> None:
    order, service = offer.work_order, offer.service
    if service is None:
        return
    price = service.price_cents * order.visits_wanted
    today = at.astimezone(SHANGHAI).date()
    contract = fitting_contract(order, service.organization, price, today)
    if contract is None:
        return
    try:
        workorders.charge_order(order, contract, charged=price, by=by, at=at)
    except RuleBroken as refusal:
        # Somebody else took what was left a moment ago: the order is accepted all the same.
        if refusal.code != "no_contract":
            raise
