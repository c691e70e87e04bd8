from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.journeys.dispatch_order import dispatch_order
from marketplace.needs import actions as needs
from marketplace.needs.models import Need
from marketplace.needs.rules import MOST_URGENT
from marketplace.workorders import actions as workorders
from marketplace.workorders.models import WorkOrder


@transaction.atomic
def approve_need(need: Need, *, related: bool = False, by: User, at: datetime) -> WorkOrder:
    """下单: the subdistrict approves, and the need becomes a work order that waits for a provider. An urgent
    one waits for no round: the best provider is asked in the same moment.

    `related`: the approver declares to know the person privately, and is refused.
    """
    needs.approve_need(need, related=related, by=by, at=at)
    order = workorders.open_order(need, by=by, at=at)
    needs.mark_ordered(need, by=by, at=at)
    if order.need.tag.rank == MOST_URGENT:
        dispatch_order(order, by=None, at=at)
    return order
