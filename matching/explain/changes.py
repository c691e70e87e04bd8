"""Changes of the world, one kind at a time: what each answers, what it is worth, what it does.

A change is never a rule dropped. A qualification that is asked for is answered by getting it; and
what protects people (a ban, a conflict of interest, an earlier refusal) has no answer at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from itertools import combinations, product
from math import isqrt
from typing import Any

from matching.eligibility import Reason, refusals
from matching.errors import InputError
from matching.model import Problem, Provider, Seeker
from matching.scoring import Mean, pair_terms, square_distance


class Kind(StrEnum):
    """What may change. ``code`` and ``amount`` of a part are named in brackets."""

    PLACE = "place"
    """A provider takes more orders at once [orders]."""
    WAIT = "wait"
    """Orders that a provider carries come to an end first [orders]."""
    VISIT = "visit"
    """A provider makes more visits in a week [week from 0, visits]."""
    LATER = "later"
    """A seeker begins later [weeks]."""
    RADIUS = "radius"
    """A provider goes farther [metres more]."""
    AREA = "area"
    """A provider also serves a subdistrict [subdistrict]."""
    DISTRICT = "district"
    """A provider also serves a district [district]."""
    HOURS = "hours"
    """A provider also comes at a time of the week [time]."""
    OTHER_TIME = "other_time"
    """A seeker agrees to another time of the week [time]."""
    WISH = "wish"
    """A seeker does without the provider it picked."""
    QUALIFICATION = "qualification"
    """A provider gets a qualification [qualification]."""
    HELPER = "helper"
    """A provider can send more people to one order [people more]."""
    LANGUAGE = "language"
    """A provider finds somebody who speaks a language [language]."""
    SEX = "sex"
    """A provider finds a woman or a man [sex]."""
    GROUP = "group"
    """A provider also serves a group [group]."""
    LEVEL = "level"
    """A provider also serves a level [level]."""
    NEED_TYPE = "need_type"
    """A provider also does a kind of work within its service [need type]."""
    SERVICE = "service"
    """A provider takes on a service [subcategory]."""
    LICENCE = "licence"
    """A licence is renewed."""
    SUSPENSION = "suspension"
    """A suspension is lifted."""


OF_SEEKER = frozenset({Kind.LATER, Kind.OTHER_TIME, Kind.WISH})
"""Kinds that change a seeker; all others change a provider."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """What each kind of change is worth, so that "cheapest" means something. Data of the bureau.

    In points of their own, not those of the objective; one for each unit of the amount, for radius
    one for each ``radius_step`` metres begun.

    Attributes:
        version: name of this table.
        radius_step: metres.
        may_wait: the most urgent tag that may be asked to wait or to begin later.
        dearest: no remedy that costs more is looked for.

    >>> Prices().of(Kind.RADIUS, 401), Prices(place=7).of(Kind.PLACE, 2)
    (50, 14)
    >>> Prices(wait=0)
    Traceback (most recent call last):
    matching.errors.InputError: prices: wait must be a whole number from 1
    """

    version: str = "1"
    place: int = 60
    wait: int = 30
    visit: int = 40
    later: int = 30
    radius: int = 10
    radius_step: int = 100
    area: int = 100
    district: int = 300
    hours: int = 80
    other_time: int = 40
    wish: int = 40
    qualification: int = 300
    helper: int = 200
    language: int = 250
    sex: int = 200
    group: int = 150
    level: int = 150
    need_type: int = 100
    service: int = 500
    licence: int = 150
    suspension: int = 400
    may_wait: int = 2
    dearest: int = 2000

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            # Nothing is free: the cheapest remedy must never carry what it does not need.
            if field.name != "version" and not (isinstance(value, int) and value >= 1):
                raise InputError(f"prices: {field.name} must be a whole number from 1")

    def of(self, kind: Kind, amount: int = 1) -> int:
        """The price of so much of a kind."""
        steps = -(-amount // self.radius_step) if kind is Kind.RADIUS else amount
        price: int = getattr(self, kind.value)
        return price * steps


@dataclass(frozen=True, slots=True)
class Part:
    """One change.

    Attributes:
        kind: of what.
        key: whose: of a seeker for the kinds in ``OF_SEEKER``, of a provider for the others.
        code: which; empty where the kind says it all.
        amount: how much, at least 1.
        price: by the table it was priced with.
    """

    kind: Kind
    key: str
    code: str
    amount: int
    price: int


Parts = tuple[Part, ...]


def openings(
    seeker: Seeker, provider: Provider, problem: Problem, mean: Mean, prices: Prices
) -> list[Parts]:
    """Every way to make the provider a candidate of the seeker, save for places; cheapest first.

    One way changes nothing if only places are missing; there is none if something stands between
    the two that has no answer.
    """
    standing = [
        reason
        for reason in refusals(seeker, provider, problem.rules)
        if reason is not Reason.CAPACITY
    ]
    points = pair_terms(seeker, provider, mean, problem.weights)
    answers = [
        ANSWERS[reason](seeker, provider, prices) for reason in standing if reason in ANSWERS
    ]
    if sum(points.values()) > problem.weights.threshold:
        enough = sum(points.values()) - points["wish"] <= problem.weights.threshold
        answers.append([(_part(prices, Kind.WISH, seeker.key),)] if enough else [])
    if len([reason for reason in standing if reason in ANSWERS]) < len(standing):
        return []
    ways = [tuple(part for parts in way for part in parts) for way in product(*answers)]
    return sorted(ways, key=lambda parts: (price_of(parts), [part.kind for part in parts]))


def price_of(parts: Iterable[Part]) -> int:
    """What the parts are worth together."""
    return sum(part.price for part in parts)


def places(provider: Provider, kind: Kind, free: int, prices: Prices) -> Part:
    """The part of kind ``PLACE`` or ``WAIT`` after which ``free`` places more are free.

    >>> from matching import Provider
    >>> full = Provider(key="v", kind="volunteer", party="v", places=-1, load=3, x=0, y=0,
    ...                 subcategories=frozenset(), groups=frozenset(), levels=frozenset(),
    ...                 qualifications=frozenset())
    >>> places(full, Kind.WAIT, 1, Prices()).amount
    2
    """
    return _part(prices, kind, provider.key, amount=free + max(0, -provider.places))


def visits(
    provider: Provider, wanted: tuple[int, ...], left: tuple[int, ...], orders: int, prices: Prices
) -> Parts:
    """The visits that are missing in each week for so many orders that want as much.

    >>> from matching import Provider
    >>> busy = Provider(key="v", kind="volunteer", party="v", places=9, load=3, x=0, y=0,
    ...                 subcategories=frozenset(), groups=frozenset(), levels=frozenset(),
    ...                 qualifications=frozenset(), visits=(5, 5))
    >>> [(part.code, part.amount) for part in visits(busy, (2, 0), (1, 0), 2, Prices())]
    [('0', 3)]
    """
    missing = [want * orders - can for want, can in zip(wanted, left, strict=False)]
    return tuple(
        _part(prices, Kind.VISIT, provider.key, str(week), visits)
        for week, visits in enumerate(missing)
        if visits > 0
    )


def begin_later(
    seeker: Seeker, wanted: tuple[int, ...], left: tuple[int, ...], prices: Prices
) -> Part:
    """The part of kind ``LATER`` after which each week of an order has enough visits left."""
    weeks = next(
        weeks
        for weeks in range(1, len(left) + 1)
        if all(want <= can for want, can in zip(wanted, left[weeks:], strict=False))
    )
    return _part(prices, Kind.LATER, seeker.key, amount=weeks)


def less(part: Part, problem: Problem, prices: Prices) -> Part | None:
    """The part with less of its amount, as much as makes a difference; ``None`` if nothing remains."""
    amount = part.amount - 1
    if part.kind is Kind.RADIUS:
        (provider,) = (each for each in problem.providers if each.key == part.key)
        missing = (metres_missing(each, provider) for each in problem.seekers)
        amount = max((metres for metres in missing if metres < part.amount), default=0)
    return _part(prices, part.kind, part.key, part.code, amount) if amount > 0 else None


def changed(problem: Problem, parts: Iterable[Part]) -> Problem:
    """The problem when all of this has happened.

    Raises:
        InputError: a part is about somebody who is not there.
    """
    seekers = {each.key: each for each in problem.seekers}
    providers = {each.key: each for each in problem.providers}
    for part in parts:
        known: dict = seekers if part.kind in OF_SEEKER else providers
        if part.key not in known:
            raise InputError(f"{part.kind}: {part.key} is not there")
        known[part.key] = HAPPENS[part.kind](known[part.key], part)
    return replace(problem, seekers=tuple(seekers.values()), providers=tuple(providers.values()))


def _part(prices: Prices, kind: Kind, key: str, code: str = "", amount: int = 1) -> Part:
    return Part(kind, key, code, amount, prices.of(kind, amount))


# -- what answers a reason: ways to choose from, each of one or more parts --

Answer = Callable[[Seeker, Provider, Prices], list[Parts]]


def _gets(kind: Kind, wanted: Callable[[Seeker], str]) -> Answer:
    """The provider gets the one thing that the seeker wants."""
    return lambda seeker, provider, prices: [(_part(prices, kind, provider.key, wanted(seeker)),)]


def _gets_qualifications(seeker: Seeker, provider: Provider, prices: Prices) -> list[Parts]:
    """As few as will do, the first in order of their codes."""
    unmet = [each for each in seeker.qualifications if each.isdisjoint(provider.qualifications)]
    codes = sorted({code for clause in unmet for code in clause})
    for number in range(1, len(unmet) + 1):
        for chosen in combinations(codes, number):
            if not any(clause.isdisjoint(chosen) for clause in unmet):
                return [
                    tuple(_part(prices, Kind.QUALIFICATION, provider.key, code) for code in chosen)
                ]
    return []


def _gets_helpers(seeker: Seeker, provider: Provider, prices: Prices) -> list[Parts]:
    missing = seeker.helpers - provider.helpers
    return [(_part(prices, Kind.HELPER, provider.key, amount=missing),)]


def _finds_a_time(seeker: Seeker, provider: Provider, prices: Prices) -> list[Parts]:
    """Either comes to meet the other; a side that has no time at all cannot be met."""
    ways: list[Parts] = []
    if seeker.windows:
        ways.append((_part(prices, Kind.HOURS, provider.key, min(seeker.windows)),))
    if provider.windows:
        ways.append((_part(prices, Kind.OTHER_TIME, seeker.key, min(provider.windows)),))
    return ways


def _goes_there(seeker: Seeker, provider: Provider, prices: Prices) -> list[Parts]:
    parts = []
    if provider.districts is not None and seeker.district not in provider.districts:
        parts.append(_part(prices, Kind.DISTRICT, provider.key, seeker.district))
    somewhere = provider.communities is not None or provider.subdistricts is not None
    near = seeker.community in (provider.communities or ())
    near |= seeker.subdistrict in (provider.subdistricts or ())
    if somewhere and not near:
        parts.append(_part(prices, Kind.AREA, provider.key, seeker.subdistrict))
    return [tuple(parts)]


def _goes_farther(seeker: Seeker, provider: Provider, prices: Prices) -> list[Parts]:
    missing = metres_missing(seeker, provider)
    return [(_part(prices, Kind.RADIUS, provider.key, amount=missing),)]


def metres_missing(seeker: Seeker, provider: Provider) -> int:
    """By how many metres the radius is too short, rounded up; 0 or less if it is not.

    >>> from matching import Provider, Seeker
    >>> seeker = Seeker(key="n1", need_type="t", subcategory="A1", group="E", level=1, tag=3,
    ...                 community="c", subdistrict="s", x=0, y=0)
    >>> helper = Provider(key="v", kind="volunteer", party="v", places=1, load=0, x=1, y=1,
    ...                   subcategories=frozenset(), groups=frozenset(), levels=frozenset(),
    ...                   qualifications=frozenset(), radius=0)
    >>> metres_missing(seeker, helper)
    2
    """
    square = square_distance(seeker, provider)
    metres = isqrt(square - 1) + 1 if square else 0
    return metres - (metres if provider.radius is None else provider.radius)


def _finds_visits(seeker: Seeker, provider: Provider, prices: Prices) -> list[Parts]:
    """More visits in each full week; or all of it some weeks later, if that may be asked."""
    left = (provider.visits or ())[: len(seeker.visits)]
    wanted = seeker.visits[: len(left)]
    ways = [visits(provider, wanted, left, 1, prices)]
    if seeker.tag >= prices.may_wait:
        ways.append((begin_later(seeker, seeker.visits, provider.visits or (), prices),))
    return ways


ANSWERS: dict[Reason, Answer] = {
    Reason.SERVICE: _gets(Kind.SERVICE, lambda seeker: seeker.subcategory),
    Reason.NEED_TYPE: _gets(Kind.NEED_TYPE, lambda seeker: seeker.need_type),
    Reason.QUALIFICATION: _gets_qualifications,
    Reason.GROUP: _gets(Kind.GROUP, lambda seeker: seeker.group),
    Reason.LEVEL: _gets(Kind.LEVEL, lambda seeker: str(seeker.level)),
    Reason.TWO_PERSONS: _gets_helpers,
    Reason.LANGUAGE: _gets(Kind.LANGUAGE, lambda seeker: seeker.language or ""),
    Reason.SEX: _gets(Kind.SEX, lambda seeker: seeker.sex or ""),
    Reason.TIME_WINDOW: _finds_a_time,
    Reason.SUSPENDED: _gets(Kind.SUSPENSION, lambda seeker: ""),
    Reason.LICENCE_EXPIRED: _gets(Kind.LICENCE, lambda seeker: ""),
    Reason.AREA: _goes_there,
    Reason.DISTANCE: _goes_farther,
    Reason.WEEK_FULL: _finds_visits,
}
"""Every reason that has an answer, places apart."""

ANSWERED_BY: dict[Reason, tuple[Kind, ...]] = {
    Reason.SERVICE: (Kind.SERVICE,),
    Reason.NEED_TYPE: (Kind.NEED_TYPE,),
    Reason.QUALIFICATION: (Kind.QUALIFICATION,),
    Reason.GROUP: (Kind.GROUP,),
    Reason.LEVEL: (Kind.LEVEL,),
    Reason.TWO_PERSONS: (Kind.HELPER,),
    Reason.LANGUAGE: (Kind.LANGUAGE,),
    Reason.SEX: (Kind.SEX,),
    Reason.TIME_WINDOW: (Kind.HOURS, Kind.OTHER_TIME),
    Reason.SUSPENDED: (Kind.SUSPENSION,),
    Reason.LICENCE_EXPIRED: (Kind.LICENCE,),
    Reason.AREA: (Kind.AREA, Kind.DISTRICT),
    Reason.DISTANCE: (Kind.RADIUS,),
    Reason.WEEK_FULL: (Kind.VISIT, Kind.LATER),
}
"""The kinds of which an answer has at least one."""


# -- what happens then --


def _more(name: str) -> Callable:
    """One code more in a set."""

    def happens(thing: Seeker | Provider, part: Part) -> Seeker | Provider:
        code = int(part.code) if name == "levels" else part.code
        more: dict[str, Any] = {name: (getattr(thing, name) or frozenset()) | {code}}
        return replace(thing, **more)

    return happens


def _visits_more(provider: Provider, part: Part) -> Provider:
    visits = list(provider.visits or ())
    visits[int(part.code)] += part.amount
    return replace(provider, visits=tuple(visits))


HAPPENS: dict[Kind, Callable] = {
    Kind.PLACE: lambda each, part: replace(each, places=each.places + part.amount),
    Kind.WAIT: lambda each, part: replace(
        each, places=each.places + part.amount, load=each.load - part.amount
    ),
    Kind.VISIT: _visits_more,
    Kind.LATER: lambda each, part: replace(each, visits=(0,) * part.amount + each.visits),
    Kind.RADIUS: lambda each, part: replace(each, radius=each.radius + part.amount),
    Kind.AREA: _more("subdistricts"),
    Kind.DISTRICT: _more("districts"),
    Kind.HOURS: _more("windows"),
    Kind.OTHER_TIME: _more("windows"),
    Kind.WISH: lambda each, part: replace(each, wish=None),
    Kind.QUALIFICATION: _more("qualifications"),
    Kind.HELPER: lambda each, part: replace(each, helpers=each.helpers + part.amount),
    Kind.LANGUAGE: _more("languages"),
    Kind.SEX: _more("sexes"),
    Kind.GROUP: _more("groups"),
    Kind.LEVEL: _more("levels"),
    Kind.NEED_TYPE: _more("need_types"),
    Kind.SERVICE: _more("subcategories"),
    Kind.LICENCE: lambda each, part: replace(each, licence_expired=False),
    Kind.SUSPENSION: lambda each, part: replace(each, suspended=False),
}
"""What each kind of change does to whom it is about."""
