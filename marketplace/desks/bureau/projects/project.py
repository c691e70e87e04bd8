"""Everything about one project, from its plan to what became of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from marketplace.desks.bureau.contracts.pages import SHOWN
from marketplace.desks.bureau.people import overseeing
from marketplace.desks.bureau.projects import finding, words
from marketplace.desks.bureau.projects.paper_forms import AnswerForm, PaperForm
from marketplace.desks.bureau.projects.steps import open_steps
from marketplace.desks.now import now
from marketplace.desks.threads import told_of
from marketplace.journal.queries import thread_of
from marketplace.look.words import exact
from marketplace.projects.choices import ProjectState
from marketplace.projects.lifecycle import UNRELEASED
from marketplace.projects.models import Project
from marketplace.projects.rules import Stage, stage


@overseeing
def project(request: HttpRequest, number: str) -> HttpResponse:
    return page(request, finding.with_parts(request.user, number))


def page(
    request: HttpRequest,
    shown: Project,
    *,
    paper: PaperForm | None = None,
    answer: AnswerForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The project's page, with a form on it that was refused."""
    at = now()
    standing = stage(shown.state, shown.bids_until, at)
    word, tone = words.state_of(shown)
    is_open = shown.state in UNRELEASED
    context: dict[str, Any] = {
        "project": shown,
        "batch": shown.batch,
        "batch_name": words.name_of(shown.batch),
        "brief": shown.in_language("brief"),
        "word": word,
        "tone": tone,
        "next": words.NEXT.get(shown.state, ""),
        "facts": facts_of(shown),
        "standing": standing,
        "is_bidding": standing is Stage.BIDDING,
        "is_open": is_open,
        "is_planned": shown.state == ProjectState.PLANNED,
        "is_mine": shown.author_id == request.user.pk,
        "steps": open_steps(request.user, shown, at),
        "paper": paper or (PaperForm() if is_open else None),
        "questions": _questions(shown, standing, answer),
        "is_read": shown.state not in (*UNRELEASED, ProjectState.PUBLISHED, ProjectState.CANCELLED),
        "is_compared": shown.state in SHOWN,
        "entries": told_of(thread_of(shown), nobody=_("a bidder, or time itself")),
        "now": at,
    }
    return render(request, "desks/bureau/projects/project.html", context, status=status)


def facts_of(project: Project) -> list[tuple[Any, Any]]:
    """What it is, as key and value."""
    whole = _("The whole district")
    facts = [
        (_("For whom"), _joined(project.groups.all())),
        (_("Level"), project.level.name),
        (_("Services"), _joined(project.subcategories.all())),
        (_("Where"), _joined(project.subdistricts.all()) or whole),
        (_("Somebody of the team must hold"), _joined(project.qualifications.all())),
        (_("Way of buying"), project.get_method_display()),
        (_("Service"), _span(project)),
        (_("Mid-term evaluation"), date_format(project.midterm_on)),
        (_("Final evaluation"), date_format(project.final_on)),
        (_("Planned by"), _signed(project.author, project.planned_at)),
        (_("Approved by"), _signed(project.approved_by, project.approved_at)),
        (_("Bids until"), exact(project.bids_until) if project.bids_until else ""),
        (_("Rules of"), str(project.rulebook or "")),
    ]
    return [(label, told) for label, told in facts if told]


def _questions(
    project: Project, standing: Stage | None, refused: AnswerForm | None
) -> list[tuple[Any, AnswerForm | None]]:
    """Each question, with a form where it can still be answered."""
    return [
        (asked, _answering(asked.pk, standing, refused) if not asked.answer else None)
        for asked in project.clarifications.all()
    ]


def _answering(pk: int, standing: Stage | None, refused: AnswerForm | None) -> AnswerForm | None:
    if standing is not Stage.BIDDING:
        return None
    return refused if refused is not None and refused.question == pk else AnswerForm(question=pk)


def _span(project: Project) -> str:
    told = {"begin": date_format(project.service_from), "end": date_format(project.service_until)}
    return _("from %(begin)s until before %(end)s") % told


def _signed(who: Any, when: Any) -> str:
    return f"{who} · {exact(when)}" if who else ""


def _joined(things: Any) -> str:
    return str(pgettext("between words", ", ")).join(one.name for one in things)
