from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.needs import actions as needs
from marketplace.needs.models import Need
from marketplace.workorders import actions as workorders
from marketplace.workorders.queries import order_of


@transaction.atomic
def hold_need(need: Need, *, reason: str, by: User, at: datetime) -> Need:
    """Paused before anybody came (in hospital, away): its order is cancelled until it is resumed."""
    order = order_of(need)
    if order is not None:
        workorders.cancel_order(order, reason=reason, by=by, at=at)
    return needs.hold_need(need, reason=reason, by=by, at=at)
