from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.organizations.models import Worker
from marketplace.workorders import actions as workorders
from marketplace.workorders.models import Visit


@transaction.atomic
def log_visit(
    visit: Visit,
    *,
    came_at: datetime,
    left_at: datetime,
    record: str,
    workers: Iterable[Worker] = (),
    companion: str = "",
    by: User,
    at: datetime,
) -> Visit:
    """Write down a visit after it took place: check-in and check-out in one."""
    visit = workorders.check_in(
        visit, workers=workers, companion=companion, came_at=came_at, by=by, at=at
    )
    return workorders.check_out(visit, record=record, left_at=left_at, by=by, at=at)
