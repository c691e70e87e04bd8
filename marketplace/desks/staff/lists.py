"""Lists: the needs this person sees, and the queue of those that wait to be judged."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from marketplace.accounts.models import User
from marketplace.desks.now import now
from marketplace.desks.staff import filtering, people
from marketplace.desks.staff.filtering import NeedFilter
from marketplace.desks.staff.rows import PER_PAGE, Row, rows_of
from marketplace.needs import queries
from marketplace.needs.models import Need
from marketplace.needs.permissions import POSTING as POSTERS
from marketplace.places.queries import holds
from marketplace.supervision.queries import Watched, watch, watchable
from marketplace.workdays.queries import calendar


@people.reading
def needs(request: HttpRequest) -> HttpResponse:
    """Nearest clock first where clocks matter, newest first otherwise."""
    form = NeedFilter(request.GET, user=request.user)
    found = form.narrow(queries.visible_to(request.user))
    context = _by_clock(request, found, form) if form.is_by_clock else _by_date(request, found)
    may_post = holds(request.user, *POSTERS)
    return render(
        request, "desks/staff/needs.html", {"filter": form, "may_post": may_post, **context}
    )


@people.judging
def queue(request: HttpRequest) -> HttpResponse:
    """What waits to be judged where this person judges, nearest clock first."""
    waiting = Need.objects.filter(filtering.to_judge(request.user), state__in=queries.TO_JUDGE)
    watched = watch(watchable(waiting), calendar=calendar(), at=now())
    page = Paginator(watched, PER_PAGE).get_page(request.GET.get("page"))
    late = sum(one.is_breached for one in watched)
    context = {
        "page": page,
        "rows": _rows(request.user, list(page)),
        "late": late,
    }
    return render(request, "desks/staff/queue.html", context)


def _by_clock(request: HttpRequest, found: Any, form: NeedFilter) -> dict[str, Any]:
    watched = watch(watchable(found), calendar=calendar(), at=now())
    if form.show_name == "breached":
        watched = [one for one in watched if one.is_breached]
    page = Paginator(watched, PER_PAGE).get_page(request.GET.get("page"))
    return {"page": page, "rows": _rows(request.user, list(page))}


def _by_date(request: HttpRequest, found: Any) -> dict[str, Any]:
    page = Paginator(watchable(found).order_by("-reported_at", "-pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    watched = {one.need.pk: one for one in watch(page, calendar=calendar(), at=now())}
    return {"page": page, "rows": _rows(request.user, [watched[need.pk] for need in page])}


def _rows(user: User, watched: list[Watched]) -> list[Row]:
    return rows_of(watched, to=user)
