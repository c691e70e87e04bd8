from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.needs import actions as needs
from marketplace.workorders import actions as workorders
from marketplace.workorders.models import WorkOrder


@transaction.atomic
def dispute_order(order: WorkOrder, *, reason: str, by: User, at: datetime) -> WorkOrder:
    """It is not done after all: the same provider goes on, and the need is in service again."""
    order = workorders.dispute_order(order, reason=reason, by=by, at=at)
    needs.mark_unfinished(order.need, reason=reason, by=by, at=at)
    return order
