"""An organization applies without an account, then hands in its papers and asks to be listed."""

from collections.abc import Iterator
from datetime import date

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from marketplace.accounts.models import User
from marketplace.desks.attempts import attempt, status_of, step
from marketplace.desks.doors import of_an_organization
from marketplace.desks.downloads import download
from marketplace.desks.joining.forms import OF_ACCOUNT, JoinForm, PaperForm
from marketplace.desks.now import now
from marketplace.desks.steps import Step, status_of_steps, taken
from marketplace.desks.threads import told_of
from marketplace.desks.words import staff_word
from marketplace.journal.queries import thread_of
from marketplace.journeys.join_supermarket import join_supermarket
from marketplace.kernel import limits
from marketplace.kernel.errors import Hidden
from marketplace.organizations import actions
from marketplace.organizations.choices import OrganizationState
from marketplace.organizations.lifecycle import ORGANIZATION
from marketplace.organizations.models import Organization, Paper
from marketplace.organizations.permissions import may_manage
from marketplace.organizations.queries import organizations_of, papers_missing
from marketplace.organizations.rules import REMINDED_BEFORE, vetting_due_on
from marketplace.workdays.rules import SHANGHAI

MOST_AN_HOUR = 6
LOOKED_AT = (OrganizationState.LISTED, OrganizationState.RESIDENT)


@never_cache
@sensitive_post_parameters("password")
def join(request: HttpRequest) -> HttpResponse:
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        organization = attempt(form, lambda: _join(request, form))
        if organization:
            messages.success(request, _("You are entered. Hand in your papers now."))
            return redirect("joining:papers", organization.pk)
    return render(request, "desks/joining/join.html", {"form": form}, status=status_of(form))


def _join(request: HttpRequest, form: JoinForm) -> Organization:
    limits.count("join", request.META["REMOTE_ADDR"], most=MOST_AN_HOUR, within=3600)
    account = {name: form.cleaned_data[name] for name in OF_ACCOUNT}
    organization = join_supermarket(form.applicant(), **account, at=now())
    manager = User.objects.get(memberships__organization=organization)
    login(request, manager, backend="django.contrib.auth.backends.ModelBackend")
    return organization


@of_an_organization
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """What was handed in and what came of it, what is missing, and how far the application is."""
    organization = _ours(request, pk)
    manages = may_manage(request.user, organization)
    steps = list(_steps(request.user, organization)) if manages else []
    if request.method == "POST" and taken(request, steps):
        return redirect("joining:papers", pk)
    word, tone = staff_word(ORGANIZATION, organization.state)
    context = {
        "organization": organization,
        "word": word,
        "tone": tone,
        "manages": manages,
        "papers": organization.papers.defer("content").select_related("qualification"),
        "missing": papers_missing(organization),
        "due_on": _due_on(organization),
        "steps": steps,
        "history": told_of(thread_of(organization), nobody=_("by itself")),
    }
    status = status_of_steps(steps)
    return render(request, "desks/joining/papers.html", context, status=status)


def _due_on(organization: Organization) -> date | None:
    """When it is looked at again, if that is near."""
    if organization.vetted_on is None or organization.state not in LOOKED_AT:
        return None
    due = vetting_due_on(organization.vetted_on)
    return due if due <= (now() + REMINDED_BEFORE).astimezone(SHANGHAI).date() else None


def _steps(by: User, organization: Organization) -> Iterator[Step]:
    act = {"by": by, "at": now()}
    if ORGANIZATION.allows(organization.state, "apply") and not papers_missing(organization):
        yield Step(
            "apply",
            _("Everything is there"),
            _("Ask to be listed"),
            lambda data: actions.apply_to_be_listed(organization, **act),
            _("Sent. The bureau looks at your papers and tells you here what came of it."),
        )
    if organization.state != OrganizationState.REMOVED:
        yield Step(
            "hand_in",
            _("Hand in a paper"),
            _("Hand it in"),
            lambda data: actions.hand_in_paper(organization, **PaperForm.told_of(data), **act),
            _("Handed in."),
            asks=PaperForm,
            kind="plain",
        )


@of_an_organization
def paper(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    found = _paper(_ours(request, pk), paper)
    return download(bytes(found.content), found.name, found.content_type)


@require_POST
@of_an_organization
def take_back(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    found = _paper(_ours(request, pk), paper)
    step(
        request,
        lambda: actions.take_back_paper(found, by=request.user, at=now()),
        _("Taken back."),
    )
    return redirect("joining:papers", pk)


def _ours(request: HttpRequest, pk: int) -> Organization:
    found = organizations_of(request.user).select_related("community").filter(pk=pk).first()
    if found is None:
        raise Hidden("no_such_organization", _("There is no such organization of yours."))
    return found


def _paper(organization: Organization, pk: int) -> Paper:
    found = organization.papers.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Hidden("no_such_paper", _("There is no such paper."))
    return found
