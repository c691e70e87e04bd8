from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.journeys.dispatch_order import dispatch_order
from marketplace.needs import actions as needs
from marketplace.needs.models import Need
from marketplace.workorders import actions as workorders
from marketplace.workorders.models import WorkOrder
from marketplace.workorders.queries import order_of


@transaction.atomic
def reopen_need(need: Need, *, reason: str, by: User | None, at: datetime) -> WorkOrder:
    """The same need again, within 30 days: the last order failed, and a new one goes to somebody else.

    `by=None`: the resident, through a verdict of one or two points.
    """
    order = order_of(need)
    if order is not None:
        workorders.fail_order(order, reason=reason, by=by, at=at)
    need = needs.reopen_need(need, reason=reason, by=by, at=at)
    order = workorders.open_order(need, by=by, at=at)
    needs.mark_ordered(need, by=by, at=at)
    dispatch_order(order, by=None, at=at)
    return order
