"""For whom services are, and which subdistricts they name."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, QuerySet, Value

from cms.keeping import remembered_each
from marketplace.organizations.models import Service

GROUP, SUBDISTRICT = "group", "subdistrict"


@dataclass(frozen=True, slots=True)
class Links:
    """Codes of the closed lists. Whoever names no subdistrict serves all of them."""

    groups: frozenset[str]
    subdistricts: frozenset[str]


def links_of(services: Iterable[int]) -> dict[int, Links]:
    """Of services by pk. One query however many there are, none for those that were told since something happened
    last."""
    return remembered_each("links", services, _read)


def _read(services: list[int]) -> dict[int, Links]:
    found: dict[int, dict[str, set[str]]] = defaultdict(lambda: {GROUP: set(), SUBDISTRICT: set()})
    groups = _rows(Service.groups.through.objects, GROUP, "targetgroup_id", services)
    subdistricts = _rows(
        Service.subdistricts.through.objects, SUBDISTRICT, "subdistrict_id", services
    )
    for service, kind, code in groups.union(subdistricts, all=True):
        found[service][kind].add(code)
    return {
        pk: Links(frozenset(found[pk][GROUP]), frozenset(found[pk][SUBDISTRICT])) for pk in services
    }


def _rows(links: QuerySet, kind: str, other: str, services: list[int]) -> QuerySet:
    return links.filter(service__in=services).values_list("service_id", Value(kind), F(other))
