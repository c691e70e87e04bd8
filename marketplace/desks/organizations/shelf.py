"""Our shelf: what we offer and how full it is, the papers we hold, who visits for us."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.models import User
from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.availability import ServiceAvailabilityForm, in_words, initial_of
from marketplace.desks.field import finding, words
from marketplace.desks.field.desk import Desk
from marketplace.desks.field.shelf_forms import PlacesForm
from marketplace.desks.fields import CleanCharField
from marketplace.desks.now import now
from marketplace.desks.words import staff_word
from marketplace.kernel.errors import Hidden
from marketplace.organizations.actions.shelf import (
    set_availability,
    set_places,
    take_off_shelf,
)
from marketplace.organizations.lifecycle import ORGANIZATION, SERVICE
from marketplace.organizations.models import Licence, Membership, Organization, Service, Worker
from marketplace.organizations.queries import organizations_of
from marketplace.workdays.rules import SHANGHAI
from marketplace.workorders.queries import with_free_places


@dataclass(frozen=True, slots=True)
class Entry:
    """A service with how many of its places are taken."""

    service: Any
    word: str
    tone: str

    @property
    def change_label(self) -> str:
        """For ears: a page full of “Change” says nothing."""
        return _("Change: %(name)s") % {"name": self.service.name}

    @property
    def comes(self) -> str:
        """When, if not at any time."""
        return in_words(self.service.windows)

    @property
    def comes_label(self) -> str:
        return _("When you come: %(name)s") % {"name": self.service.name}

    @property
    def meta(self) -> str:
        groups = _(", ").join(group.name for group in self.service.groups.all())
        return f"{self.service.subcategory.name} · {groups}"


@dataclass(frozen=True, slots=True)
class Ours:
    """One of the organizations that somebody signs in for, as its shelf shows it."""

    organization: Organization
    word: str
    tone: str
    manages: bool
    entries: list[Entry]
    licences: list[tuple[Licence, str, str]]
    workers: list[tuple[Worker, str]]
    members: list[Membership]


def shelf(request: HttpRequest, desk: Desk) -> HttpResponse:
    managed = finding.managed_by(request.user)
    ours = [_ours(one, one.pk in managed) for one in _organizations(request.user)]
    return render(request, "desks/organizations/shelf.html", {"desk": desk, "ours": ours})


def places(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    service = get_service(request.user, pk)
    form = PlacesForm(request.POST or None, initial={"places": service.places})
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            form,
            lambda: set_places(
                service, places=form.cleaned_data["places"], by=request.user, at=now()
            ),
        )
    ):
        messages.success(request, _("Saved."))
        return redirect(desk.url("shelf"))
    off = SERVICE.allows(service.state, "take_off_shelf")
    more = [(_("Take off the shelf"), desk.url("take_off", pk))] if off else []
    return _form_page(request, desk, form, _("Change places"), service.name, more=more)


def availability(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    service = get_service(request.user, pk)
    initial = initial_of(service, ServiceAvailabilityForm)
    form = ServiceAvailabilityForm(
        request.POST if request.method == "POST" else None, initial=initial
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            form,
            lambda: set_availability(service, **form.cleaned_data, by=request.user, at=now()),
        )
    ):
        messages.success(request, _("Saved."))
        return redirect(desk.url("shelf"))
    return _form_page(request, desk, form, _("When you come, and whom you send"), service.name)


class TakeOffForm(forms.Form):
    reason = CleanCharField(
        label=gettext_lazy("Why?"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )


def take_off(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    service = get_service(request.user, pk)
    form = TakeOffForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            form,
            lambda: take_off_shelf(
                service, reason=form.cleaned_data["reason"], by=request.user, at=now()
            ),
        )
    ):
        messages.success(request, _("Taken off the shelf. What was accepted goes on."))
        return redirect(desk.url("shelf"))
    told = _(
        "Nothing new is offered to you for it. What was accepted goes on. Only the bureau can put it "
        "back, after checking it."
    )
    return _form_page(request, desk, form, _("Take off the shelf"), service.name, grave=told)


def get_service(user: User, pk: int) -> Service:
    ours = Service.objects.filter(organization__in=organizations_of(user))
    found = (
        ours.select_related("organization__community__subdistrict", "subcategory")
        .filter(pk=pk)
        .first()
        if pk < 2**63
        else None
    )
    if found is None:
        raise Hidden("no_such_service", _("There is no such service."))
    return found


def _form_page(
    request: HttpRequest,
    desk: Desk,
    form: forms.Form,
    title: str,
    lead: str,
    **further: Any,
) -> HttpResponse:
    context = {"desk": desk, "form": form, "title": title, "lead": lead, **further}
    return render(request, "desks/organizations/form.html", context, status=status_of(form))


def _organizations(user: User) -> QuerySet[Organization]:
    """With everything the shelf shows, in a fixed number of queries."""
    services = with_free_places(Service.objects.select_related("subcategory")).prefetch_related(
        "groups"
    )
    licences = Licence.objects.select_related("qualification").order_by("until_on", "id")
    today = now().astimezone(SHANGHAI).date()
    members = Membership.objects.select_related("user").order_by("role", "id")
    workers = Worker.objects.filter(Q(left_on=None) | Q(left_on__gt=today))
    return organizations_of(user).prefetch_related(
        Prefetch("services", services),
        Prefetch("licences", licences),
        Prefetch("memberships", members),
        Prefetch("workers", workers.prefetch_related("qualifications")),
    )


def _ours(organization: Organization, manages: bool) -> Ours:
    today = now().astimezone(SHANGHAI).date()
    word, tone = staff_word(ORGANIZATION, organization.state)
    return Ours(
        organization=organization,
        word=word,
        tone=tone,
        manages=manages,
        entries=[_entry(service) for service in organization.services.all()],
        licences=[
            (licence, *words.lasting(licence.until_on, today))
            for licence in organization.licences.all()
        ],
        workers=[_worker(one) for one in organization.workers.all()] if manages else [],
        members=list(organization.memberships.all()) if manages else [],
    )


def _entry(service: Any) -> Entry:
    return Entry(service, *staff_word(SERVICE, service.state))


def _worker(worker: Worker) -> tuple[Worker, str]:
    """With when they leave, if that is known."""
    if worker.left_on is None:
        return worker, ""
    return worker, _("Leaves on %(day)s") % {"day": date_format(worker.left_on, "DATE_FORMAT")}
