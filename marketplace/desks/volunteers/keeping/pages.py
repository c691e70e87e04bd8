"""The list by pile; one of them with papers, steps and what happened; what they do and when; a new one by hand."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.desks.attempts import attempt, saves, status_of
from marketplace.desks.availability import VolunteerAvailabilityForm, in_words, initial_of
from marketplace.desks.doors import posted_as
from marketplace.desks.field import words
from marketplace.desks.now import now
from marketplace.desks.steps import status_of_steps, taken
from marketplace.desks.threads import told_of
from marketplace.desks.volunteers.forms import (
    FindForm,
    PersonForm,
    WorkForm,
    work_of,
)
from marketplace.desks.volunteers.keeping.piles import PILES
from marketplace.desks.volunteers.keeping.steps import steps_of
from marketplace.desks.volunteers.standing import standing
from marketplace.desks.volunteers.tasks import served
from marketplace.journal.queries import thread_of
from marketplace.kernel.errors import Hidden
from marketplace.places.queries import communities_of
from marketplace.volunteers import actions
from marketplace.volunteers.models import Volunteer
from marketplace.volunteers.permissions import KEEPING
from marketplace.volunteers.queries import visible_to
from marketplace.volunteers.rules import age_on
from marketplace.workdays.rules import SHANGHAI

PER_PAGE = 50
keeping = posted_as(*KEEPING)


@keeping
def volunteers(request: HttpRequest) -> HttpResponse:
    """By pile; whoever is searched for, in all of them."""
    today = _today()
    seen = visible_to(request.user)
    finding = FindForm(request.GET)
    asked = finding.cleaned_data["q"] if finding.is_valid() else ""
    chosen = request.GET.get("pile", "look")
    chosen = chosen if chosen in PILES else "look"
    if asked:
        found = seen.filter(Q(name__icontains=asked) | Q(number__iexact=asked))
    else:
        found = PILES[chosen][1](seen, today)
    found = found.select_related("community").prefetch_related("qualifications")
    # Whoever came last stands first: they wait for a look.
    page = Paginator(found.order_by("-registered_at", "-pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "rows": [
            (one, *standing(one, today), *words.lasting(one.insured_until_on, today))
            for one in page.object_list
        ],
        "asked": asked,
        "finding": finding,
        "tabs": [
            (label, f"?pile={name}", not asked and name == chosen, narrow(seen, today).count())
            for name, (label, narrow) in PILES.items()
        ],
    }
    return render(request, "desks/volunteers/all.html", context)


@keeping
def volunteer(request: HttpRequest, number: str) -> HttpResponse:
    found = _get(request, number)
    steps = list(steps_of(found, request.user, now()))
    if request.method == "POST" and taken(request, steps):
        return redirect("volunteers:one", number)
    word, tone = standing(found, _today())
    visits, hours = served(found)
    context = {
        "breadcrumbs": [(_("Volunteers"), reverse("volunteers:all")), (found.name, "")],
        "volunteer": found,
        "word": word,
        "tone": tone,
        "insurance": words.lasting(found.insured_until_on, _today()),
        "facts": _facts(found),
        "unproven": found.user is not None
        and found.user.phone != ""
        and found.user.phone_confirmed_at is None,
        "alike": _alike(found, request.user),
        "hours": words.hours(hours),
        "visits_done": visits,
        "steps": steps,
        "history": told_of(thread_of(found), nobody=_("by itself")),
    }
    return render(request, "desks/volunteers/one.html", context, status=status_of_steps(steps))


@keeping
def enter(request: HttpRequest) -> HttpResponse:
    """Somebody who came in person. Without an account a dispatcher answers for them."""
    where = communities_of(request.user, *KEEPING)
    form = PersonForm(request.POST or None, where=where)
    if form.is_bound and form.is_valid():
        entered = attempt(
            form,
            lambda: actions.register_volunteer(**form.cleaned_data, by=request.user, at=now()),
        )
        if entered:
            messages.success(request, _("Entered. Say now which papers you have seen."))
            return redirect("volunteers:one", entered.number)
    context = {
        "breadcrumbs": [(_("Volunteers"), reverse("volunteers:all")), (_("Enter somebody"), "")],
        "form": form,
    }
    return render(request, "desks/volunteers/enter.html", context, status=status_of(form))


@keeping
def work(request: HttpRequest, number: str) -> HttpResponse:
    found = _get(request, number)
    form = WorkForm(request.POST or None, initial=work_of(found))
    return _changed(request, found, form, actions.choose_work, _("What they do"))


@keeping
def times(request: HttpRequest, number: str) -> HttpResponse:
    found = _get(request, number)
    initial = initial_of(found, VolunteerAvailabilityForm)
    form = VolunteerAvailabilityForm(
        request.POST if request.method == "POST" else None, initial=initial
    )
    return _changed(request, found, form, actions.set_availability, _("When they can come"))


def _changed(
    request: HttpRequest,
    found: Volunteer,
    form: forms.Form,
    action: Callable[..., Volunteer],
    title: str,
) -> HttpResponse:
    page = reverse("volunteers:one", args=[found.number])
    if saves(request, form, lambda: action(found, **form.cleaned_data, by=request.user, at=now())):
        return redirect(page)
    context = {
        "breadcrumbs": [
            (_("Volunteers"), reverse("volunteers:all")),
            (found.name, page),
            (title, ""),
        ],
        "form": form,
        "title": title,
        "volunteer": found,
        "back_url": page,
    }
    return render(request, "desks/volunteers/change.html", context, status=status_of(form))


def _alike(one: Volunteer, by: User) -> list[Volunteer]:
    """Others with the same number: one person who came twice, or a household that shares a phone."""
    if one.user is None or not one.user.phone:
        return []
    return list(visible_to(by).filter(user__phone=one.user.phone).exclude(pk=one.pk)[:5])


def _facts(one: Volunteer) -> list[tuple[Any, Any]]:
    comma = _("; ")
    facts = [
        (_("Community"), one.community.name),
        (_("Phone"), (one.user.phone if one.user else "") or _("Not told")),
        (_("Age"), age_on(one.birth_on, _today())),
        (_("School"), one.school),
        (_("Guardian agreed on"), one.guardian_agreed_on),
        (_("User name"), one.user.username if one.user else _("None: the dispatch centre answers")),
        (_("Does"), comma.join(kind.name for kind in one.subcategories.all())),
        (_("For whom"), comma.join(group.name for group in one.groups.all())),
        (_("How far from home"), _("%(metres)s m") % {"metres": one.radius}),
        (_("People at one time"), one.places),
        (_("Comes"), in_words(one.windows) or _("At any time of the week")),
    ]
    return [(label, told) for label, told in facts if told not in ("", None)]


def _get(request: HttpRequest, number: str) -> Volunteer:
    seen = visible_to(request.user).select_related("community", "user")
    seen = seen.prefetch_related("subcategories", "groups", "qualifications")
    found = seen.filter(number=number).first()
    if found is None:
        raise Hidden("no_such_volunteer", _("There is no such volunteer, or not one of yours."))
    return found


def _today() -> date:
    return now().astimezone(SHANGHAI).date()
