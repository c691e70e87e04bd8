from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.contracts import actions as contracts
from marketplace.contracts.models import ProcurementComplaint
from marketplace.journeys.take_back_award import take_back_award


@transaction.atomic
def decide_complaint(
    complaint: ProcurementComplaint, *, upheld: bool, decision: str, by: User, at: datetime
) -> ProcurementComplaint:
    """The last word in this house. Upheld: the award is taken back, for the reason of the decision."""
    complaint = contracts.decide_complaint(
        complaint, upheld=upheld, decision=decision, by=by, at=at
    )
    if upheld:
        take_back_award(complaint.challenge.award, reason=complaint.decision[:500], by=by, at=at)
    return complaint
