from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.panels import actions as panels
from marketplace.projects import actions as projects
from marketplace.projects.models import Project


@transaction.atomic
def cancel_project(project: Project, *, reason: str, by: User, at: datetime) -> Project:
    """It is called off, and whoever was to compare its bids need not."""
    panels.dissolve_for(project, reason=reason, by=by, at=at)
    return projects.cancel_project(project, reason=reason, by=by, at=at)
