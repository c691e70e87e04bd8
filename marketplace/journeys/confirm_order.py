from datetime import datetime

from marketplace.accounts.models import User
from marketplace.workorders import actions as workorders
from marketplace.workorders.models import WorkOrder


def confirm_order(order: WorkOrder, *, by: User | None, at: datetime) -> WorkOrder:
    """Somebody other than the performer confirms the work. `by=None`: the resident, by their code."""
    return workorders.confirm_order(order, by=by, at=at)
