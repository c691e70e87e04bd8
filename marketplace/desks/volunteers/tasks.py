"""My tasks: what I took on, the hours I gave, whether I take more, and of what kind."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Sum
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from marketplace.accounts.models import User
from marketplace.desks.attempts import saves, status_of, step
from marketplace.desks.availability import VolunteerAvailabilityForm, in_words, initial_of
from marketplace.desks.field import orders, words
from marketplace.desks.field.desk import Desk
from marketplace.desks.field.shelf_forms import PlacesForm
from marketplace.desks.now import now
from marketplace.desks.volunteers.forms import WorkForm, work_of
from marketplace.desks.volunteers.standing import standing
from marketplace.volunteers import actions
from marketplace.volunteers.lifecycle import VOLUNTEER
from marketplace.volunteers.models import Volunteer
from marketplace.workdays.rules import SHANGHAI
from marketplace.workorders.choices import VisitState
from marketplace.workorders.models import Visit
from marketplace.workorders.queries import free_places_of_volunteers


def tasks(request: HttpRequest, desk: Desk) -> HttpResponse:
    return _page(request, desk, PlacesForm())


def _page(request: HttpRequest, desk: Desk, form: PlacesForm) -> HttpResponse:
    me = free_places_of_volunteers().get(user=request.user)
    word, tone = standing(me, now().astimezone(SHANGHAI).date())
    visits, hours = served(me)
    if not form.is_bound:
        form.initial["places"] = me.places
    context = orders.orders_context(request, desk) | {
        "me": me,
        "word": word,
        "tone": tone,
        "hours": words.hours(hours),
        "visits_done": visits,
        "may_pause": VOLUNTEER.allows(me.state, "pause"),
        "may_resume": VOLUNTEER.allows(me.state, "resume"),
        "may_leave": VOLUNTEER.allows(me.state, "leave"),
        "may_return": VOLUNTEER.allows(me.state, "return"),
        "insurance": _insurance(me),
        "comes": in_words(me.windows),
        "form": form,
    }
    return render(request, "desks/volunteers/tasks.html", context, status=status_of(form))


def _step(action: Callable[..., Volunteer], told: Any) -> Callable[..., HttpResponse]:
    """A button of one's own."""

    @require_POST
    def pressed(request: HttpRequest, desk: Desk) -> HttpResponse:
        me = _me(request.user)
        step(request, lambda: action(me, by=request.user, at=now()), str(told))
        return redirect(desk.orders_url)

    return pressed


_BACK = gettext_lazy("Welcome back. You are asked again.")
pause = _step(
    actions.pause_volunteer,
    gettext_lazy("You take a break. What you took on already goes on."),
)
resume = _step(actions.resume_volunteer, _BACK)
leave = _step(
    actions.end_volunteer,
    gettext_lazy("You have left. Thank you for every hour; you can come back here."),
)
come_back = _step(actions.return_volunteer, _BACK)


@require_POST
def places(request: HttpRequest, desk: Desk) -> HttpResponse:
    me, form = _me(request.user), PlacesForm(request.POST)
    if saves(
        request,
        form,
        lambda: actions.set_places(me, **form.cleaned_data, by=request.user, at=now()),
    ):
        return redirect(desk.orders_url)
    return _page(request, desk, form)


def times(request: HttpRequest, desk: Desk) -> HttpResponse:
    me = _me(request.user)
    initial = initial_of(me, VolunteerAvailabilityForm)
    form = VolunteerAvailabilityForm(
        request.POST if request.method == "POST" else None, initial=initial
    )
    return _changed(request, desk, form, me, actions.set_availability, "times")


def work(request: HttpRequest, desk: Desk) -> HttpResponse:
    me = _me(request.user)
    form = WorkForm(request.POST or None, initial=work_of(me))
    return _changed(request, desk, form, me, actions.choose_work, "work")


def _changed(
    request: HttpRequest,
    desk: Desk,
    form: Form,
    me: Volunteer,
    action: Callable[..., Volunteer],
    page: str,
) -> HttpResponse:
    if saves(request, form, lambda: action(me, **form.cleaned_data, by=request.user, at=now())):
        return redirect(desk.orders_url)
    context = {"desk": desk, "form": form}
    return render(request, f"desks/volunteers/{page}.html", context, status=status_of(form))


def served(me: Volunteer) -> tuple[int, timedelta]:
    """How many visits they made, and the time between check-in and check-out of all of them."""
    done = Visit.objects.filter(offer__volunteer=me, state=VisitState.DONE).order_by()
    length = ExpressionWrapper(F("checked_out_at") - F("checked_in_at"), DurationField())
    told = done.aggregate(visits=Count("pk"), hours=Sum(length))
    return told["visits"], told["hours"] or timedelta()


def _me(user: User) -> Volunteer:
    return Volunteer.objects.select_related("community").get(user=user)


def _insurance(me: Volunteer) -> tuple[str, str]:
    """(word, tone): nobody is asked without insurance, so one should know before it ends."""
    return words.lasting(me.insured_until_on, now().astimezone(SHANGHAI).date())
