"""What every action on a project begins with: lock, ask leave, judge the step."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.journal import changing
from marketplace.kernel.errors import Hidden, NotAllowed
from marketplace.projects.lifecycle import PROJECT
from marketplace.projects.models import Project
from marketplace.projects.queries import visible_to


def enter(project: Project, may: Callable[[User, Project], bool], by: User) -> None:
    """Lock, then ask leave on what is locked. Who may not even see the project is told of none."""
    changing.lock(project, "batch__district", "rulebook")
    if may(by, project):
        return
    if not visible_to(by).filter(pk=project.pk).exists():
        raise Hidden("no_such_project", _("There is no such project."))
    if by.pk == project.author_id:
        raise NotAllowed(
            "your_own_project", _("You wrote this project: another officer decides about it.")
        )
    raise NotAllowed("not_allowed", _("Your role does not allow this for this project."))


def take(
    project: Project,
    step: str,
    *,
    by: User | None,
    at: datetime,
    reason: str = "",
    **facts: Any,
) -> Project:
    """Along the lifecycle; the journal calls it `<step>_project`."""
    state = PROJECT.target(project.state, step)
    changing.change(project, f"{step}_project", by=by, at=at, reason=reason, state=state, **facts)
    return project
