from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.needs import actions as needs
from marketplace.needs.choices import NeedState
from marketplace.needs.models import Need


@transaction.atomic
def reject_need(
    need: Need, *, at_risk: bool, reason: str, note: str, by: User, at: datetime
) -> Need:
    """Answer the safety question, where that is still open, and say no: with a reason, in plain words."""
    if need.state == NeedState.SUBMITTED:
        need = needs.triage_need(need, at_risk=at_risk, by=by, at=at)
    return needs.reject_need(need, reason=reason, note=note, by=by, at=at)
