"""The batches of the years, what each still lacks, and the one act that releases it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from marketplace.bids.queries import keys_of
from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.bureau.people import district_of, overseeing
from marketplace.desks.bureau.projects import finding, words
from marketplace.desks.bureau.projects.checklist import checklist_of
from marketplace.desks.now import now
from marketplace.desks.threads import told_of
from marketplace.journal.queries import thread_of
from marketplace.journeys.release_batch import release_batch
from marketplace.kernel.errors import Malformed
from marketplace.look.forms import DateInput
from marketplace.projects import rules
from marketplace.projects.actions import plan_batch
from marketplace.projects.choices import ProjectState
from marketplace.projects.models import Project, ProjectBatch
from marketplace.projects.queries import batches_of, rulebook_on
from marketplace.workdays.rules import SHANGHAI

PER_PAGE = 20


class BatchForm(forms.Form):
    year = forms.IntegerField(
        label=gettext_lazy("Year"),
        widget=forms.NumberInput({"inputmode": "numeric", "data-width": "5"}),
    )


class ReleaseForm(forms.Form):
    last_day = forms.DateField(
        label=gettext_lazy("Last day for bids"),
        help_text=gettext_lazy("Bids are in time until the end of that day."),
        widget=DateInput,
    )


@overseeing
def batches(request: HttpRequest) -> HttpResponse:
    """Every batch of the district, the latest first."""
    return _list(request, BatchForm(initial={"year": now().astimezone(SHANGHAI).year + 1}))


@require_POST
@overseeing
def plan(request: HttpRequest) -> HttpResponse:
    form = BatchForm(request.POST)
    if form.is_valid() and (made := attempt(form, lambda: _planned(request, form))):
        messages.success(request, _("Planned. Now put projects into it."))
        return redirect("bureau:batch", made.pk)
    return _list(request, form)


@overseeing
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """What is in it, what it still lacks, and when the bids of each project end."""
    found = finding.get_batch(request.user, pk)
    context = _about(found) | {"entries": told_of(thread_of(found)), "now": now()}
    return render(request, "desks/bureau/projects/batch.html", context)


@overseeing
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """The one act: a deadline is chosen, and what follows from it is said before."""
    found = finding.get_batch(request.user, pk)
    at = now()
    book = rulebook_on(at.astimezone(SHANGHAI).date())
    earliest = rules.earliest_deadline(at, book.bidding_days)
    form = ReleaseForm(request.POST or None, initial={"last_day": earliest.date()})
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: _released(request, found, form))
    ):
        messages.success(request, _("Released. Everybody can read it now."))
        return redirect("bureau:batch", found.pk)
    context = _about(found) | {"form": form, "book": book, "earliest": earliest}
    return render(request, "desks/bureau/projects/release.html", context, status=status_of(form))


def _planned(request: HttpRequest, form: BatchForm) -> ProjectBatch:
    district, year = district_of(request.user), form.cleaned_data["year"]
    return plan_batch(district, year=year, by=request.user, at=now())


def _released(request: HttpRequest, found: ProjectBatch, form: ReleaseForm) -> ProjectBatch:
    """The room speaks of a moment, the form of its day."""
    until = finding.end_of(form.cleaned_data["last_day"])
    try:
        return release_batch(found, bids_until=until, by=request.user, at=now())
    except Malformed as refusal:
        raise Malformed(refusal.code, refusal.message, field="last_day") from refusal


def _list(request: HttpRequest, form: BatchForm) -> HttpResponse:
    page = Paginator(batches_of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(one, words.name_of(one)) for one in page]
    context = {"page": page, "rows": rows, "form": form, "now": now()}
    return render(request, "desks/bureau/projects/batches.html", context, status=status_of(form))


def _about(found: ProjectBatch) -> dict[str, Any]:
    projects = finding.of_batch(found)
    standing = [one for one in projects if one.state != ProjectState.CANCELLED]
    return {
        "batch": found,
        "name": words.name_of(found),
        "rows": [_row(one) for one in projects],
        "size": len(standing),
        "budget": sum(one.budget for one in standing),
        "checklist": checklist_of(found, standing, keys_of(found)),
        "takes_bids": any(one.state == ProjectState.PUBLISHED for one in projects),
    }


def _row(project: Project) -> tuple[Project, str, str]:
    return (project, *words.state_of(project))
