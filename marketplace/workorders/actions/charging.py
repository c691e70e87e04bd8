from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.contracts.models import Contract
from marketplace.journal.changing import change
from marketplace.workorders.actions.locks import lock_order
from marketplace.workorders.models import WorkOrder
from marketplace.workorders.refusals import told_by_the_database


@transaction.atomic
def charge_order(
    order: WorkOrder, contract: Contract, *, charged: int, by: User, at: datetime
) -> WorkOrder:
    """The order belongs to this contract, and takes `charged` fen of it. Part of the journey in which it was
    accepted: leave is asked there."""
    lock_order(order)
    with told_by_the_database():
        change(order, "charge_order", by=by, at=at, contract=contract, charged=charged)
    return order
