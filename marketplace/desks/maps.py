"""The district as `{% district_map %}` draws it: communities to shade, subdistricts as outlines."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.utils.translation import get_language

from marketplace.places.models import Community, District, Subdistrict

# Outlines change when a district is loaded anew, and then a map may be late by this much.
SECONDS = 600


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the map in metres: its outline, empty if nobody drew it, and its middle."""

    code: str
    name: str
    points: list[list[int]]
    middle: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Ground:
    """What does not change from minute to minute."""

    subdistricts: list[Place]
    communities: list[Place]

    def outlines(self) -> list[dict[str, Any]]:
        return [{"name": _short(p.name), "points": p.points} for p in self.subdistricts if p.points]

    def areas(
        self,
        values: Mapping[str, Any],
        *,
        missing: Any = 0,
        url: Callable[[str], str] | None = None,
        note: Callable[[str], str] | None = None,
    ) -> list[dict[str, Any]]:
        """Each community with its value; only those with a value lead anywhere."""
        groups = {place.code: place.name for place in self.subdistricts}
        return [
            {
                **_drawn(place),
                "value": values.get(place.code, missing),
                "group": groups.get(place.code[:9], ""),
                "url": url(place.code) if url and values.get(place.code) else "",
                "note": note(place.code) if note else "",
            }
            for place in self.communities
        ]

    def parts(self, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Each subdistrict with its value, None where it has none."""
        return [
            {**_drawn(place), "value": values.get(place.code)}
            for place in self.subdistricts
            if place.points
        ]


def _short(name: str) -> str:
    """That it is a subdistrict, the map shows."""
    return name.removesuffix("街道").removesuffix(" Subdistrict")


def _drawn(place: Place) -> dict[str, Any]:
    if place.points:
        return {"name": place.name, "points": place.points}
    x, y = place.middle
    return {"name": place.name, "x": x, "y": y}


def ground_of(district: District) -> Ground:
    """Two queries, or none within ten minutes of the last time."""
    key = f"ground:{district.pk}:{get_language()}"
    found = cache.get(key)
    if found is None:
        found = Ground(
            [_place(s, (0, 0)) for s in Subdistrict.objects.filter(district=district)],
            [
                _place(c, (c.x, c.y))
                for c in Community.objects.filter(subdistrict__district=district)
            ],
        )
        cache.set(key, found, SECONDS)
    return found


def _place(place: Subdistrict | Community, middle: tuple[int, int]) -> Place:
    """The map draws one ring for each place: the largest part of it."""
    ring = max(place.outline, key=len, default=[])
    return Place(place.pk, place.name, ring, middle)
