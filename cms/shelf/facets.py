"""Narrowing a list of services by what people ask first: for whom, which level, where, a free place, free of
charge. Each choice says how many would be left with it."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from cms.shelf.links import links_of
from cms.shelf.lists import closed_lists
from marketplace.organizations.models import Service
from marketplace.workorders.queries import with_free_places

YES = "yes"
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
class Members:
    """Which services of a list, by pk, each value of each facet leaves; `every`: the whole list, in its order."""

    every: tuple[int, ...]
    by: dict[str, dict[str, set[int]]]


def members_of(services: QuerySet[Service]) -> Members:
    """Two queries, however many there are."""
    by: dict[str, dict[str, set[int]]] = {name: defaultdict(set) for name in NAMES}
    by_subcategory: dict[str, set[int]] = defaultdict(set)
    rows = with_free_places(services).values_list("pk", "subcategory", "price_cents", "free_places")
    every = []
    for pk, subcategory, price, places in rows:
        every.append(pk)
        by_subcategory[subcategory].add(pk)
        if places > 0:
            by["free"][YES].add(pk)
        if not price:
            by["gratis"][YES].add(pk)
    lists = closed_lists()
    for subcategory, level in lists.levels_of:
        by["level"][str(level)] |= by_subcategory[subcategory]
    for pk, links in links_of(every).items():
        for group in links.groups:
            by["group"][group].add(pk)
        for subdistrict in links.subdistricts or lists.subdistricts:
            by["subdistrict"][subdistrict].add(pk)
    return Members(tuple(every), {name: dict(values) for name, values in by.items()})


class Facets:
    """A list as it is narrowed by `asked`; unknown names and values narrow nothing. `kept`: what else of `asked`
    stays in the links."""

    def __init__(self, members: Members, asked: QueryDict, kept: Collection[str] = ()) -> None:
        self.members = members
        self._stays = {name: asked[name] for name in kept if name in asked}
        lists = closed_lists()
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
        self.chosen = {
            name: asked[name] for name in NAMES if asked.get(name, "") in self.labels[name]
        }

    @property
    def found(self) -> list[int]:
        left = self._narrowed(self.chosen)
        return [pk for pk in self.members.every if pk in left]

    def __iter__(self) -> Iterator[Facet]:
        for name in NAMES:
            choices = list(self._choices(name))
            if choices:
                yield Facet(self.titles[name], choices)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.chosen)

    @property
    def taken(self) -> list[Choice]:
        """What has been chosen, each as the link that takes it away."""
        return [choice for facet in self for choice in facet.choices if choice.chosen]

    def _narrowed(self, chosen: Mapping[str, str]) -> set[int]:
        left = set(self.members.every)
        for name, value in chosen.items():
            left &= self._leaves(name, value)
        return left

    def _leaves(self, name: str, value: str) -> set[int]:
        return self.members.by[name].get(value, set())

    def _choices(self, name: str) -> Iterator[Choice]:
        others = self._narrowed({k: v for k, v in self.chosen.items() if k != name})
        for value, label in self.labels[name].items():
            count = len(others & self._leaves(name, value))
            is_chosen = self.chosen.get(name) == value
            if count or is_chosen:
                url = self._url(name, None if is_chosen else value)
                yield Choice(label, url, count, is_chosen)

    def _url(self, name: str, value: str | None) -> str:
        told = {**self._stays, **self.chosen, name: value}
        return "?" + urlencode({key: each for key, each in told.items() if each is not None})
