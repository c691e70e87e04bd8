from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.contracts import actions as contracts
from marketplace.contracts.models import Contract
from marketplace.projects import actions as projects


@transaction.atomic
def terminate_project(contract: Contract, *, reason: str, by: User, at: datetime) -> Contract:
    """The contract ends before its time, and the project with it; what is under way goes on to its end."""
    contract = contracts.stop_contract(contract, reason=reason, by=by, at=at)
    told = contract.ended_for[:300]
    projects.mark_project(
        contract.project, "terminate", by=by, at=at, reason=told, ended_at=at, ended_for=told
    )
    return contract
