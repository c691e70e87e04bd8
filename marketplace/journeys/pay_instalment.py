from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.contracts import actions as contracts
from marketplace.contracts.models import Instalment
from marketplace.evaluations.queries import is_final


@transaction.atomic
def pay_instalment(instalment: Instalment, *, by: User, at: datetime) -> Instalment:
    """What is due with an evaluation waits until that one is final."""
    is_evaluated = is_final(instalment.contract, instalment.due_with)
    return contracts.pay_instalment(instalment, is_evaluated=is_evaluated, by=by, at=at)
