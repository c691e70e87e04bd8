"""Where a kind of help has room, and where there is shortage: free places by subdistrict, of services alone."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from marketplace.desks.maps import ground_of
from marketplace.look.figures import even_breaks
from marketplace.organizations.models import Service
from marketplace.places.models import District
from marketplace.workorders.queries import with_free_places


@dataclass(frozen=True, slots=True)
class Room:
    """`areas` and `outlines` as `{% district_map %}` wants them; `short`: subdistricts without any room."""

    areas: list[dict[str, Any]]
    outlines: list[dict[str, Any]]
    breaks: list[int]
    short: list[str]


def room_of(services: QuerySet[Service]) -> Room | None:
    """Of one district; None where the services of several stand on one shelf, or none do."""
    found = list(
        with_free_places(services)
        .select_related("organization__community__subdistrict")
        .prefetch_related("subdistricts")
    )
    homes = {one.organization.community.subdistrict.district_id for one in found}
    if len(homes) != 1:
        return None
    ground = ground_of(District(pk=homes.pop()))
    codes = [place.code for place in ground.subdistricts]
    free: Counter[str] = Counter()
    for service in found:
        named = {one.pk for one in service.subdistricts.all()}
        for code in codes:
            if not named or code in named:
                free[code] += max(service.free_places, 0)
    values = {code: free[code] for code in codes}
    short = [place.name for place in ground.subdistricts if not values[place.code]]
    return Room(ground.parts(values), ground.outlines(), even_breaks(values.values()), short)
