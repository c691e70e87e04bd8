"""Who visits residents for us: managers add and end them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from marketplace.catalogue.models import Qualification
from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.field.desk import Desk
from marketplace.desks.fields import CleanCharField, SeveralField
from marketplace.desks.now import now
from marketplace.kernel.errors import Hidden
from marketplace.look.forms import CheckboxCards, DateInput
from marketplace.organizations.actions.people import add_worker, end_worker
from marketplace.organizations.models import Organization, Worker
from marketplace.organizations.queries import organizations_of
from marketplace.workdays.rules import SHANGHAI


class WorkerForm(forms.Form):
    name = CleanCharField(label=pgettext_lazy("person", "Name"), max_length=60)
    phone = CleanCharField(label=gettext_lazy("Phone"), max_length=20, required=False)
    qualifications = SeveralField(
        Qualification.objects.all(),
        label=gettext_lazy("Papers they hold"),
        required=False,
        widget=CheckboxCards,
    )


class EndForm(forms.Form):
    on = forms.DateField(
        label=gettext_lazy("First day they no longer work for you"), widget=DateInput
    )


def add(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    organization = _one(organizations_of(request.user).filter(pk=pk))
    form = WorkerForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            form,
            lambda: add_worker(organization, **form.cleaned_data, by=request.user, at=now()),
        )
    ):
        messages.success(request, _("Added: they can be checked in at visits from now on."))
        return redirect(desk.url("shelf"))
    return _page(request, desk, form, _("Add somebody"), organization)


def end(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    ours = organizations_of(request.user)
    found = Worker.objects.select_related("organization__community")
    worker = _one(found.filter(pk=pk, organization__in=ours))
    form = EndForm(request.POST or None, initial={"on": now().astimezone(SHANGHAI).date()})
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            form,
            lambda: end_worker(worker, on=form.cleaned_data["on"], by=request.user, at=now()),
        )
    ):
        messages.success(request, _("They no longer visit for you from that day on."))
        return redirect(desk.url("shelf"))
    return _page(request, desk, form, _("Somebody leaves"), worker.organization, worker)


def _one(things: Any) -> Any:
    found = things.first()
    if found is None:
        raise Hidden("no_such_worker", _("There is no such organization or person of yours."))
    return found


def _page(
    request: HttpRequest,
    desk: Desk,
    form: forms.Form,
    title: str,
    organization: Organization,
    worker: Worker | None = None,
) -> HttpResponse:
    lead = worker.name if worker else organization.name
    context = {"desk": desk, "form": form, "title": title, "lead": lead}
    return render(request, "desks/organizations/form.html", context, status=status_of(form))
