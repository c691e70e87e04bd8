"""One evaluation as the provider sees it: what is asked of it, the result, and what would have brought more."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.bans.queries import policy_on
from marketplace.desks.evaluations import context_of, get_evaluation, paper_of
from marketplace.desks.field.desk import Desk
from marketplace.desks.now import now
from marketplace.desks.organizations.contracts.forms import (
    CorrectionReportForm,
    HandInForm,
    MaterialForm,
    TextForm,
)
from marketplace.desks.steps import Step, status_of_steps, taken
from marketplace.desks.words import resident_word
from marketplace.evaluations import actions, rules
from marketplace.evaluations.choices import Dimension, EvaluationState, PlanState
from marketplace.evaluations.lifecycle import EVALUATION, TOLD
from marketplace.evaluations.models import CorrectionPlan, Evaluation
from marketplace.evaluations.permissions import may_speak_for
from marketplace.evaluations.queries import means_of, standing_of, visible_to
from marketplace.organizations.queries import organizations_of
from marketplace.workdays.rules import SHANGHAI


def evaluation(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    found, at = get_evaluation(evaluations_of(request.user), pk), now()
    plan = CorrectionPlan.objects.filter(evaluation=found).first()
    open_steps = list(_steps(found, plan, request.user, at))
    if request.method == "POST" and taken(request, open_steps):
        return redirect("organizations:evaluation", pk=pk)
    context: dict[str, Any] = {"evaluation": found, "project": found.project}
    if found.state in TOLD:
        context |= _told(found, at)
    word, tone = resident_word(EVALUATION, found.state)
    context |= {
        "desk": desk,
        "word": word,
        "tone": tone,
        "is_told": found.state in TOLD,
        "plan": plan,
        "steps": open_steps,
        "objections": found.objections.all(),
    }
    status = status_of_steps(open_steps)
    return render(request, "desks/organizations/evaluation.html", context, status=status)


def material(request: HttpRequest, desk: Desk, pk: int, paper: int) -> HttpResponse:
    return paper_of(get_evaluation(evaluations_of(request.user), pk), paper)


def _told(found: Evaluation, at: datetime) -> dict[str, Any]:
    """The result, and what would have brought most of what is missing, the largest first."""
    standing = standing_of(found, policy_on(at.astimezone(SHANGHAI).date()))
    lacks = [
        (Dimension(lack.dimension).label, lack.lacking)
        for lack in rules.lacks(means_of(found), found.scheme.most)
        if lack.lacking
    ]
    comments = [
        (score.get_dimension_display(), score.comment)
        for sheet in found.sheets.prefetch_related("scores")
        for score in sheet.scores.all()
        if score.comment
    ]
    return context_of(found, standing) | {"lacks": lacks, "comments": comments}


def _steps(
    found: Evaluation, plan: CorrectionPlan | None, user: User, at: datetime
) -> Iterator[Step]:
    if not may_speak_for(user, found):
        return
    act = {"by": user, "at": at}
    if found.state == EvaluationState.MATERIALS_REQUESTED:
        yield from _materials(found, user, at)
    if found.state == EvaluationState.OBJECTING and at <= found.objections_until:
        yield Step(
            "object",
            _("Object to the result"),
            _("Send the objection"),
            lambda data: actions.object_to_result(found, text=data["text"], **act),
            _("Received. The result is not signed before it is answered."),
            asks=TextForm,
        )
    if plan is not None and plan.state == PlanState.AGREED:
        yield Step(
            "report",
            _("What you have put right"),
            _("Report it"),
            lambda data: actions.report_correction(plan, report=data["report"], **act),
            _("Reported. The bureau checks it."),
            asks=CorrectionReportForm,
            told=plan.what,
        )


def _materials(found: Evaluation, user: User, at: datetime) -> Iterator[Step]:
    act = {"by": user, "at": at}
    has_papers = found.materials.exists()
    add = Step(
        "add",
        _("Add a paper"),
        _("Add it"),
        lambda data: actions.add_material(found, **data, **act),
        _("Added. Hand the papers in when all are there."),
        asks=MaterialForm,
        kind="plain" if has_papers else "primary",
    )
    hand_in = Step(
        "hand_in",
        _("Hand the papers in"),
        _("Hand them in"),
        lambda data: actions.hand_in_materials(
            found, reported={int(key.split("_")[1]): value for key, value in data.items()}, **act
        ),
        _("Handed in. People are asked next, by others than you."),
        asks=HandInForm,
        further={"project": found.project},
        told=_("Nothing can be added afterwards."),
    )
    yield from [hand_in, add] if has_papers else [add]


def evaluations_of(user: User) -> Any:
    return visible_to(user).filter(contract__organization__in=organizations_of(user))
