"""Narrowing a list of services by what people ask first: for whom, which level, where, a free place, free of
charge. Each choice says how many would be left with it; four queries, however long the list is."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marketplace.catalogue.models import NeedType, ServiceLevel, TargetGroup
from marketplace.organizations.models import Service
from marketplace.places.models import Subdistrict
from marketplace.workorders.queries import with_free_places

YES = "yes"
SECONDS = 600
NAMES = ("group", "level", "subdistrict", "free", "gratis")


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet as a link; `count` services would be left."""

    label: str
    url: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    title: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class ClosedLists:
    """Names by code, and the levels of each subcategory, in the reader's language."""

    groups: dict[str, str]
    levels: dict[str, str]
    subdistricts: dict[str, str]
    levels_of: list[tuple[str, int]]


def closed_lists() -> ClosedLists:
    """They change once in years: asked again every ten minutes."""
    key = f"closed-lists:{get_language()}"
    found = cache.get(key)
    if found is None:
        levels_of = NeedType.objects.order_by().values_list("subcategory", "level").distinct()
        found = ClosedLists(
            {one.pk: one.name for one in TargetGroup.objects.all()},
            {str(one.pk): one.name for one in ServiceLevel.objects.all()},
            {one.pk: one.name for one in Subdistrict.objects.order_by("code")},
            list(levels_of),
        )
        cache.set(key, found, SECONDS)
    return found


class Facets:
    """`services` as they are narrowed by `asked`; unknown names and values narrow nothing. `kept`: what else of
    `asked` stays in the links."""

    def __init__(
        self, services: QuerySet[Service], asked: QueryDict, kept: Collection[str] = ()
    ) -> None:
        self.services, self.asked, self.kept = services, asked, kept
        self.members: dict[str, dict[str, set[int]]] = {name: defaultdict(set) for name in NAMES}
        self.every: set[int] = set()
        self._read()
        self.chosen = {
            name: asked.get(name, "") for name in NAMES if asked.get(name, "") in self.labels[name]
        }

    @property
    def found(self) -> set[int]:
        return self._narrowed(self.chosen)

    def __iter__(self) -> Iterator[Facet]:
        for name in NAMES:
            choices = list(self._choices(name))
            if choices:
                yield Facet(self.titles[name], choices)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.chosen)

    def groups_of(self, service: int) -> list[str]:
        """For whom a service is, by name."""
        members = self.members["group"]
        return [name for code, name in self.labels["group"].items() if service in members[code]]

    def _read(self) -> None:
        rows = with_free_places(self.services).values_list(
            "pk", "subcategory", "price_cents", "free_places"
        )
        by_subcategory: dict[str, set[int]] = defaultdict(set)
        for pk, subcategory, price, places in rows.order_by():
            self.every.add(pk)
            by_subcategory[subcategory].add(pk)
            if places > 0:
                self.members["free"][YES].add(pk)
            if not price:
                self.members["gratis"][YES].add(pk)
        self._read_links("group", Service.groups.through, "targetgroup_id")
        reach = self._read_links("subdistrict", Service.subdistricts.through, "subdistrict_id")
        lists = closed_lists()
        for subcategory, level in lists.levels_of:
            self.members["level"][str(level)] |= by_subcategory[subcategory]
        for code in lists.subdistricts:
            # Whoever names no subdistrict serves all of them.
            self.members["subdistrict"][code] |= self.every - reach
        self.titles = {
            "group": _("For whom"),
            "level": _("Level"),
            "subdistrict": _("In which subdistrict"),
            "free": _("Free places"),
            "gratis": _("What it costs"),
        }
        self.labels: dict[str, dict[str, str]] = {
            "group": lists.groups,
            "level": lists.levels,
            "subdistrict": lists.subdistricts,
            "free": {YES: _("With a free place now")},
            "gratis": {YES: _("Free of charge")},
        }

    def _read_links(self, name: str, through: Any, other: str) -> set[int]:
        linked = set()
        rows = through.objects.filter(service__in=self.services.order_by().values("pk"))
        for service, code in rows.values_list("service_id", other):
            self.members[name][str(code)].add(service)
            linked.add(service)
        return linked

    def _narrowed(self, chosen: Mapping[str, str]) -> set[int]:
        left = set(self.every)
        for name, value in chosen.items():
            left &= self.members[name].get(value, set())
        return left

    def _choices(self, name: str) -> Iterator[Choice]:
        others = self._narrowed({k: v for k, v in self.chosen.items() if k != name})
        for value, label in self.labels[name].items():
            count = len(others & self.members[name].get(value, set()))
            is_chosen = self.chosen.get(name) == value
            if count or is_chosen:
                url = self._url(name, None if is_chosen else value)
                yield Choice(label, url, count, is_chosen)

    def _url(self, name: str, value: str | None) -> str:
        told = self.asked.copy()
        told.pop("page", None)
        for other in set(told).difference(NAMES, self.kept):
            del told[other]
        if value is None:
            told.pop(name, None)
        else:
            told[name] = value
        return "?" + told.urlencode()


def only(services: QuerySet[Service], pks: Collection[int]) -> QuerySet[Service]:
    return services.filter(pk__in=pks)
