from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.contracts import actions as contracts
from marketplace.contracts.models import Award
from marketplace.projects import actions as projects


@transaction.atomic
def approve_award(award: Award, *, by: User, at: datetime) -> Award:
    """Gate 2: another officer than who proposed it, and than who wrote the project."""
    award = contracts.approve_award(award, by=by, at=at)
    projects.approve_award(award.project, by=by, at=at)
    return award
