from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from marketplace.accounts.models import User
from marketplace.bans.queries import policy_on
from marketplace.desks import evaluations as shown
from marketplace.desks.bureau.evaluations import steps
from marketplace.desks.bureau.people import district_of, overseeing
from marketplace.desks.now import now
from marketplace.desks.steps import status_of_steps, taken
from marketplace.evaluations.choices import EvaluationState
from marketplace.evaluations.lifecycle import TOLD
from marketplace.evaluations.models import CorrectionPlan
from marketplace.evaluations.queries import (
    are_all_signed,
    is_replayed,
    sheets_of,
    standing_of,
    visible_to,
    with_progress,
)
from marketplace.workdays.rules import SHANGHAI

PER_PAGE = 30


@overseeing
def evaluations(request: HttpRequest) -> HttpResponse:
    """What is due, the earliest first; or what is final, the latest first."""
    is_over = request.GET.get("show") == "final"
    mine = evaluations_of(request.user)
    if is_over:
        found = mine.filter(state=EvaluationState.FINAL).order_by("-signed_at")
    else:
        found = mine.exclude(state=EvaluationState.FINAL).order_by("due_on", "pk")
    page = Paginator(with_progress(found), PER_PAGE).get_page(request.GET.get("page"))
    today = now().astimezone(SHANGHAI).date()
    rows = [
        {
            "evaluation": one,
            "state": shown.word_of(one),
            "is_late": not is_over and one.due_on < today,
            "asked": (one.drawn or 0) - (one.waiting or 0),
        }
        for one in page
    ]
    context = {"page": page, "rows": rows, "is_over": is_over}
    return render(request, "desks/bureau/evaluations.html", context)


@overseeing
def evaluation(request: HttpRequest, pk: int) -> HttpResponse:
    found, at = shown.get_evaluation(evaluations_of(request.user), pk), now()
    standing = standing_of(found, policy_on(at.astimezone(SHANGHAI).date()))
    plan = CorrectionPlan.objects.filter(evaluation=found).first()
    open_steps = list(steps.of_evaluation(found, standing, request.user, at))
    if plan is not None:
        open_steps += steps.of_plan(plan, request.user, at)
    if request.method == "POST" and taken(request, open_steps):
        return redirect("bureau:evaluation", pk=pk)
    context = shown.context_of(found, standing) | {
        "steps": open_steps,
        "plan": plan,
        "sheets": sheets_of(found) if found.panel_id and are_all_signed(found) else [],
        "draws": [(draw, is_replayed(draw)) for draw in found.draws.all()],
        "asked": shown.asked_of(found),
        "is_told": found.state in TOLD,
        "awaited": shown.awaited(found),
        "objections": found.objections.select_related("raised_by"),
    }
    status = status_of_steps(open_steps)
    return render(request, "desks/bureau/evaluation.html", context, status=status)


@overseeing
def material(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    return shown.paper_of(shown.get_evaluation(evaluations_of(request.user), pk), paper)


def evaluations_of(user: User) -> Any:
    return visible_to(user).filter(project__batch__district=district_of(user))
