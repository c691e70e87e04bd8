"""How the district is doing, for somebody who looks for thirty seconds."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from marketplace.desks.bureau.first_steps import first_steps
from marketplace.desks.bureau.measures import MEASURES
from marketplace.desks.bureau.people import district_of, overseeing
from marketplace.desks.bureau.picture import picture_of
from marketplace.desks.maps import ground_of
from marketplace.desks.now import now

# Without a choice, the month.
PERIODS: dict[str, tuple[Any, int]] = {
    "7": (_("7 days"), 7),
    "": (_("30 days"), 30),
    "90": (_("90 days"), 90),
    "365": (_("A year"), 365),
}


@overseeing
def overview(request: HttpRequest) -> HttpResponse:
    district = district_of(request.user)
    _label, days = PERIODS.get(request.GET.get("days", ""), PERIODS[""])
    measure = request.GET.get("map", "")
    picture = picture_of(request.user, ground_of(district), days=days, measure=measure, at=now())
    context = {
        "district": district,
        "first_steps": first_steps(district),
        "days": days,
        "picture": picture,
        "now": picture.at,
        "periods": [(label, value) for value, (label, _days) in PERIODS.items()],
        "measures": [(label, "" if name == "open" else name) for name, label in MEASURES.items()],
    }
    return render(request, "desks/bureau/overview.html", context)
