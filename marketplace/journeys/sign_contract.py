from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.contracts import actions as contracts
from marketplace.contracts.models import Contract
from marketplace.evaluations import actions as evaluations
from marketplace.projects import actions as projects


@transaction.atomic
def sign_contract(contract: Contract, *, by: User, at: datetime) -> Contract:
    """The provider signs what the bureau has signed: the service begins, and both evaluations have their
    days."""
    contract = contracts.sign_contract(contract, by=by, at=at)
    contracts.mark_award_signed(contract.award, by=by, at=at)
    projects.mark_project(contract.project, "begin", by=by, at=at)
    evaluations.schedule_evaluations(contract, by=by, at=at)
    return contract
