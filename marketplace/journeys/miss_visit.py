from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.journeys.report_incident import alert_if_dangerous
from marketplace.workorders import actions as workorders
from marketplace.workorders.models import Visit


@transaction.atomic
def miss_visit(visit: Visit, *, kind: str, text: str = "", by: User, at: datetime) -> Visit:
    """A visit did not take place, or was broken off; a sign of danger alerts the dispatch centre at once."""
    visit = workorders.miss_visit(visit, kind=kind, text=text, by=by, at=at)
    alert_if_dangerous(visit, kind, at=at)
    return visit
