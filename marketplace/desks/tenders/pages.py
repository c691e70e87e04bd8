"""The public side of tendering. Nothing here depends on who bids, or on whether anybody does."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from marketplace.bans.queries import register as banned
from marketplace.bids.queries import managed_by
from marketplace.desks.doors import for_everybody
from marketplace.desks.money import yuan
from marketplace.desks.now import now
from marketplace.desks.tenders.results import chosen_in, evaluations_of, result_of
from marketplace.desks.tenders.shown import (
    entry_of,
    facts_of,
    goals_of,
    lines_of,
    news_of,
    row_of,
)
from marketplace.kernel.errors import Hidden
from marketplace.projects.choices import ProjectState as S
from marketplace.projects.queries import for_lists, released, released_one

PER_PAGE = 20
SHELVES = {
    "open": (gettext_lazy("Open to bids"), (S.PUBLISHED,)),
    "review": (gettext_lazy("Being compared"), (S.UNDER_REVIEW, S.AWARD_APPROVED)),
    "results": (
        gettext_lazy("Results"),
        (S.PUBLICIZED, S.IN_PROGRESS, S.RECTIFYING, S.MIDTERM_PASSED),
    ),
    "ended": (
        gettext_lazy("Ended"),
        (S.FINAL_PASSED, S.FINAL_FAILED, S.CLOSED, S.FAILED_TENDER, S.CANCELLED, S.TERMINATED),
    ),
}


@for_everybody
@require_safe
def tenders(request: HttpRequest) -> HttpResponse:
    """What the district buys, by how far it is."""
    shelf = request.GET.get("shelf", "open")
    shelf = shelf if shelf in SHELVES else "open"
    found = for_lists(released().filter(state__in=SHELVES[shelf][1]))
    page = Paginator(found.order_by("bids_until", "number"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    at = now()
    chosen = chosen_in(page.object_list)
    context = {
        "rows": [row_of(project, at, chosen.get(project.pk, "")) for project in page.object_list],
        "page": page,
        "tabs": [
            (label, f"?shelf={name}", name == shelf, None) for name, (label, _of) in SHELVES.items()
        ],
    }
    return render(request, "desks/tenders/tenders.html", context)


@for_everybody
@require_safe
def tender(request: HttpRequest, number: str) -> HttpResponse:
    """One project: what, for whom, for how much, by when, judged by what; questions and changes; what came of it."""
    project = released_one(number)
    at = now()
    context: dict[str, Any] = {
        "breadcrumbs": [_way(), (project.number, "")],
        "row": row_of(project, at),
        "project": project,
        "brief": project.in_language("brief"),
        "facts": facts_of(project),
        "budget": yuan(project.budget),
        "lines": lines_of(project),
        "goals": goals_of(project),
        "criteria": list(project.criteria.all()),
        "papers": list(project.documents.defer("content")),
        "news": news_of(project),
        "result": result_of(project, at),
        "evaluations": evaluations_of(project),
        "now": at,
        "bidders": managed_by(request.user) if request.user.is_authenticated else [],
    }
    return render(request, "desks/tenders/tender.html", context)


@for_everybody
@require_safe
def paper(request: HttpRequest, number: str, pk: str) -> HttpResponse:
    """A paper of a tender, to be kept."""
    found = released_one(number).documents.filter(pk=int(pk)).first()
    if found is None:
        raise Hidden("no_such_paper", _("There is no such paper."))
    answer = HttpResponse(bytes(found.content), content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(True, f"{found.title}.pdf")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@for_everybody
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Who may not bid, since when, until when, and why."""
    page = Paginator(banned(), PER_PAGE).get_page(request.GET.get("page"))
    crumbs = [_way(), (_("Who may not bid"), "")]
    context = {
        "breadcrumbs": crumbs,
        "page": page,
        "entries": [entry_of(ban, now()) for ban in page.object_list],
    }
    return render(request, "desks/tenders/register.html", context)


def _way() -> tuple[str, str]:
    return _("Tenders"), reverse("tenders:tenders")
