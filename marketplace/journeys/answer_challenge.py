from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.contracts import actions as contracts
from marketplace.contracts.models import Challenge
from marketplace.journeys.take_back_award import take_back_award


@transaction.atomic
def answer_challenge(
    challenge: Challenge, *, upheld: bool, answer: str, by: User, at: datetime
) -> Challenge:
    """Rejected: the award goes on. Upheld: it is taken back, for the reason of the answer."""
    challenge = contracts.answer_challenge(challenge, upheld=upheld, answer=answer, by=by, at=at)
    if upheld:
        take_back_award(challenge.award, reason=challenge.answer[:500], by=by, at=at)
    return challenge
