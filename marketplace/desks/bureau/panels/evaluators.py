"""The list from which panels are drawn: who is on it, how often they sit, what they know and are tied to."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.bureau.panels.forms import AmendForm, RegisterForm
from marketplace.desks.bureau.people import district_of, overseeing
from marketplace.desks.evaluators.forms import TieForm
from marketplace.desks.now import now
from marketplace.kernel.errors import Hidden
from marketplace.panels.actions import amend_evaluator, declare_tie, register_evaluator
from marketplace.panels.choices import PanelState
from marketplace.panels.lifecycle import HELD, STANDING
from marketplace.panels.models import Evaluator
from marketplace.panels.queries import evaluators_visible_to
from marketplace.places.models import Posting
from marketplace.places.queries import in_force
from marketplace.workdays.rules import SHANGHAI

PER_PAGE = 50


@overseeing
def evaluators(request: HttpRequest) -> HttpResponse:
    form = RegisterForm(
        request.POST if request.method == "POST" else None, people=_unlisted(request.user)
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: register_evaluator(**_told(form), by=request.user, at=now()))
    ):
        messages.success(request, _("On the list. They can be drawn from now on."))
        return redirect("bureau:evaluators")
    found = _with_load(evaluators_visible_to(request.user))
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "form": form,
    }
    return render(request, "desks/bureau/evaluators.html", context, status=status_of(form))


@overseeing
def evaluator(request: HttpRequest, pk: int) -> HttpResponse:
    """One of the list: amend what it says, or declare a tie that the bureau learnt of."""
    found = _get(request, pk)
    amending, tying = AmendForm(initial=_initial(found)), TieForm(prefix="tie")
    if request.method == "POST" and "declare" in request.POST:
        tying = TieForm(request.POST, prefix="tie")
        if tying.is_valid() and attempt(
            tying, lambda: declare_tie(found, **tying.cleaned_data, by=request.user, at=now())
        ):
            messages.success(request, _("Kept. They are not drawn where it bids."))
            return redirect("bureau:evaluator", pk)
    elif request.method == "POST":
        amending = AmendForm(request.POST)
        if amending.is_valid() and attempt(
            amending,
            lambda: amend_evaluator(found, **amending.cleaned_data, by=request.user, at=now()),
        ):
            messages.success(request, _("Saved."))
            return redirect("bureau:evaluators")
    context = {
        "evaluator": found,
        "amending": amending,
        "tying": tying,
        "declared": found.declarations.select_related("organization", "declared_by"),
    }
    status = max(status_of(amending), status_of(tying))
    return render(request, "desks/bureau/evaluator.html", context, status=status)


def _with_load(found: QuerySet[Evaluator]) -> QuerySet[Any]:
    """With how many panels they sit on, in all and still open."""
    held = Q(seats__state__in=HELD)
    return (
        found.select_related("user", "organization")
        .prefetch_related("specialities", "declarations")
        .annotate(
            sits=Count("seats", filter=held & Q(seats__panel__state__in=STANDING), distinct=True),
            open=Count(
                "seats",
                filter=held & Q(seats__panel__state__in=(PanelState.DRAWN, PanelState.SCORING)),
                distinct=True,
            ),
        )
        .order_by("-is_active", "kind", "user__display_name")
    )


def _unlisted(user: User) -> QuerySet[User]:
    """Who is posted as an evaluator in the officer's district, and not on the list."""
    on = now().astimezone(SHANGHAI).date()
    posted = Posting.objects.filter(in_force(on), role=Role.EVALUATOR, district=district_of(user))
    return (
        User.objects.filter(pk__in=posted.values("user"), is_active=True)
        .exclude(pk__in=Evaluator.objects.values("user"))
        .order_by("display_name")
    )


def _told(form: RegisterForm) -> dict[str, Any]:
    return dict(form.cleaned_data)


def _initial(found: Evaluator) -> dict[str, Any]:
    return {
        "employer": found.employer,
        "organization": found.organization_id,
        "specialities": [each.pk for each in found.specialities.all()],
        "levels": [each.pk for each in found.levels.all()],
        "places": found.places,
        "is_active": found.is_active,
    }


def _get(request: HttpRequest, pk: int) -> Evaluator:
    found = (
        evaluators_visible_to(request.user)
        .select_related("user", "organization")
        .filter(pk=pk)
        .first()
        if pk < 2**63
        else None
    )
    if found is None:
        raise Hidden("no_such_evaluator", _("There is no such evaluator."))
    return found
