from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.supervision import actions as supervision
from marketplace.supervision.models import AlertKind
from marketplace.workorders import actions as workorders
from marketplace.workorders.choices import SAFEGUARDING
from marketplace.workorders.models import Incident, Visit


@transaction.atomic
def report_incident(visit: Visit, *, kind: str, text: str, by: User, at: datetime) -> Incident:
    """Something went wrong at a visit; a sign of danger alerts the dispatch centre at once."""
    incident = workorders.report_incident(visit, kind=kind, text=text, by=by, at=at)
    alert_if_dangerous(visit, kind, at=at)
    return incident


def alert_if_dangerous(visit: Visit, kind: str, *, at: datetime) -> None:
    if kind in SAFEGUARDING:
        need = visit.work_order.need
        supervision.raise_alert(need, kind=AlertKind.INCIDENT, due_at=at, at=at)
