from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.journeys.log_visit import log_visit
from marketplace.organizations.models import Worker
from marketplace.workorders import actions as workorders
from marketplace.workorders.models import Visit, WorkOrder


@transaction.atomic
def log_unplanned_visit(
    order: WorkOrder,
    *,
    came_at: datetime,
    left_at: datetime,
    record: str,
    workers: Iterable[Worker] = (),
    companion: str = "",
    by: User,
    at: datetime,
) -> Visit:
    """Somebody came without a plan: the visit is planned for when it was, and written down, in one."""
    (visit,) = workorders.plan_visits(order, slots=[(came_at, left_at)], by=by, at=at)
    return log_visit(
        visit,
        came_at=came_at,
        left_at=left_at,
        record=record,
        workers=workers,
        companion=companion,
        by=by,
        at=at,
    )
