"""What was opened: each bid as it was sent, and whether it meets the conditions."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.bids.lifecycle import BID
from marketplace.bids.models import Bid, OpenedAttachment
from marketplace.bids.queries import opened_of
from marketplace.bids.rules import Content, from_json
from marketplace.catalogue.models import Qualification
from marketplace.desks.affiliations import affiliations_of
from marketplace.desks.attempts import attempt, status_of, step
from marketplace.desks.bureau.people import overseeing
from marketplace.desks.bureau.projects import finding, words
from marketplace.desks.downloads import download
from marketplace.desks.fields import CleanCharField
from marketplace.desks.now import now
from marketplace.journeys.check_bid import check_bid
from marketplace.kernel.errors import Hidden
from marketplace.organizations.models import Organization
from marketplace.projects.choices import ProjectState
from marketplace.projects.models import Project
from marketplace.workdays.rules import SHANGHAI


class ExcludeForm(forms.Form):
    reason = CleanCharField(
        label=gettext_lazy("Which condition it does not meet"),
        help_text=gettext_lazy("The bidder reads this."),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
    )


@overseeing
def bids(request: HttpRequest, number: str) -> HttpResponse:
    """Every bid of a project that was opened; before the opening nothing, and nothing of how many."""
    project = finding.get_project(request.user, number)
    context = {
        "project": project,
        "rows": [(bid, *words.bid_state(bid.state)) for bid in _read(project)],
        "is_sealed": project.state == ProjectState.PUBLISHED,
        "has_failed": project.state == ProjectState.FAILED_TENDER,
    }
    return render(request, "desks/bureau/projects/bids.html", context)


@overseeing
def bid(request: HttpRequest, number: str, pk: UUID) -> HttpResponse:
    """What it says; admitted or excluded here."""
    project = finding.get_project(request.user, number)
    found = _get(project, pk)
    form = ExcludeForm(request.POST if "exclude" in request.POST else None)
    is_sent = request.method == "POST" and (not form.is_bound or form.is_valid())
    if is_sent and _judged(request, found, form):
        return redirect("bureau:bids", number)
    return _page(request, project, found, form)


@overseeing
def attachment(request: HttpRequest, number: str, pk: UUID, file: int) -> HttpResponse:
    found = _get(finding.get_project(request.user, number), pk)
    kept = OpenedAttachment.objects.filter(bid__bid=found, pk=file).first()
    if kept is None:
        raise Hidden("no_such_file", _("There is no such file."))
    return download(bytes(kept.content), kept.name)


def _judged(request: HttpRequest, found: Bid, form: ExcludeForm) -> Bid | None:
    if not form.is_bound:
        return step(request, lambda: _check(request, found, admit=True), _("It is admitted."))
    done = attempt(form, lambda: _check(request, found, admit=False, **form.cleaned_data))
    if done:
        messages.success(request, _("It is excluded."))
    return done


def _check(request: HttpRequest, found: Bid, *, admit: bool, reason: str = "") -> Bid:
    return check_bid(found, admit=admit, reason=reason, by=request.user, at=now())


def _page(request: HttpRequest, project: Project, found: Bid, form: ExcludeForm) -> HttpResponse:
    opened = getattr(found, "opened", None)
    content = from_json(opened.content) if opened else None
    word, tone = words.bid_state(found.state)
    context = {
        "project": project,
        "bid": found,
        "word": word,
        "tone": tone,
        "content": content,
        "team": _team(content) if content else [],
        "files": _files(found),
        "affiliations": affiliations_of(_bidders(found), now().astimezone(SHANGHAI).date()),
        "form": form,
        "may_admit": BID.allows(found.state, "admit"),
        "may_exclude": content is not None and BID.allows(found.state, "exclude"),
    }
    return render(request, "desks/bureau/projects/bid.html", context, status=status_of(form))


def _bidders(found: Bid) -> list[Organization]:
    return [found.organization, *(partner.organization for partner in found.partners.all())]


def _team(content: Content) -> list[tuple[str, str, list[str]]]:
    """Name, duty and the names of what each holds, as far as the list knows them."""
    known = {one.pk: one.name for one in Qualification.objects.all()}
    return [
        (one.name, one.duty, [known.get(code, code) for code in one.qualifications])
        for one in content.team
    ]


def _files(found: Bid) -> list[OpenedAttachment]:
    return list(OpenedAttachment.objects.filter(bid__bid=found).defer("content"))


def _read(project: Project) -> list[Bid]:
    return [] if project.state == ProjectState.PUBLISHED else list(opened_of(project))


def _get(project: Project, pk: UUID) -> Bid:
    found = None
    if project.state != ProjectState.PUBLISHED:
        found = opened_of(project).filter(pk=pk).first()
    if found is None:
        raise Hidden("no_such_bid", _("There is no such bid."))
    return found
