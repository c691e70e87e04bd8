"""What was short, where: as a list, on the map, and as a file for whoever writes the tender."""

import csv
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.choices import Role
from marketplace.catalogue.models import UrgencyTag
from marketplace.desks.dispatchers.people import district_of, reading_runs
from marketplace.desks.maps import ground_of
from marketplace.desks.now import now
from marketplace.dispatch.shortages import Shortage, shortages_between
from marketplace.workdays.rules import SHANGHAI

PERIODS: dict[str, tuple[Any, int]] = {
    "7": (gettext_lazy("7 days"), 7),
    "": (gettext_lazy("30 days"), 30),
    "90": (gettext_lazy("90 days"), 90),
    "365": (gettext_lazy("A year"), 365),
}
# A spreadsheet would calculate a cell that begins with one of these.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@reading_runs
def shortages(request: HttpRequest) -> HttpResponse:
    _label, days = PERIODS.get(request.GET.get("days", ""), PERIODS[""])
    everything = shortages_between(request.user, days=days, at=now())
    subdistrict = request.GET.get("subdistrict", "")
    shown = [one for one in everything if subdistrict in ("", one.subdistrict.pk)]
    tags = {tag.rank: tag for tag in UrgencyTag.objects.all()}
    if request.GET.get("as") == "csv":
        return _file(shown, tags, days)
    ground = ground_of(district_of(request.user, Role.DISPATCHER, Role.BUREAU_OFFICER))
    short = Counter({place.code: 0 for place in ground.subdistricts})
    for one in everything:
        short[one.subdistrict.pk] += one.days
    context = {
        "rows": [(one, tags.get(one.most_urgent)) for one in shown],
        "days": days,
        "periods": [(label, value) for value, (label, _days) in PERIODS.items()],
        "places": [(place.name, place.code) for place in ground.subdistricts],
        "areas": ground.parts(short),
        "subdistrict": subdistrict,
    }
    return render(request, "desks/dispatchers/shortages.html", context)


def _file(rows: Iterable[Shortage], tags: dict[int, UrgencyTag], days: int) -> HttpResponse:
    """With a mark at its head by which spreadsheets know that it is UTF-8."""
    today = now().astimezone(SHANGHAI).date()
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="shortages-{today}-{days}.csv"'
    writer = csv.writer(answer)
    writer.writerow(
        [
            _("Service"),
            _("Subdistrict"),
            _("Most urgent"),
            _("Days it was short"),
            _("Left out at most"),
            _("Needs at most"),
            _("Points saved"),
        ]
    )
    for one in rows:
        tag = tags.get(one.most_urgent)
        told = (one.subcategory.name, one.subdistrict.name, tag.name if tag else "")
        numbers = (one.days, one.left_out, one.needs, one.points)
        writer.writerow([*map(_inert, told), *numbers])
    return answer


def _inert(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
