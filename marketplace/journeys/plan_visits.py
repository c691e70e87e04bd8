from collections.abc import Sequence
from datetime import datetime

from marketplace.accounts.models import User
from marketplace.workorders import actions as workorders
from marketplace.workorders.models import Visit, WorkOrder


def plan_visits(
    order: WorkOrder,
    *,
    slots: Sequence[tuple[datetime, datetime]],
    repeated: bool = False,
    by: User,
    at: datetime,
) -> list[Visit]:
    """Plan a visit for each (from, until). `repeated`: the first is the beginning of a series, as often as
    the need type wants."""
    if repeated and slots:
        return workorders.plan_series(order, first=slots[0], by=by, at=at)
    return workorders.plan_visits(order, slots=slots, by=by, at=at)
