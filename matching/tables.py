"""The input as plain columns: numbers, and whole-number codes for all that is only compared.

A district of 6,000 needs is comfortable as dataclasses; a province of 600,000 is not. These tables
say the same in arrays. What many rows share is kept once: what is asked for (`Asks`), whose groups,
where (`Spots`). A code means nothing beyond being equal to itself, so any numbering will do; the codes
of names (of providers and of the parties behind them) are one numbering for all columns.

Rows are in canonical order, sorted by key. ``tabulate`` makes the tables of a ``Problem``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, fields, replace
from itertools import chain, repeat
from operator import is_
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Small = NDArray[np.int32]
"""Codes, metres and counts: all of them fit (``model.FARTHEST``)."""
Keys = NDArray[np.object_]
"""Strings."""

NONE = -1
"""Code for "nothing was asked for", "nobody", and for "no limit"."""


class Sets(NamedTuple):
    """A set of codes for each of R rows, laid end to end.

    Attributes:
        start: row ``r`` has ``code[start[r]:start[r + 1]]``, shape (R + 1,).
        code: shape (S,).
        every: rows without a list, that is with everything, shape (R,).

    >>> spoken = Sets.of([{3}, None, [5, 3]])
    >>> spoken.holders(np.array([5, 3])).astype(int).tolist()
    [[0, 0, 1], [1, 0, 1]]
    >>> spoken.every.tolist()
    [False, True, False]
    """

    start: Ints
    code: Small
    every: Bools

    @classmethod
    def of(cls, sets: Iterable[Collection[Any] | None], code: Callable[[Any], int] = int) -> Sets:
        """The sets of all rows, ``None`` for everything; ``code`` gives the code of a member."""
        given = list(sets)
        listed = [each or () for each in given]
        sizes = np.fromiter(map(len, listed), np.int64, len(listed))
        codes = np.fromiter(map(code, chain.from_iterable(listed)), np.int32)
        every = np.fromiter(map(is_, given, repeat(None)), bool, len(given))
        return cls(_starts(sizes), codes, every)

    @classmethod
    def where(cls, has: Bools, every: Bools | None = None) -> Sets:
        """Row ``r`` lists code ``c`` where ``has[r, c]``; ``every`` row lists none.

        >>> Sets.where(np.array([[True, False, True], [False, False, False]])).code.tolist()
        [0, 2]
        """
        if every is None:
            every = np.zeros(len(has), bool)
        row, code = np.nonzero(has & ~every[:, None])
        return cls(_starts(np.bincount(row, minlength=len(has))), code.astype(np.int32), every)

    @property
    def rows(self) -> int:
        return len(self.start) - 1

    @property
    def owner(self) -> Ints:
        """The row that each code belongs to, shape (S,)."""
        return np.repeat(np.arange(self.rows), np.diff(self.start))

    def holders(self, codes: Ints | Small) -> Bools:
        """Which rows list each of these codes, shape (len(codes), R); no code twice."""
        holds = np.zeros((len(codes), self.rows), bool)
        asked = np.flatnonzero(codes != NONE)
        if len(asked) and len(self.code):
            line = np.full(max(codes.max(), self.code.max()) + 1, NONE)
            line[codes[asked]] = asked
            at = line[self.code]
            holds[at[at != NONE], self.owner[at != NONE]] = True
        return holds

    def take(self, rows: Ints) -> Sets:
        """The same of these rows."""
        first = self.start[rows]
        sizes = self.start[rows + 1] - first
        start = _starts(sizes)
        at = np.arange(start[-1]) + np.repeat(first - start[:-1], sizes)
        return Sets(start, self.code[at], self.every[rows])


class _Table:
    """Columns of one length, or ``Sets``, or vocabularies that all rows share."""

    __slots__ = ()

    def take(self, rows: Ints) -> Self:
        """The same columns of these rows; vocabularies stay whole."""
        shared = (tuple, Asks, Spots)
        taken = {}
        for field in fields(self):  # type: ignore[arg-type]
            column = getattr(self, field.name)
            if isinstance(column, Sets):
                taken[field.name] = column.take(rows)
            elif not isinstance(column, shared):
                taken[field.name] = column[rows]
        return replace(self, **taken)  # type: ignore[type-var]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asks:
    """What is asked for, apart from whom and where: K different ones.

    Attributes:
        subcategory, need_type: codes, shape (K,).
        level, helpers: as in ``Seeker``, shape (K,).
        language, sex: codes, ``NONE`` for any, shape (K,).
        clauses, windows, visits: positions in the vocabularies below, shape (K,); ``windows`` is
            ``NONE`` for any time.
        clauses_of: lists of qualification clauses, each a set of codes.
        windows_of: sets of codes.
        visits_of: visits wanted by week.
    """

    subcategory: Small
    need_type: Small
    level: Small
    helpers: Small
    language: Small
    sex: Small
    clauses: Small
    windows: Small
    visits: Small
    clauses_of: tuple[tuple[frozenset[int], ...], ...]
    windows_of: tuple[frozenset[int], ...]
    visits_of: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spots:
    """Places of service, as far as areas go: codes, shape (L,) each."""

    community: Small
    subdistrict: Small
    district: Small


@dataclass(frozen=True, slots=True, kw_only=True)
class SeekerTable(_Table):
    """N seekers; the words are those of ``model.Seeker``.

    Attributes:
        key: shape (N,).
        tag, x, y: shape (N,).
        ask: position in ``asks``, shape (N,).
        group: position in ``groups_of``, the sets of a person's groups, shape (N,).
        spot: position in ``spots``, shape (N,).
        previous, wish, offered: codes of names, ``NONE`` for nobody, shape (N,).
        refused, conflicts: codes of names.
    """

    key: Keys
    tag: Small
    x: Small
    y: Small
    ask: Small
    group: Small
    spot: Small
    previous: Small
    wish: Small
    offered: Small
    refused: Sets
    conflicts: Sets
    asks: Asks
    groups_of: tuple[frozenset[int], ...]
    spots: Spots

    def __len__(self) -> int:
        return len(self.key)

    @property
    def district(self) -> Small:
        """Code of the district of each seeker, shape (N,)."""
        return self.spots.district[self.spot]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderTable(_Table):
    """P providers; the words are those of ``model.Provider``.

    Attributes:
        key: shape (P,).
        name, party: codes of names, shape (P,).
        x, y, helpers, places, load, satisfied, answers: shape (P,).
        radius: metres, ``NONE`` for no limit, shape (P,).
        visits: what is left by week, ``model.FARTHEST`` for no limit, shape (P, weeks).
        suspended, licence_expired, banned: shape (P,).
        subcategories ... sexes: codes.
    """

    key: Keys
    name: Small
    party: Small
    x: Small
    y: Small
    radius: Small
    helpers: Small
    places: Small
    load: Small
    satisfied: Small
    answers: Small
    visits: Small
    suspended: Bools
    licence_expired: Bools
    banned: Bools
    subcategories: Sets
    need_types: Sets
    groups: Sets
    levels: Sets
    communities: Sets
    subdistricts: Sets
    districts: Sets
    windows: Sets
    languages: Sets
    sexes: Sets
    qualifications: Sets

    def __len__(self) -> int:
        return len(self.key)


@dataclass(frozen=True, slots=True)
class Tables:
    """One whole input, or a part of one.

    Attributes:
        seekers, providers: the rows.
        satisfied, answers: sums over all providers of the *whole* input: everyone's quality leans
            on the mean of all, in whatever part it is judged.
    """

    seekers: SeekerTable
    providers: ProviderTable
    satisfied: int
    answers: int

    @classmethod
    def whole(cls, seekers: SeekerTable, providers: ProviderTable) -> Tables:
        satisfied = int(providers.satisfied.sum(dtype=np.int64))
        return cls(seekers, providers, satisfied, int(providers.answers.sum(dtype=np.int64)))

    def take(self, seekers: Ints, providers: Ints) -> Tables:
        """A part: these rows of both sides, ascending, so that their order stays canonical."""
        return replace(
            self,
            seekers=self.seekers.take(seekers),
            providers=self.providers.take(providers),
        )


def _starts(sizes: Ints) -> Ints:
    return np.concatenate([[0], np.cumsum(sizes)])
