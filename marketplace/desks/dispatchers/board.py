"""The board: what waits, for how long, and where."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from marketplace.accounts.choices import Role
from marketplace.desks.attempts import step
from marketplace.desks.dispatchers.filtering import BoardFilter
from marketplace.desks.dispatchers.people import dispatching, district_of
from marketplace.desks.dispatchers.wall import wall_of
from marketplace.desks.dispatchers.words import FLOW
from marketplace.desks.maps import ground_of
from marketplace.desks.now import now
from marketplace.dispatch.permissions import may_run_rounds
from marketplace.kernel.errors import Hidden
from marketplace.supervision.actions import acknowledge as acknowledge_alert
from marketplace.supervision.queries import visible_to


@dispatching
def board(request: HttpRequest) -> HttpResponse:
    district = district_of(request.user, Role.DISPATCHER)
    ground = ground_of(district)
    chosen = BoardFilter(request.GET, subdistricts=ground.subdistricts)
    wall = wall_of(request.user, ground, chosen, request.GET, at=now())
    context = {
        "filter": chosen,
        "wall": wall,
        "now": wall.at,
        "flow": _flow(wall.flow),
        "district": district,
        "may_run": may_run_rounds(request.user, district.pk),
    }
    return render(request, "desks/dispatchers/board.html", context)


def _flow(by_day: dict[str, list[int]]) -> list[tuple[Any, int, list[int]]]:
    return [(FLOW[kind], days[-1], days) for kind, days in by_day.items()]


@require_POST
@dispatching
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody has taken note; the board comes back as it was filtered."""
    alert = visible_to(request.user).filter(pk=pk).first() if pk < 2**63 else None
    if alert is None:
        raise Hidden("no_such_alert", _("There is no such alert, or it is not yours to see."))
    step(
        request,
        lambda: acknowledge_alert(alert, by=request.user, at=now()),
        _("You have taken note. The need stays open until it is dealt with."),
    )
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    back = request.POST.get("back", "")
    inside = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return back if inside and back.startswith("/board/") else "/board/"
