from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.needs import actions as needs
from marketplace.workorders import actions as workorders
from marketplace.workorders.models import WorkOrder


@transaction.atomic
def complete_work_order(order: WorkOrder, *, by: User, at: datetime) -> WorkOrder:
    """The provider says that the work is done: the order is delivered and the need fulfilled."""
    order = workorders.deliver_order(order, by=by, at=at)
    needs.mark_fulfilled(order.need, by=by, at=at)
    return order
