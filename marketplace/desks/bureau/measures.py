"""What the map can be shaded by."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.desks.maps import Ground
from marketplace.satisfaction.rules import Tally
from marketplace.supervision.reach import Reach

# With fewer answers a community has no colour: one unhappy person is not a district's problem.
FEWEST_ANSWERS = 5
MEASURES: dict[str, Any] = {
    "open": _("Open needs"),
    "satisfaction": _("Satisfaction"),
    "reach": _("People helped"),
}


@dataclass(frozen=True, slots=True)
class Shading:
    """What `{% district_map %}` wants. `breaks`: None for five equal shares."""

    areas: list[dict[str, Any]]
    label: Any
    unit: Any
    breaks: list[int] | None = None


def by_open(ground: Ground, counts: Mapping[str, int]) -> Shading:
    areas = ground.areas(counts, url=lambda code: f"{reverse('staff:needs')}?community={code}")
    return Shading(areas, _("Open needs by community"), "")


def by_satisfaction(ground: Ground, tallies: Mapping[str, Tally]) -> Shading:
    shares = {
        code: int(100 * tally.rate)
        for code, tally in tallies.items()
        if tally.answers >= FEWEST_ANSWERS and tally.rate is not None
    }
    areas = ground.areas(shares, missing=None)
    label = _("Share of satisfied answers by community; blank with fewer than five answers")
    return Shading(areas, label, "%", [50, 80, 90, 95, 100])


def by_reach(ground: Ground, reach: Mapping[str, Reach]) -> Shading:
    rates = {
        code: int(one.per_thousand) for code, one in reach.items() if one.per_thousand is not None
    }
    label = _(
        "People helped of a thousand registered, by subdistrict; blank where few are registered"
    )
    return Shading(ground.parts(rates), label, "‰")
