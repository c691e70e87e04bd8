from datetime import datetime, timedelta

from marketplace.kernel.errors import Refusal
from marketplace.workorders import actions as workorders
from marketplace.workorders.models import Visit
from marketplace.workorders.queries import series_running_out

# An open-ended order always has visits planned for this long.
PLANNED_FOR = timedelta(days=14)


def prolong_visits(*, at: datetime) -> list[Visit]:
    """Plan on wherever an open-ended service runs out of planned visits; a transaction for each order."""
    planned: list[Visit] = []
    for order in series_running_out(at + PLANNED_FOR):
        try:
            planned += workorders.prolong_series(order, at=at)
        except Refusal:
            continue
    return planned
