"""From dataclasses to tables: a few passes over the rows, each at the speed of C."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.model import FARTHEST, Problem, Provider, Seeker
from matching.tables import (
    NONE,
    Asks,
    Bools,
    ProviderTable,
    SeekerTable,
    Sets,
    Small,
    Spots,
    Tables,
)

Row = Seeker | Provider


class Codes(dict[Any, int]):
    """A number for every word, in the order in which they are met; ``None`` is ``NONE``.

    >>> codes = Codes()
    >>> codes["E"], codes["D"], codes[None], codes["E"]
    (0, 1, -1, 0)
    """

    def __missing__(self, word: Any) -> int:
        if word is None:
            return NONE
        code = self[word] = len(self)
        return code


def tabulate(problem: Problem) -> Tables:
    """The tables of a problem: row ``i`` is its seeker ``i``, or its provider ``i``."""
    words, names = Codes(), Codes()
    seekers = _seekers(problem.seekers, words, names)
    return Tables.whole(seekers, _providers(problem.providers, words, names))


def _seekers(rows: Sequence[Seeker], words: Codes, names: Codes) -> SeekerTable:
    ask, asked = _distinct(rows, *ASKED)
    group, groups = _distinct(rows, "group", "groups")
    spot, spots = _distinct(rows, "community", "subdistrict", "district")
    community, subdistrict, district = (
        _small(words[spot[at]] for spot in spots) for at in range(3)
    )
    return SeekerTable(
        ask=ask,
        group=group,
        spot=spot,
        asks=_asks(asked, words),
        groups_of=tuple(frozenset(words[each] for each in more | {one}) for one, more in groups),
        spots=Spots(community=community, subdistrict=subdistrict, district=district),
        key=_keys(rows),
        **_each("tag x y", lambda field: _column(rows, field)),
        **_each("previous wish offered", lambda field: _column(rows, field, names)),
        **_each("refused conflicts", lambda field: _sets(rows, field, names)),
    )


ASKED = (
    *("level", "helpers", "subcategory", "need_type", "language", "sex"),
    *("qualifications", "windows", "visits"),
)


def _asks(asked: Sequence[tuple[Any, ...]], words: Codes) -> Asks:
    of = {name: [each[at] for each in asked] for at, name in enumerate(ASKED)}
    clauses, windows, visits = Codes(), Codes(), Codes()
    return Asks(
        clauses=_small(clauses[each] for each in of["qualifications"]),
        windows=_small(windows[each] for each in of["windows"]),
        visits=_small(visits[each] for each in of["visits"]),
        clauses_of=tuple(tuple(_coded(clause, words) for clause in each) for each in clauses),
        windows_of=tuple(_coded(each, words) for each in windows),
        visits_of=tuple(visits),
        **_each("level helpers", lambda field: _small(of[field])),
        **_each(
            "subcategory need_type language sex",
            lambda field: _small(words[each] for each in of[field]),
        ),
    )


def _providers(rows: Sequence[Provider], words: Codes, names: Codes) -> ProviderTable:
    return ProviderTable(
        key=_keys(rows),
        name=_column(rows, "key", names),
        party=_column(rows, "party", names),
        radius=_small(NONE if each.radius is None else each.radius for each in rows),
        visits=_by_week(rows),
        levels=_sets(rows, "levels"),
        **_each("x y helpers places load satisfied answers", lambda field: _column(rows, field)),
        **_each("suspended licence_expired banned", lambda field: _flags(rows, field)),
        **_each(
            "subcategories need_types groups communities subdistricts districts windows languages"
            " sexes qualifications",
            lambda field: _sets(rows, field, words),
        ),
    )


def _each(fields: str, column: Callable[[str], object]) -> dict[str, Any]:
    return {field: column(field) for field in fields.split()}


def _by_week(rows: Sequence[Provider]) -> Small:
    given = [each.visits or () for each in rows]
    table = np.full((len(rows), max(map(len, given), default=0)), FARTHEST, np.int32)
    for at, visits in enumerate(given):
        table[at, : len(visits)] = visits
    return table


def _distinct(rows: Sequence[Row], *fields: str) -> tuple[Small, list[Any]]:
    """The different values of these fields together, and the position of each row's."""
    codes = Codes()
    column = np.fromiter(map(codes.__getitem__, map(attrgetter(*fields), rows)), np.int32)
    return column, list(codes)


def _column(rows: Sequence[Row], field: str, codes: Codes | None = None) -> Small:
    values = map(attrgetter(field), rows)
    return np.fromiter(map(codes.__getitem__, values) if codes is not None else values, np.int32)


def _flags(rows: Sequence[Row], field: str) -> Bools:
    return np.fromiter(map(attrgetter(field), rows), bool)


def _sets(rows: Sequence[Row], field: str, codes: Codes | None = None) -> Sets:
    """Many rows have equal sets; each is coded once."""
    at, distinct = _distinct(rows, field)
    sets = Sets.of([*distinct, None], int if codes is None else codes.__getitem__)
    return sets.take(np.where(at == NONE, len(distinct), at))


def _keys(rows: Sequence[Row]) -> NDArray[np.object_]:
    return np.array([each.key for each in rows], object)


def _small(values: Iterable[int]) -> Small:
    return np.fromiter(values, np.int32)


def _coded(words: Iterable[str], codes: Codes) -> frozenset[int]:
    return frozenset(codes[word] for word in words)
