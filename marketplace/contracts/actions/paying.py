from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.contracts.actions.leave import enter_contract
from marketplace.contracts.choices import ContractState, DueWith
from marketplace.contracts.lifecycle import INSTALMENT
from marketplace.contracts.models import Instalment
from marketplace.contracts.permissions import may_award
from marketplace.contracts.refusals import told_by_the_database
from marketplace.journal.changing import change, lock
from marketplace.kernel.errors import RuleBroken


@transaction.atomic
def pay_instalment(
    instalment: Instalment, *, is_evaluated: bool, by: User, at: datetime
) -> Instalment:
    """Note that it was paid. Part of a journey, which knows whether its evaluation is final."""
    enter_contract(instalment.contract, lambda user, it: may_award(user, it.project), by)
    contract = instalment.contract
    lock(instalment)
    instalment.contract = contract
    if contract.state not in (ContractState.IN_FORCE, ContractState.ENDED):
        raise RuleBroken("not_in_force", _("This contract is not in force."))
    if instalment.due_with != DueWith.SIGNING and not is_evaluated:
        raise RuleBroken("not_evaluated", _("It is paid once its evaluation is final."))
    state = INSTALMENT.target(instalment.state, "pay")
    with told_by_the_database():
        change(instalment, "pay_instalment", by=by, at=at, state=state, paid_at=at, paid_by=by)
    return instalment
