from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.needs import actions as needs
from marketplace.needs.models import Need
from marketplace.workorders import actions as workorders
from marketplace.workorders.queries import order_of


@transaction.atomic
def withdraw_need(need: Need, *, reason: str, by: User | None, at: datetime) -> Need:
    """The resident does not want it any more: the order is cancelled and its provider set free."""
    order = order_of(need)
    if order is not None:
        workorders.cancel_order(order, reason=reason, by=by, at=at)
    return needs.withdraw_need(need, reason=reason, by=by, at=at)
