"""Organizations by what is left to do; and one of them, with its papers, its services and its steps."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.actions import made_password
from marketplace.accounts.models import User
from marketplace.desks.affiliations import affiliations_of
from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.bureau.organizations import steps
from marketplace.desks.bureau.organizations.shelves import PILES, with_work
from marketplace.desks.bureau.people import overseeing
from marketplace.desks.downloads import download
from marketplace.desks.field import words
from marketplace.desks.fields import CleanCharField
from marketplace.desks.joining.forms import ApplicantForm
from marketplace.desks.letting_in import FirstForm, letting_in, shown_once
from marketplace.desks.now import now
from marketplace.desks.revisions import Difference, differences_of
from marketplace.desks.steps import Step, status_of_steps, taken
from marketplace.desks.threads import told_of
from marketplace.desks.words import staff_word
from marketplace.journal.queries import thread_of
from marketplace.kernel.errors import Hidden
from marketplace.organizations.actions import register_organization
from marketplace.organizations.choices import (
    OrganizationState,
    PaperState,
    RevisionState,
    ServiceState,
)
from marketplace.organizations.lifecycle import ORGANIZATION, SERVICE
from marketplace.organizations.models import Organization, Revision, Service
from marketplace.organizations.permissions import may_let_in
from marketplace.organizations.queries import papers_missing, visible_to
from marketplace.workdays.rules import SHANGHAI

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class Standing:
    """A service as it stands, what its organization would change, and what an officer can do about it."""

    service: Service
    word: str
    tone: str
    revision: Revision | None
    differences: list[Difference]
    steps: list[Step]


class FindForm(forms.Form):
    q = CleanCharField(label=gettext_lazy("Name or code"), max_length=100, required=False)


@overseeing
def organizations(request: HttpRequest) -> HttpResponse:
    """Without a word to search for: by pile."""
    today = now().astimezone(SHANGHAI).date()
    seen = with_work(visible_to(request.user).select_related("community"))
    finding = FindForm(request.GET)
    asked = finding.cleaned_data["q"] if finding.is_valid() else ""
    chosen = request.GET.get("pile", "todo")
    chosen = chosen if chosen in PILES else "todo"
    if asked:
        found = seen.filter(
            Q(name_zh__icontains=asked) | Q(name_en__icontains=asked) | Q(uscc=asked.upper())
        )
    else:
        found = PILES[chosen][1](seen, today)
    page = Paginator(found.order_by("name_zh"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(one, *staff_word(ORGANIZATION, one.state)) for one in page.object_list],
        "asked": asked,
        "finding": finding,
        "tabs": [
            (label, f"?pile={name}", not asked and name == chosen, narrow(seen, today).count())
            for name, (label, narrow) in PILES.items()
        ],
    }
    return render(request, "desks/bureau/organizations/organizations.html", context)


@overseeing
def organization(request: HttpRequest, pk: int) -> HttpResponse:
    found, at = _get(request, pk), now()
    today = at.astimezone(SHANGHAI).date()
    own = list(steps.of_organization(found, request.user, at, today))
    papers = [
        (one, steps.of_paper(one, request.user, at) if one.state == PaperState.HANDED_IN else [])
        for one in found.papers.defer("content").select_related("qualification")
    ]
    services = [_standing(one, request.user, at) for one in _services(found)]
    every = [
        *own,
        *(step for _paper, few in papers for step in few),
        *(step for service in services for step in service.steps),
    ]
    if request.method == "POST" and taken(request, every):
        return redirect("bureau:organization", pk)
    word, tone = staff_word(ORGANIZATION, found.state)
    context = {
        "breadcrumbs": [(_("Organizations"), reverse("bureau:organizations")), (found.name, "")],
        "organization": found,
        "word": word,
        "tone": tone,
        "facts": _facts(found),
        "missing": papers_missing(found),
        "may_let_in": may_let_in(request.user, found) and found.state != OrganizationState.REMOVED,
        "papers": papers,
        "licences": [
            (one, *words.lasting(one.until_on, today))
            for one in found.licences.select_related("qualification").order_by("until_on", "id")
        ],
        "services": services,
        "steps": own,
        "affiliations": affiliations_of([found], today),
        "history": told_of(thread_of(found), nobody=_("by itself")),
    }
    status = status_of_steps(every)
    return render(request, "desks/bureau/organizations/organization.html", context, status=status)


@overseeing
def register(request: HttpRequest) -> HttpResponse:
    """An organization that came in person is entered by an officer."""
    form = ApplicantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        entered = attempt(
            form, lambda: register_organization(form.applicant(), by=request.user, at=now())
        )
        if entered:
            return redirect("bureau:organization", entered.pk)
    context = {
        "breadcrumbs": [
            (_("Organizations"), reverse("bureau:organizations")),
            (_("Enter one"), ""),
        ],
        "form": form,
    }
    return render(
        request, "desks/bureau/organizations/register.html", context, status=status_of(form)
    )


@overseeing
def first_manager(request: HttpRequest, pk: int) -> HttpResponse:
    """For an organization that came in person: whoever manages it lets in all others."""
    found = _get(request, pk)
    if not may_let_in(request.user, found):
        raise Hidden("managed_already", _("Somebody signs in for it already and lets in others."))
    form = FirstForm(request.POST or None)
    page = reverse("bureau:organization", args=[pk])
    if request.method == "POST" and form.is_valid():
        password = made_password()
        member = attempt(form, lambda: letting_in(found, form, password, request.user))
        if member:
            return shown_once(request, member, password, page)
    context = {
        "breadcrumbs": [
            (_("Organizations"), reverse("bureau:organizations")),
            (found.name, page),
            (_("Open the first account"), ""),
        ],
        "title": _("Open the first account"),
        "lead": found.name,
        "form": form,
    }
    return render(request, "desks/let_in.html", context, status=status_of(form))


@overseeing
def paper(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    found = _get(request, pk).papers.filter(pk=paper).first() if paper < 2**63 else None
    if found is None:
        raise Hidden("no_such_paper", _("There is no such paper."))
    return download(bytes(found.content), found.name, found.content_type)


def _standing(service: Service, by: User, at: datetime) -> Standing:
    waiting = list(service.revisions.all())
    return Standing(
        service,
        *staff_word(SERVICE, service.state),
        revision=waiting[0] if waiting else None,
        differences=[one for each in waiting for one in differences_of(each)],
        steps=[one for each in waiting for one in steps.of_revision(each, by, at)]
        or (steps.of_service(service, by, at) if service.state == ServiceState.SUBMITTED else []),
    )


def _services(found: Organization) -> QuerySet[Any]:
    return found.services.select_related("subcategory", "organization__community").prefetch_related(
        "groups",
        "need_types",
        "subdistricts",
        Prefetch("revisions", Revision.objects.filter(state=RevisionState.WAITING)),
    )


def _facts(found: Organization) -> list[tuple[Any, Any]]:
    grade = f"{found.assessment_grade}A" if found.assessment_grade else _("None")
    return [
        (_("Unified social credit code"), found.uscc),
        (_("Kind of organization"), found.get_kind_display()),
        (_("Legal representative"), found.legal_representative),
        (_("Office telephone"), found.phone),
        (_("Community of the seat"), found.community.name),
        (_("Address"), found.address or _("Not told")),
        (_("Bank account"), _("Told") if found.bank_account else _("Not told")),
        (_("Assessment grade"), grade),
        (_("Looked at last"), found.vetted_on or _("Never")),
    ]


def _get(request: HttpRequest, pk: int) -> Organization:
    seen = visible_to(request.user).select_related("community__subdistrict__district")
    found = seen.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Hidden(
            "no_such_organization", _("There is no such organization, or it is not yours to see.")
        )
    return found
