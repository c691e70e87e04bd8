"""What may be supposed: plain values, each with a text form that a form or a link can carry.

``applied`` gives the problem as it would be, or raises ``ChangeError`` with the field that is wrong.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from matching import record
from matching.errors import InputError
from matching.model import FARTHEST, Problem, Provider
from matching.weights import Weights


class ChangeError(InputError):
    """Something that cannot be supposed; ``field`` names the part that is wrong."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field


@dataclass(frozen=True, slots=True)
class Radius:
    """One provider goes so many metres, and no farther; ``None``: as far as need be."""

    provider: str
    metres: int | None

    def applied(self, problem: Problem) -> Problem:
        _between("metres", self.metres or 0, 0, FARTHEST)
        return _with(problem, self.provider, lambda one: replace(one, radius=self.metres))


@dataclass(frozen=True, slots=True)
class Reach:
    """All providers of a kind go this percentage of their radius; an empty kind: all providers."""

    kind: str
    percent: int

    def applied(self, problem: Problem) -> Problem:
        _between("percent", self.percent, 0, 10_000)
        if self.kind and all(each.kind != self.kind for each in problem.providers):
            raise ChangeError("kind", f"there is no {self.kind!r} in this plan")
        return replace(problem, providers=tuple(map(self._reaching, problem.providers)))

    def _reaching(self, one: Provider) -> Provider:
        if one.radius is None or self.kind not in ("", one.kind):
            return one
        return replace(one, radius=min(one.radius * self.percent // 100, FARTHEST))


@dataclass(frozen=True, slots=True)
class Places:
    """One provider has so many places more; fewer, if negative."""

    provider: str
    more: int

    def applied(self, problem: Problem) -> Problem:
        _between("more", self.more, -FARTHEST, FARTHEST)
        return _with(problem, self.provider, self._fitted)

    def _fitted(self, one: Provider) -> Provider:
        places = max(one.places, 0) + self.more
        _between("more", places, -FARTHEST, FARTHEST)
        return replace(one, places=places)


@dataclass(frozen=True, slots=True)
class Joins:
    """A provider that is not there yet."""

    provider: Provider

    def applied(self, problem: Problem) -> Problem:
        if any(each.key == self.provider.key for each in problem.providers):
            raise ChangeError("provider", f"{self.provider.key} is in this plan already")
        return Problem.of(
            problem.seekers, (*problem.providers, self.provider), problem.weights, problem.rules
        )


@dataclass(frozen=True, slots=True)
class Leaves:
    """A provider takes nothing any more. What was said about it still counts in the mean of all."""

    provider: str

    def applied(self, problem: Problem) -> Problem:
        return _with(problem, self.provider, lambda one: replace(one, suspended=True))


@dataclass(frozen=True, slots=True)
class Price:
    """Another weight, by its name in ``Weights``: ``travel``, ``threshold``, ..."""

    weight: str
    points: int

    def applied(self, problem: Problem) -> Problem:
        if self.weight not in PRICES:
            raise ChangeError(
                "weight", f"there is no {self.weight!r}; there are {', '.join(PRICES)}"
            )
        named: dict[str, Any] = {self.weight: self.points}
        try:
            weights = replace(problem.weights, **named)
        except InputError as error:
            raise ChangeError("points", str(error)) from error
        return replace(problem, weights=weights)


@dataclass(frozen=True, slots=True)
class Bans:
    """Whether a bidding ban keeps a provider from being matched."""

    count: bool

    def applied(self, problem: Problem) -> Problem:
        return replace(problem, rules=replace(problem.rules, block_banned=self.count))


Change = Radius | Reach | Places | Joins | Leaves | Price | Bans

KINDS: dict[str, type[Change]] = {
    kind.__name__.lower(): kind for kind in (Radius, Reach, Places, Joins, Leaves, Price, Bans)
}
"""What may be supposed, by the word that stands for it in the text form."""

PRICES = tuple(field.name for field in fields(Weights) if field.type == "int")
"""Names of the weights that are one number."""


def text(change: Change) -> str:
    """The text form: a query string, so that a form or a link can carry it.

    >>> text(Places("o12", -1)), text(Radius("v7", None))
    ('what=places&provider=o12&more=-1', 'what=radius&provider=v7&metres=')
    """
    parts = {field.name: _written(getattr(change, field.name)) for field in fields(change)}
    return urlencode({"what": type(change).__name__.lower(), **parts})


def read(written: str | Mapping[str, str]) -> Change:
    """A change from its text form, or from the fields of a posted form.

    Raises:
        ChangeError: it means nothing; ``field`` says where.

    >>> read("what=radius&provider=v7&metres=2500")
    Radius(provider='v7', metres=2500)
    >>> read({"what": "price", "weight": "travel", "points": "dear"})
    Traceback (most recent call last):
    matching.whatif.supposed.ChangeError: points: must be a whole number, not 'dear'
    """
    given = dict(parse_qsl(written, True)) if isinstance(written, str) else dict(written)
    kind = KINDS.get(given.get("what", ""))
    if kind is None:
        raise ChangeError("what", f"must be one of {', '.join(KINDS)}, not {given.get('what')!r}")
    return kind(**{field.name: _read(field.name, str(field.type), given) for field in fields(kind)})


# -- one part at a time --


def _written(value: str | int | bool | Provider | None) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Provider():
            (plain,) = record.snapshot([], [value])["providers"]
            return json.dumps(plain, sort_keys=True, separators=(",", ":"))
    return str(value)


def _read(field: str, kind: str, given: Mapping[str, str]) -> Any:
    if field not in given:
        raise ChangeError(field, "is missing")
    return READERS[kind](field, given[field])


def _word(field: str, written: str) -> str:
    return written


def _number(field: str, written: str) -> int:
    try:
        return int(written)
    except ValueError:
        raise ChangeError(field, f"must be a whole number, not {written!r}") from None


def _number_or_none(field: str, written: str) -> int | None:
    return _number(field, written) if written.strip() else None


def _yes_or_no(field: str, written: str) -> bool:
    if written not in ("yes", "no"):
        raise ChangeError(field, f"must be yes or no, not {written!r}")
    return written == "yes"


def _provider(field: str, written: str) -> Provider:
    try:
        rows = [json.loads(written)]
        return record.restore({**record.snapshot([], []), "providers": rows}).providers[0]
    except ValueError as error:  # no JSON, or no provider
        raise ChangeError(field, str(error)) from error


READERS: dict[str, Callable[[str, str], Any]] = {
    "str": _word,
    "int": _number,
    "int | None": _number_or_none,
    "bool": _yes_or_no,
    "Provider": _provider,
}
"""How a part is read, by the type of its field."""


def _with(problem: Problem, key: str, change: Callable[[Provider], Provider]) -> Problem:
    """The problem with one provider changed."""
    if all(each.key != key for each in problem.providers):
        raise ChangeError("provider", f"{key!r} is not in this plan")
    changed = (change(each) if each.key == key else each for each in problem.providers)
    return replace(problem, providers=tuple(changed))


def _between(field: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise ChangeError(field, f"must be {low} to {high}, not {value}")
