"""Reading what the district buys."""

from datetime import date, datetime

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.kernel.errors import Hidden
from marketplace.places.queries import postings_of
from marketplace.projects.choices import ProjectState
from marketplace.projects.models import Project, ProjectBatch, Rulebook
from marketplace.projects.permissions import PLANNING

# What was called off before its release never had a deadline, and is nobody's to read.
RELEASED = Q(bids_until__isnull=False)


def released() -> QuerySet[Project]:
    """What everybody may know of: projects that were released, whatever became of them."""
    return Project.objects.filter(RELEASED)


def visible_to(user: User) -> QuerySet[Project]:
    """The bureau sees its district's plans too; everybody else what was released."""
    districts = {p.place_code for p in postings_of(user) if p.role in PLANNING}
    return Project.objects.filter(Q(batch__district__in=districts) | RELEASED)


def batches_of(user: User) -> QuerySet[ProjectBatch]:
    """The batches that `user` plans, with how many projects each has and how many passed gate 1."""
    districts = {p.place_code for p in postings_of(user) if p.role in PLANNING}
    standing = ~Q(projects__state=ProjectState.CANCELLED)
    return (
        ProjectBatch.objects.filter(district__in=districts)
        .select_related("district")
        .annotate(
            size=Count("projects", filter=standing),
            approved=Count("projects", filter=standing & Q(projects__approved_at__isnull=False)),
            last_deadline=Max("projects__bids_until", filter=standing),
        )
        .order_by("-year", "-position")
    )


def planned_by(user: User) -> QuerySet[Project]:
    """The projects of the districts that `user` plans for, in whatever state."""
    return Project.objects.filter(batch__in=batches_of(user).order_by().values("pk"))


def for_lists(projects: QuerySet[Project]) -> QuerySet[Project]:
    """With what a row of a list names, in three queries however long it is."""
    return projects.select_related("level", "batch", "rulebook").prefetch_related(
        "groups", "subcategories"
    )


def open_to_bids(now: datetime) -> QuerySet[Project]:
    """Published, and not yet past the last moment."""
    return released().filter(state=ProjectState.PUBLISHED, bids_until__gte=now)


def released_one(number: str) -> Project:
    project = for_lists(released()).filter(number=number).first()
    if project is None:
        raise Hidden("no_such_project", _("There is no such project."))
    return project


def rulebook_on(day: date) -> Rulebook:
    """The rules that are in force on that day."""
    book = Rulebook.objects.filter(from_on__lte=day).order_by("-from_on").first()
    assert book is not None, "the first rulebook is older than any project"
    return book
