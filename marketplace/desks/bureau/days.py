"""The working-day calendar: every clock of the district runs by it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.bureau.forms import DayForm, YearForm
from marketplace.desks.bureau.months import months_of
from marketplace.desks.bureau.people import overseeing
from marketplace.desks.now import now
from marketplace.workdays.actions import FIRST_YEAR, LAST_YEAR, publish_year, set_day
from marketplace.workdays.models import PublishedYear, SpecialDay
from marketplace.workdays.permissions import may_edit_calendar
from marketplace.workdays.rules import SHANGHAI

NEAR = 2


@overseeing
def days(request: HttpRequest) -> HttpResponse:
    chosen = _date_from(request.GET.get("on", ""))
    return _page(request, chosen.year if chosen else _year_of(request), chosen=chosen)


@require_POST
@overseeing
def change(request: HttpRequest) -> HttpResponse:
    form = DayForm(request.POST, auto_id="day_%s")
    if form.is_valid():
        done = attempt(form, lambda: (set_day(**form.cleaned_data, by=request.user, at=now()),))
        if done:
            messages.success(request, _("Changed. Every clock through that day has moved with it."))
            return redirect(_to(form.cleaned_data["on"].year))
    return _page(request, _year_of(request), form=form)


@require_POST
@overseeing
def publish(request: HttpRequest, year: int) -> HttpResponse:
    form = YearForm(request.POST, auto_id="year_%s")
    if form.is_valid():
        source = form.cleaned_data["source"]
        if attempt(form, lambda: publish_year(year, source=source, by=request.user, at=now())):
            messages.success(
                request,
                _("%(year)s is published: its clocks are provisional no more.") % {"year": year},
            )
            return redirect(_to(year))
    return _page(
        request, year if FIRST_YEAR <= year <= LAST_YEAR else _this_year(), publishing=form
    )


def _page(
    request: HttpRequest,
    year: int,
    *,
    chosen: date | None = None,
    form: DayForm | None = None,
    publishing: YearForm | None = None,
) -> HttpResponse:
    special = {day.on: day for day in SpecialDay.objects.filter(on__year=year)}
    shown = form or publishing
    context = {
        "year": year,
        "years": _years(year),
        "published": PublishedYear.objects.filter(year=year).first(),
        "months": months_of(year, special),
        "special": list(special.values()),
        "form": form or DayForm(initial=_initial(chosen, special), auto_id="day_%s"),
        "publishing": publishing or YearForm(auto_id="year_%s"),
        "may_edit": may_edit_calendar(request.user),
    }
    return render(
        request, "desks/bureau/days.html", context, status=status_of(shown) if shown else 200
    )


def _initial(chosen: date | None, special: dict[date, SpecialDay]) -> dict[str, Any]:
    if chosen is None:
        return {}
    day = special.get(chosen)
    if day is None:
        return {"on": chosen}
    worked = "yes" if day.is_working else "no"
    return {"on": chosen, "is_working": worked, "name_zh": day.name_zh, "name_en": day.name_en}


def _years(year: int) -> list[tuple[str, str]]:
    middle = _this_year()
    near = {*range(middle - NEAR, middle + NEAR + 1), year}
    return [(str(one), "" if one == middle else str(one)) for one in sorted(near)]


def _year_of(request: HttpRequest) -> int:
    """The year in the address, this year if it names none that there is."""
    typed = request.GET.get("year", "")
    year = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else _this_year()


def _this_year() -> int:
    return now().astimezone(SHANGHAI).year


def _date_from(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _to(year: int) -> str:
    return f"{reverse('bureau:days')}?year={year}"
