from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.evaluations import actions as evaluations
from marketplace.evaluations.models import CorrectionPlan
from marketplace.projects import actions as projects


@transaction.atomic
def accept_correction(plan: CorrectionPlan, *, by: User, at: datetime) -> CorrectionPlan:
    """What was wrong at the mid-term was put right: the project goes on as one that passed."""
    plan = evaluations.accept_correction(plan, by=by, at=at)
    projects.mark_project(plan.evaluation.project, "pass_midterm", by=by, at=at)
    return plan
