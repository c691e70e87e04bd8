from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.contracts import actions as contracts
from marketplace.contracts.models import Contract
from marketplace.projects import actions as projects


@transaction.atomic
def close_project(contract: Contract, *, by: User, at: datetime) -> Contract:
    """Evaluated and paid: contract and project are over."""
    contract = contracts.end_contract(contract, by=by, at=at)
    projects.mark_project(contract.project, "close", by=by, at=at, ended_at=at)
    return contract
