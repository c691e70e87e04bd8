"""The plain values that go in: who seeks, who provides.

Codes are whatever the caller uses (``"A3"``, ``"320113402"``); this package only compares them.
Lengths are whole metres in any planar grid, counts are whole numbers; there are no floats in the
input, so that the same input always means the same plan.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from matching.errors import InputError
from matching.weights import Rules, Weights

FARTHEST = 10**8
"""Largest coordinate (metres) and count: squares and their sums stay inside 64 bits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeker:
    """An open need or work order that waits for a provider.

    Attributes:
        key: unique among the seekers. On equal terms the smaller key is served first, so keys that
            sort by age make "first come, first served" the last word.
        need_type, subcategory: codes of the service wanted.
        group: the target group of the need; ``groups`` may name all groups of the person.
        level: 1..4 (basic care, emotional, health, capability).
        tag: 1..4, 1 is urgent. A need of tag 1 is never left out for needs of tags 2 to 4.
        community, subdistrict: codes of the place of service.
        x, y: planar metres of the place of service.
        qualifications: all of these must be met; each by any one of its codes.
        helpers: people who must come, 2 for a two-person service.
        refused: keys or parties of providers that were asked before or declined.
        conflicts: keys or parties of providers with a conflict of interest.
        previous: key or party of the provider who served this person before.
        wish: key or party of the provider that the resident or community picked.
        offered: key of the provider that has been asked already and has not answered; going to
            another one costs ``Weights.move``.
        district: code of the district of the place of service.
        windows: times of the week when somebody may come, as codes; ``None``: any time.
        language, sex: what was asked for of whoever comes; ``None``: nothing.
        visits: visits wanted in this week, the next, and so on; ``(0, 1)`` is one in the next week,
            ``(2,) * 8`` two a week for eight weeks.

    >>> bath = Seeker(key="n1", need_type="E-L1-03", subcategory="A3", group="E", level=1, tag=2,
    ...               community="c1", subdistrict="s1", x=0, y=0, helpers=2,
    ...               qualifications=(frozenset({"NW", "RN"}), frozenset({"HC"})))
    >>> sorted(bath.all_groups)
    ['E']
    >>> Seeker(key="n2", need_type="E-L1-03", subcategory="A3", group="E", level=5, tag=2,
    ...        community="c1", subdistrict="s1", x=0, y=0)
    Traceback (most recent call last):
    matching.errors.InputError: seeker n2: level must be 1 to 4, not 5
    """

    key: str
    need_type: str
    subcategory: str
    group: str
    level: int
    tag: int
    community: str
    subdistrict: str
    x: int
    y: int
    qualifications: tuple[frozenset[str], ...] = ()
    helpers: int = 1
    groups: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    conflicts: frozenset[str] = frozenset()
    previous: str | None = None
    wish: str | None = None
    offered: str | None = None
    district: str = ""
    windows: frozenset[str] | None = None
    language: str | None = None
    sex: str | None = None
    visits: tuple[int, ...] = (1,)

    def __post_init__(self) -> None:
        who = f"seeker {self.key}"
        for number in self.visits:
            _between(who, "visits", number, 0, 99)
        _between(who, "level", self.level, 1, 4)
        _between(who, "tag", self.tag, 1, 4)
        _between(who, "helpers", self.helpers, 1, 99)
        _between(who, "x", self.x, -FARTHEST, FARTHEST)
        _between(who, "y", self.y, -FARTHEST, FARTHEST)
        if not all(self.qualifications):
            raise InputError(f"{who}: a qualification clause without codes can never be met")

    @property
    def all_groups(self) -> frozenset[str]:
        """All target groups of the person, the group of the need included."""
        return self.groups | {self.group}


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A service on an organization's shelf, a professional team's service, or a volunteer.

    Attributes:
        key: unique among the providers.
        kind: ``"organization"``, ``"team"`` or ``"volunteer"``; carried along, not judged.
        party: who stands behind it; refusals, conflicts, wishes and continuity may name either.
        subcategories: services on offer; ``need_types`` narrows them, ``None`` means every one.
        groups, levels: whom and what it serves.
        communities, subdistricts: where. Either list is enough; both ``None``: everywhere.
        districts: where, one level up; ``None``: everywhere. More than one: a regional provider.
        radius: metres from (x, y), edge included; ``None``: no limit.
        windows: times of the week when it can come, as codes; ``None``: any time.
        languages, sexes: spoken by, and of, the people it can send.
        qualifications: codes held.
        helpers: people it can send to one order.
        places: orders it can take now (0 or less: full).
        load: orders it carries now.
        visits: visits it can still make in this week, the next, and so on; no limit after the last
            week named. ``None``: no limit at all.
        satisfied, answers: satisfied answers among all answers about it so far.
        suspended, licence_expired, banned: standing; ``banned`` counts only where the rules say so.
    """

    key: str
    kind: str
    party: str
    subcategories: frozenset[str]
    need_types: frozenset[str] | None = None
    groups: frozenset[str]
    levels: frozenset[int]
    communities: frozenset[str] | None = None
    subdistricts: frozenset[str] | None = None
    districts: frozenset[str] | None = None
    radius: int | None = None
    windows: frozenset[str] | None = None
    languages: frozenset[str] = frozenset()
    sexes: frozenset[str] = frozenset()
    x: int
    y: int
    qualifications: frozenset[str]
    helpers: int = 1
    places: int
    load: int
    visits: tuple[int, ...] | None = None
    satisfied: int = 0
    answers: int = 0
    suspended: bool = False
    licence_expired: bool = False
    banned: bool = False

    def __post_init__(self) -> None:
        who = f"provider {self.key}"
        _between(who, "x", self.x, -FARTHEST, FARTHEST)
        _between(who, "y", self.y, -FARTHEST, FARTHEST)
        _between(who, "helpers", self.helpers, 1, 99)
        _between(who, "places", self.places, -FARTHEST, FARTHEST)
        _between(who, "load", self.load, 0, FARTHEST)
        _between(who, "answers", self.answers, 0, FARTHEST)
        _between(who, "satisfied", self.satisfied, 0, self.answers)
        if self.radius is not None:
            _between(who, "radius", self.radius, 0, FARTHEST)
        for number in self.visits or ():
            _between(who, "visits", number, -FARTHEST, FARTHEST)

    def is_named_in(self, names: Collection[str]) -> bool:
        """Do these names mean this provider, by its own key or by its party?"""
        return self.key in names or self.party in names

    def is_called(self, name: str | None) -> bool:
        """Does this one name mean this provider?"""
        return name is not None and (name == self.key or name == self.party)


Thing = TypeVar("Thing", Seeker, Provider)


@dataclass(frozen=True, slots=True)
class Problem:
    """One whole input in canonical order: both sides sorted by key, no key twice.

    Everything after this point works on positions in these two tuples, so the order in which the
    rows arrived cannot matter.
    """

    seekers: tuple[Seeker, ...]
    providers: tuple[Provider, ...]
    weights: Weights
    rules: Rules

    @classmethod
    def of(
        cls,
        seekers: Iterable[Seeker],
        providers: Iterable[Provider],
        weights: Weights,
        rules: Rules,
    ) -> Problem:
        return cls(_sorted("seeker", seekers), _sorted("provider", providers), weights, rules)


def _sorted(what: str, things: Iterable[Thing]) -> tuple[Thing, ...]:
    ordered = tuple(sorted(things, key=lambda thing: thing.key))
    for before, after in pairwise(ordered):
        if before.key == after.key:
            raise InputError(f"{what} {after.key} was given twice")
    return ordered


def _between(who: str, what: str, value: int, low: int, high: int) -> None:
    if not isinstance(value, int):
        raise InputError(f"{who}: {what} must be a whole number, not {value!r}")
    if not low <= value <= high:
        raise InputError(f"{who}: {what} must be {low} to {high}, not {value}")
