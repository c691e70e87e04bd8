"""The people of a district and what they hold. A password is made here, shown once, and kept nowhere."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.accounts.actions import editing_of, made_password
from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.doors import posted_as
from marketplace.desks.now import now
from marketplace.desks.people.forms import EndForm, FindForm, NewForm, SiteForm
from marketplace.desks.steps import Step, status_of_steps, taken
from marketplace.journeys.let_edit_site import let_edit_site, may_let_edit
from marketplace.journeys.renew_password import may_renew, renew_password
from marketplace.journeys.take_on import take_on
from marketplace.kernel.errors import Hidden
from marketplace.places.actions import end_posting, post
from marketplace.places.models import Posting
from marketplace.places.permissions import (
    may_end_posting,
    postings_kept_by,
)
from marketplace.workdays.rules import SHANGHAI

PER_PAGE = 50
keeping = posted_as(Role.BUREAU_OFFICER, Role.SUBDISTRICT_OFFICER)


@keeping
def people(request: HttpRequest) -> HttpResponse:
    finding = FindForm(request.GET, by=request.user)
    is_ended = request.GET.get("shelf") == "ended"
    today = _today()
    ended = Q(until_on__lte=today)
    found = postings_kept_by(request.user).filter(ended if is_ended else ~ended)
    if finding.is_valid():
        found = _narrowed(found, **finding.cleaned_data)
    found = found.select_related("user", "district", "subdistrict", "community")
    context = {
        "finding": finding,
        "page": Paginator(
            found.order_by("community", "subdistrict", "role", "pk"), PER_PAGE
        ).get_page(request.GET.get("page")),
        "is_ended": is_ended,
        "today": today,
        "tabs": [
            (_("At work"), "?shelf=now", not is_ended, None),
            (_("Ended"), "?shelf=ended", is_ended, None),
        ],
    }
    return render(request, "desks/people/people.html", context)


@keeping
def new(request: HttpRequest) -> HttpResponse:
    today = _today()
    form = NewForm(request.POST or None, by=request.user, today=today)
    if request.method == "POST" and form.is_valid():
        password = "" if form.cleaned_data["known"] else made_password()
        if posting := attempt(form, lambda: _given(form, password, request.user)):
            if not password:
                messages.success(request, _("Posted. They find the desk when they sign in next."))
                return redirect("people:one", posting.pk)
            return _shown_once(request, posting, password)
    return render(request, "desks/people/new.html", {"form": form}, status=status_of(form))


@keeping
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One posting: ended, its person let in again, or let edit the public site."""
    posting = _get(request, pk)
    if request.method == "POST" and "renew" in request.POST:
        password = made_password()
        renew_password(posting.user, password=password, by=request.user, at=now())
        return _shown_once(request, posting, password)
    steps = list(_steps(posting, request.user))
    if request.method == "POST" and taken(request, steps):
        return redirect("people:one", pk)
    context = {
        "posting": posting,
        "steps": steps,
        "may_renew": may_renew(request.user, posting.user),
    }
    return render(request, "desks/people/one.html", context, status=status_of_steps(steps))


def _steps(posting: Posting, by: User) -> Iterator[Step]:
    act, today = {"by": by, "at": now()}, _today()
    if may_let_edit(by, posting.user):
        yield Step(
            "site",
            _("The public site"),
            _("Save"),
            lambda data: let_edit_site(posting.user, **data, **act),
            _("Saved."),
            asks=SiteForm,
            further={"initial": {"editing": editing_of(posting.user)}},
            told=_("It ends by itself when nothing is held here any more."),
            kind="plain",
        )
    is_over = posting.until_on is not None and posting.until_on <= today
    if may_end_posting(by, posting) and not is_over:
        yield Step(
            "end",
            _("End it"),
            _("End it"),
            lambda data: end_posting(posting, **data, **act),
            _("Ended. From that day on they see nothing here any more."),
            asks=EndForm,
            further={"initial": {"until_on": today}},
            kind="danger",
        )


def _today() -> date:
    return now().astimezone(SHANGHAI).date()


def _given(form: NewForm, password: str, by: User) -> Posting:
    said = form.cleaned_data
    what: dict[str, Any] = {
        "role": said["role"],
        "place": said["place"],
        "from_on": said["from_on"],
        "until_on": None,
        "by": by,
        "at": now(),
    }
    if not said["known"]:
        who = {name: said[name] for name in ("username", "display_name", "phone")}
        return take_on(**who, password=password, **what)
    return post(said["person"], **what)


def _shown_once(request: HttpRequest, posting: Posting, password: str) -> HttpResponse:
    context = {
        "person": posting.user,
        "password": password,
        "what": f"{posting.get_role_display()} · {posting.place.name}",
        "breadcrumbs": [(_("People"), reverse("people:people")), (str(posting.user), "")],
        "back_url": reverse("people:people"),
    }
    return render(request, "desks/password.html", context)


def _narrowed(found: QuerySet[Posting], *, q: str, role: str) -> QuerySet[Posting]:
    if q:
        found = found.filter(Q(user__display_name__icontains=q) | Q(user__username__icontains=q))
    return found.filter(role=role) if role else found


def _get(request: HttpRequest, pk: int) -> Posting:
    found = (
        postings_kept_by(request.user)
        .select_related("user", "district", "subdistrict", "community")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Hidden("not_found", _("There is no such page."))
    return found
