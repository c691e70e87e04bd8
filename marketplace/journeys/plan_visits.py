from collections.abc import Sequence
from datetime import datetime

from marketplace.accounts.models import User
from marketplace.workorders import actions as workorders
from marketplace.workorders.models import Visit, WorkOrder


def plan_visits(
    order: WorkOrder, *, slots: Sequence[tuple[datetime, datetime]], by: User, at: datetime
) -> list[Visit]:
    """Plan a visit for each (from, until)."""
    return workorders.plan_visits(order, slots=slots, by=by, at=at)
