"""Planning a batch and what is in it. Until the release all of it can be changed, by the bureau."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.journal import changing
from marketplace.journal.actions import record
from marketplace.journal.queries import thread_of
from marketplace.kernel.checks import whole_number
from marketplace.kernel.errors import NotAllowed, RuleBroken
from marketplace.places.models import District
from marketplace.projects.actions.entering import enter
from marketplace.projects.choices import ProjectState
from marketplace.projects.models import BudgetLine, Criterion, Indicator, Project, ProjectBatch
from marketplace.projects.permissions import may_plan
from marketplace.projects.plan import Plan

FIRST_YEAR, LAST_YEAR = 2020, 2100
PLAIN = ("method", "level", "service_from", "service_until", "midterm_on", "final_on")
LISTS = ("groups", "subcategories", "subdistricts", "qualifications")


@transaction.atomic
def plan_batch(district: District, *, year: int, by: User, at: datetime) -> ProjectBatch:
    """The year's batch, or a further one where it has been released already."""
    year = whole_number(year, FIRST_YEAR, LAST_YEAR, field="year")
    _ask_leave(by, district)
    changing.lock(district)
    standing = ProjectBatch.objects.filter(district=district, year=year)
    if standing.filter(released_at=None).exists():
        raise RuleBroken(
            "batch_in_preparation",
            _("A batch of %(year)s is being prepared already: put the project there.")
            % {"year": year},
            field="year",
        )
    last = standing.aggregate(last=Max("position"))["last"] or 0
    batch = ProjectBatch.objects.create(
        district=district, year=year, position=last + 1, author=by, made_at=at
    )
    told = {"year": year, "position": batch.position}
    record("plan_batch", batch, by=by, at=at, changes=told)
    return batch


@transaction.atomic
def plan_project(batch: ProjectBatch, plan: Plan, *, by: User, at: datetime) -> Project:
    """Put a project into a batch that is not released yet."""
    plan.checked()
    changing.lock(batch, "district")
    _ask_leave(by, batch.district)
    _ensure_unreleased(batch)
    _ensure_new(batch, plan)
    project = Project(
        batch=batch,
        number=_next_number(batch),
        author=by,
        planned_at=at,
        budget=plan.budget,
        **plan.texts(),
        **{name: getattr(plan, name) for name in PLAIN},
    )
    project.save(force_insert=True)
    _set_parts(project, plan)
    told = changing.codes_of(project, "batch", "number", "budget", "method")
    record("plan_project", project, by=by, at=at, changes=told)
    return project


@transaction.atomic
def revise_project(
    project: Project, plan: Plan, *, by: User, at: datetime, seen: int | None = None
) -> Project:
    """Write it anew. What passed gate 1 has to be sent back first.

    `seen`: how many entries its history had when `by` read it; None: whatever came in between.
    """
    plan.checked()
    enter(project, lambda user, it: may_plan(user, it.batch.district), by)
    if seen is not None and seen != thread_of(project).count():
        raise RuleBroken(
            "changed_meanwhile",
            _("Somebody changed this project while you wrote. Open it again and compare."),
        )
    if project.state != ProjectState.PLANNED:
        raise RuleBroken(
            "not_being_planned",
            _("This project passed gate 1: send it back before you change it."),
        )
    facts = {name: getattr(plan, name) for name in PLAIN} | {"budget": plan.budget}
    changed: dict[str, Any] = {
        name: value for name, value in facts.items() if getattr(project, name) != value
    }
    texts = plan.texts()
    changing.change(project, "revise_project", by=by, at=at, unsaid=texts, **(changed | texts))
    _set_parts(project, plan)
    return project


def _ask_leave(by: User, district: District) -> None:
    if not may_plan(by, district):
        raise NotAllowed(
            "not_your_place",
            _("You have no post that covers %(place)s.") % {"place": district.name},
        )


def _ensure_unreleased(batch: ProjectBatch) -> None:
    if batch.released_at is not None:
        raise RuleBroken(
            "batch_released", _("This batch was released: plan a further one for this year.")
        )


def _ensure_new(batch: ProjectBatch, plan: Plan) -> None:
    """A plan that is sent twice is one project."""
    same = batch.projects.exclude(state=ProjectState.CANCELLED)
    if found := same.filter(name_zh=plan.texts()["name_zh"]).first():
        raise RuleBroken(
            "name_taken",
            _("This batch has a project of this name already: %(number)s.")
            % {"number": found.number},
            field="name_zh",
        )


def _next_number(batch: ProjectBatch) -> str:
    """320113-2027-103: of Qixia, the third project of the first batch of 2027."""
    last = batch.projects.aggregate(last=Max("number"))["last"]
    begins = f"{batch.district_id}-{batch.year}-{batch.position}"
    return f"{begins}{int(last.removeprefix(begins)) + 1 if last else 1:02d}"


def _set_parts(project: Project, plan: Plan) -> None:
    for name in LISTS:
        getattr(project, name).set(getattr(plan, name))
    for model in (BudgetLine, Indicator, Criterion):
        model.objects.filter(project=project).delete()
    BudgetLine.objects.bulk_create(
        BudgetLine(project=project, position=at, label=line.label.strip(), amount=line.amount)
        for at, line in enumerate(plan.lines, start=1)
    )
    Indicator.objects.bulk_create(
        Indicator(
            project=project,
            position=at,
            measure=goal.measure,
            label=goal.label.strip(),
            unit=goal.unit.strip()[:20],
            target=goal.target,
        )
        for at, goal in enumerate(plan.goals, start=1)
    )
    Criterion.objects.bulk_create(
        Criterion(
            project=project,
            position=at,
            label=yardstick.label.strip(),
            guidance=yardstick.guidance.strip()[:500],
            weight=yardstick.weight,
        )
        for at, yardstick in enumerate(plan.yardsticks, start=1)
    )
