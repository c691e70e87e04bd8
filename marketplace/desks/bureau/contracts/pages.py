"""Awards and contracts: the list of projects that are chosen for or under contract, and one of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.bids.models import Bid
from marketplace.contracts.choices import AwardState
from marketplace.contracts.lifecycle import AWARD, CHALLENGE, CONTRACT, PUBLIC, STANDING
from marketplace.contracts.models import Award, Challenge, Contract
from marketplace.contracts.queries import (
    OPENED,
    answer_due,
    award_of,
    clocks_of,
    complaint_due,
    contract_of,
    decision_due,
)
from marketplace.desks.bureau.contracts import steps
from marketplace.desks.bureau.people import district_of, overseeing
from marketplace.desks.instalments import parts_of
from marketplace.desks.money import yuan
from marketplace.desks.now import now
from marketplace.desks.steps import Step, status_of_steps, taken
from marketplace.desks.words import staff_word
from marketplace.evaluations.models import Evaluation
from marketplace.kernel.errors import Hidden, RuleBroken
from marketplace.panels.queries import Row as Ranked
from marketplace.panels.queries import ranking
from marketplace.projects.choices import ProjectState
from marketplace.projects.lifecycle import PROJECT
from marketplace.projects.models import Project
from marketplace.projects.queries import for_lists, visible_to
from marketplace.workdays.queries import calendar
from marketplace.workorders.queries import with_charged

PER_PAGE = 30
SHOWN = (
    ProjectState.UNDER_REVIEW,
    ProjectState.AWARD_APPROVED,
    ProjectState.PUBLICIZED,
    ProjectState.IN_PROGRESS,
    ProjectState.RECTIFYING,
    ProjectState.MIDTERM_PASSED,
    ProjectState.FINAL_PASSED,
    ProjectState.FINAL_FAILED,
    ProjectState.CLOSED,
    ProjectState.TERMINATED,
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A project with whom it is to be, or is, done by. `amount` in yuan, as text."""

    project: Project
    word: str
    tone: str
    organization: str
    amount: str


@dataclass(frozen=True, slots=True)
class Questioned:
    """A challenge with its clocks, and the complaint after it."""

    challenge: Challenge
    word: str
    tone: str
    due: datetime
    complaint: Any
    complaint_word: str


@overseeing
def contracts(request: HttpRequest) -> HttpResponse:
    found = for_lists(visible_to(request.user)).filter(
        batch__district=district_of(request.user), state__in=SHOWN
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = _listed(list(page.object_list))
    return render(request, "desks/bureau/contracts.html", {"page": page})


@overseeing
def contract(request: HttpRequest, number: str) -> HttpResponse:
    project = get_project(request, number)
    award, agreed, at = award_of(project), contract_of(project), now()
    ranked = ranked_of(project)
    open_steps = list(_steps(project, award, agreed, ranked, request.user, at))
    if request.method == "POST" and taken(request, open_steps):
        return redirect("bureau:contract", number=number)
    word, tone = staff_word(PROJECT, project.state)
    context = {
        "project": project,
        "word": word,
        "tone": tone,
        "ranked": ranked,
        "award": award,
        "award_word": staff_word(AWARD, award.state) if award else None,
        "clocks": clocks_of(award, at) if award and award.publicized_at else None,
        "questions": _questions(award) if award else [],
        "bidders": bidders_of(project) if award and award.state in PUBLIC else [],
        "contract": agreed,
        "contract_word": staff_word(CONTRACT, agreed.state) if agreed else None,
        "amount": yuan(agreed.amount) if agreed else "",
        "charged": yuan(_charged(agreed)) if agreed else "",
        "parts": parts_of(agreed) if agreed else [],
        "reports": agreed.reports.all() if agreed else [],
        "evaluations": Evaluation.objects.filter(contract=agreed) if agreed else [],
        "steps": open_steps,
        "now": at,
    }
    status = status_of_steps(open_steps)
    return render(request, "desks/bureau/contract.html", context, status=status)


def get_project(request: HttpRequest, number: str) -> Project:
    mine = visible_to(request.user).filter(batch__district=district_of(request.user))
    found = mine.select_related("batch__district", "rulebook").filter(number=number).first()
    if found is None:
        raise Hidden("no_such_project", _("There is no such project."))
    return found


def bidders_of(project: Project) -> QuerySet[Bid]:
    """Whoever is told of the result: each bid that was opened, with its organization."""
    opened = Bid.objects.filter(project=project, state__in=OPENED).defer("sealed")
    return opened.select_related("organization").order_by("received_at")


def ranked_of(project: Project) -> list[Ranked]:
    """Nothing before everybody on the panel has signed."""
    try:
        return ranking(project)
    except RuleBroken:
        return []


def _steps(
    project: Project,
    award: Award | None,
    agreed: Contract | None,
    ranked: list[Ranked],
    user: User,
    at: datetime,
) -> Iterator[Step]:
    if award is None:
        first = ranked[0].bid if ranked else None
        yield from steps.of_ranking(project, first, user, at)
    else:
        yield from steps.of_award(award, user, at)
    if agreed is not None:
        yield from steps.of_contract(agreed, user, at)


def _listed(projects: list[Project]) -> list[Listed]:
    """In two queries, however many there are."""
    awards = Award.objects.filter(project__in=projects, state__in=STANDING)
    chosen = {award.project_id: award for award in awards.select_related("bid__organization")}
    agreed = {one.project_id: one for one in Contract.objects.filter(project__in=projects)}
    return [
        Listed(
            project,
            *staff_word(PROJECT, project.state),
            chosen[project.pk].bid.organization.name if project.pk in chosen else "",
            yuan(agreed[project.pk].amount) if project.pk in agreed else "",
        )
        for project in projects
    ]


def _questions(award: Award) -> list[Questioned]:
    if award.state == AwardState.PROPOSED:
        return []
    working = calendar()
    challenges = award.challenges.select_related(
        "organization", "award__project__rulebook", "complaint"
    )
    return [_question(challenge, working) for challenge in challenges]


def _question(challenge: Challenge, working: Any) -> Questioned:
    complaint = getattr(challenge, "complaint", None)
    if complaint is not None:
        due = decision_due(complaint, working)
    elif challenge.answered_at:
        due = complaint_due(challenge, working)
    else:
        due = answer_due(challenge, working)
    told = staff_word(CHALLENGE, complaint.state)[0] if complaint else ""
    return Questioned(challenge, *staff_word(CHALLENGE, challenge.state), due, complaint, told)


def _charged(agreed: Contract) -> int:
    found = with_charged(Contract.objects.filter(pk=agreed.pk)).get()
    return found.charged
