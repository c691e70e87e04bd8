"""The two gates, each passed by another officer than the author, and the one act of release."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.journal import changing
from marketplace.kernel.errors import Malformed, NotAllowed, RuleBroken
from marketplace.kernel.text import clean_text
from marketplace.projects import rules
from marketplace.projects.actions.entering import enter, take
from marketplace.projects.choices import ProjectState
from marketplace.projects.models import Project, ProjectBatch
from marketplace.projects.permissions import may_approve, may_plan, may_release
from marketplace.projects.queries import rulebook_on
from marketplace.workdays.rules import SHANGHAI

REASON = 300


@transaction.atomic
def approve_project(project: Project, *, by: User, at: datetime) -> Project:
    """Gate 1: it may be released."""
    enter(project, may_approve, by)
    return take(project, "approve", by=by, at=at, approved_at=at, approved_by=by)


@transaction.atomic
def send_back_project(project: Project, *, reason: str, by: User, at: datetime) -> Project:
    """It has to be written anew before it may be released."""
    reason = clean_text(reason, field="reason", longest=REASON, required=True)
    enter(project, lambda user, it: may_plan(user, it.batch.district), by)
    return take(
        project, "send_back", by=by, at=at, reason=reason, approved_at=None, approved_by=None
    )


@transaction.atomic
def release_batch(
    batch: ProjectBatch, *, bids_until: datetime, by: User, at: datetime
) -> ProjectBatch:
    """Everything in it becomes visible together, and open to bids until `bids_until`."""
    changing.lock(batch, "district")
    if not may_release(by, batch):
        raise NotAllowed("not_allowed", _("Your role does not allow this for this batch."))
    if batch.released_at is not None:
        raise RuleBroken("batch_released", _("This batch was released already."))
    projects = list(
        batch.projects.exclude(state=ProjectState.CANCELLED)
        .select_for_update(no_key=True)
        .order_by("pk")
    )
    _ensure_through_gate_1(projects)
    book = rulebook_on(at.astimezone(SHANGHAI).date())
    earliest = rules.earliest_deadline(at, book.bidding_days)
    if bids_until < earliest:
        raise Malformed(
            "deadline_too_early",
            _("Bidders have at least %(days)s days: until %(day)s at the earliest.")
            % {"days": book.bidding_days, "day": earliest.date().isoformat()},
            field="bids_until",
        )
    changing.change(batch, "release_batch", by=by, at=at, released_at=at, released_by=by)
    for project in projects:
        take(project, "release", by=by, at=at, rulebook=book, bids_until=bids_until)
    return batch


@transaction.atomic
def approve_award(project: Project, *, by: User, at: datetime) -> Project:
    """Gate 2: what the panel found may become the result."""
    enter(project, may_approve, by)
    return take(project, "approve_award", by=by, at=at, award_approved_at=at, award_approved_by=by)


@transaction.atomic
def cancel_project(project: Project, *, reason: str, by: User, at: datetime) -> Project:
    """It is called off before anybody was awarded, and everybody reads why."""
    reason = clean_text(reason, field="reason", longest=REASON, required=True)
    enter(project, lambda user, it: may_plan(user, it.batch.district), by)
    return take(project, "cancel", by=by, at=at, reason=reason, ended_at=at, ended_for=reason)


@transaction.atomic
def plan_project_again(project: Project, *, by: User, at: datetime) -> Project:
    """A failed tender goes into a batch that is being prepared, through gate 1 once more."""
    enter(project, lambda user, it: may_plan(user, it.batch.district), by)
    batch = ProjectBatch.objects.filter(
        district=project.batch.district_id, released_at=None
    ).first()
    if batch is None:
        raise RuleBroken("no_batch", _("Plan a further batch first."))
    take(
        project,
        "plan_again",
        by=by,
        at=at,
        approved_at=None,
        approved_by=None,
        bids_until=None,
        rulebook=None,
    )
    changing.change(project, "move_project", by=by, at=at, batch=batch)
    return project


def _ensure_through_gate_1(projects: list[Project]) -> None:
    if not projects:
        raise RuleBroken("empty_batch", _("There is no project in this batch."))
    waiting = [project.number for project in projects if project.state == ProjectState.PLANNED]
    if waiting:
        raise RuleBroken(
            "gate_1_open",
            _("Not yet approved by a second officer: %(numbers)s.")
            % {"numbers": ", ".join(waiting)},
        )
