"""Somebody offers their time: first a phone that answers, then who they are and what they would like to do."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from marketplace.accounts.models import User
from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.confirming import confirm
from marketplace.desks.now import now
from marketplace.desks.volunteers.forms import AccountForm, PersonForm, PhoneForm
from marketplace.journeys.become_volunteer import become_volunteer
from marketplace.kernel import limits
from marketplace.volunteers.actions import register_volunteer
from marketplace.volunteers.models import Volunteer

# A community office enters many from one address; each of them has a phone that answers.
MOST_AN_HOUR = 30


@never_cache
@sensitive_post_parameters("password")
def join(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return _with_an_account(request, request.user)
    told = request.POST or None
    asking = PhoneForm(told)
    if told is not None and "rewrite" in told:
        asking = PhoneForm(initial={"phone": told.get("phone", "")})
    if not asking.is_valid():
        context = {"form": asking}
        return render(request, "desks/volunteers/phone.html", context, status=status_of(asking))
    form = AccountForm(told if "join" in told else None)
    phone = confirm(request, asking.cleaned_data["phone"])
    page: dict[str, Any] = {"asking": asking, "phone": phone}
    if phone.at is not None:
        # Only whoever holds the phone is told.
        page["is_known"] = User.objects.filter(phone=asking.cleaned_data["phone"]).exists()
    if phone.form is not None:
        page |= {"form": phone.form, "typed": form if form.is_bound else None}
        return render(request, "desks/volunteers/confirm.html", page, status=status_of(phone.form))
    if form.is_bound and form.is_valid():
        number = asking.cleaned_data["phone"]
        volunteer = attempt(form, lambda: _join(request, form, number, phone.at))
        if volunteer:
            login(request, volunteer.user, backend="django.contrib.auth.backends.ModelBackend")
            return _welcome(request)
    return render(
        request, "desks/volunteers/join.html", page | {"form": form}, status=status_of(form)
    )


def _with_an_account(request: HttpRequest, user: User) -> HttpResponse:
    """Whoever signs in for something else offers their own time besides."""
    if hasattr(user, "volunteer"):
        return redirect("volunteers:tasks")
    form = PersonForm(request.POST or None, initial={"name": user.display_name})
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        if attempt(form, lambda: register_volunteer(**told, user=user, by=user, at=now())):
            return _welcome(request)
    return render(request, "desks/volunteers/join.html", {"form": form}, status=status_of(form))


def _join(
    request: HttpRequest, form: AccountForm, phone: str, confirmed_at: datetime | None
) -> Volunteer:
    limits.count("volunteer", request.META["REMOTE_ADDR"], most=MOST_AN_HOUR, within=3600)
    return become_volunteer(
        **form.cleaned_data, phone=phone, phone_confirmed_at=confirmed_at, at=now()
    )


def _welcome(request: HttpRequest) -> HttpResponse:
    told = _("Thank you. Staff look at your papers next; once you are insured, you are asked.")
    messages.success(request, told)
    return redirect("volunteers:tasks")
