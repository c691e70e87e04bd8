"""What somebody at this desk may know of. Anything else is not there."""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.kernel.errors import Hidden
from marketplace.projects.models import Project, ProjectBatch, ProjectDocument
from marketplace.projects.queries import batches_of, for_lists, planned_by
from marketplace.workdays.rules import SHANGHAI

LARGEST_KEY = 2**63


def get_batch(user: User, pk: int) -> ProjectBatch:
    found = batches_of(user).filter(pk=pk).first() if pk < LARGEST_KEY else None
    if found is None:
        raise Hidden("no_such_batch", _("There is no such batch."))
    return found


def get_project(user: User, number: str) -> Project:
    found = (
        for_lists(planned_by(user).filter(number=number))
        .select_related("author", "approved_by", "batch__district", "level", "rulebook")
        .first()
    )
    if found is None:
        raise Hidden("no_such_project", _("There is no such project."))
    return found


def with_parts(user: User, number: str) -> Project:
    """With everything that its page shows but its history; papers without their content."""
    project = get_project(user, number)
    papers = Prefetch("documents", ProjectDocument.objects.defer("content"))
    parts = ("subdistricts", "qualifications", "budget_lines", "indicators", "criteria")
    told = ("clarifications__answered_by", "amendments__by")
    prefetch_related_objects([project], *parts, *told, papers)
    return project


def of_batch(batch: ProjectBatch) -> list[Project]:
    return list(for_lists(Project.objects.filter(batch=batch)).select_related("author", "level"))


def end_of(day: date) -> datetime:
    """The last moment of a day, until which a bid is in time."""
    return datetime.combine(day, time.max, SHANGHAI)


def unreleased(batches: Iterable[ProjectBatch]) -> ProjectBatch | None:
    """The batch that new plans go into."""
    return next((batch for batch in batches if batch.released_at is None), None)
