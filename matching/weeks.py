"""Visits by week: which limits can bind at all, and how much of them is still a flow.

What a provider can still do in a week is shared by all who are assigned to it:
``sum(visits wanted in the week) <= visits it can still make``. Seekers that want the same visits
form a *pattern*; a handful of patterns in a district make everything here small.

Most limits cannot bind and are dropped: the places of the provider keep them, or another week does.
Of what remains, a *row* is the limit of one provider in one week, divided by a whole number and
rounded down on both sides, which keeps every plan that the limit keeps (V. Chvátal, *Edmonds
polytopes and a hierarchy of combinatorial problems*, Discrete Mathematics 4, 1973). With visits 2
and 4 and a limit of 7, division by 2 says: one and two, and a limit of 3.

Rows whose seekers are nested or apart make a tree, which ``network`` hangs before the places of the
provider. Whether the tree says all that the limits say is not asked beforehand: the plan is checked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from matching.candidates import Pairs
from matching.columns import Columns, Ints

PROVIDER = -1
"""What stands above the widest week nodes of a provider: its places."""

NOWHERE = -2
"""A row that the tree has no room for."""


@dataclass(frozen=True)
class Limits:
    """The weekly limits of one problem: ``R`` rows, ``C`` patterns, ``W`` weeks.

    Attributes:
        pattern: pattern of each seeker, shape (N,).
        wanted: visits of each pattern in each week, shape (C, W).
        left: visits that each provider can still make in each week, at least 0, shape (P, W).
        provider, week, divisor: of each row, shape (R,), sorted by provider.
        parent: the row above it in the tree, or ``PROVIDER``, or ``NOWHERE``, shape (R,).
    """

    pattern: Ints
    wanted: Ints
    left: Ints
    provider: Ints
    week: Ints
    divisor: Ints
    parent: Ints

    def __len__(self) -> int:
        return len(self.provider)

    @cached_property
    def visits(self) -> Ints:
        """What each pattern counts in each row, shape (R, C)."""
        return self.wanted.T[self.week] // self.divisor[:, None]

    @cached_property
    def limit(self) -> Ints:
        """What each row may count, shape (R,)."""
        return self.left[self.provider, self.week] // self.divisor

    @cached_property
    def in_tree(self) -> Ints:
        """Rows that are nodes of the network, in order."""
        return np.flatnonzero(self.parent != NOWHERE)

    def broken_by(self, seeker: Ints, provider: Ints) -> Ints:
        """Providers that these pairs together give too much to do in some week."""
        given = np.zeros(self.left.shape, np.int64)
        np.add.at(given, provider, self.wanted[self.pattern[seeker]])
        return np.flatnonzero((given > self.left).any(axis=1))


def find_limits(columns: Columns, pairs: Pairs) -> Limits:
    """The rows that can bind between these pairs; none in most districts on most days."""
    left = np.maximum(columns.visits, 0)
    pattern, wanted = _patterns(columns, left.shape[1])
    if not wanted.any():
        return _limits(pattern, wanted, left, [])
    count = np.bincount(
        pairs.provider * len(wanted) + pattern[pairs.seeker], minlength=columns.p * len(wanted)
    ).reshape(columns.p, len(wanted))
    binds = np.stack(
        [_most(of_week, count, columns.places) > left[:, w] for w, of_week in enumerate(wanted.T)],
        axis=1,
    )
    rows: list[tuple[int, int, int, int]] = []
    for j in np.flatnonzero(binds.any(axis=1)).tolist():
        found = _rows(wanted.T[binds[j]], left[j, binds[j]], count[j], int(columns.places[j]))
        weeks = np.flatnonzero(binds[j])
        above = _tree(found)
        start = len(rows)
        for row, parent in zip(found, above, strict=True):
            at = parent + start if parent >= 0 else parent
            rows.append((j, int(weeks[row.week]), row.divisor, at))
    return _limits(pattern, wanted, left, rows)


class Row(NamedTuple):
    """``visits @ count <= limit``: a week of one provider, divided and rounded down."""

    week: int
    divisor: int
    visits: Ints
    limit: int

    @property
    def who(self) -> int:
        """The patterns that count, as bits."""
        return sum(1 << at for at in np.flatnonzero(self.visits).tolist())


def _patterns(columns: Columns, weeks: int) -> tuple[Ints, Ints]:
    """Pattern of each seeker, and the visits of each pattern in the weeks that anybody limits."""
    asks = columns.tables.seekers.asks
    padded = [(*visits, *(0,) * weeks)[:weeks] for visits in ((), *asks.visits_of)]
    table = np.array(padded, np.int64).reshape(len(padded), weeks)
    wanted, number = np.unique(table, axis=0, return_inverse=True)
    return number.ravel()[1:][asks.visits[columns.ask]], wanted


def _most(visits: Ints, count: Ints, places: Ints) -> Ints:
    """The most that can come together: those who want most take all places.

    Args:
        visits: of each pattern, shape (C,).
        count: candidates of each pattern at each provider, shape (P, C).
        places: of each provider, shape (P,).

    >>> _most(np.array([1, 3]), np.array([[5, 1], [5, 9]]), np.array([2, 2])).tolist()
    [4, 6]
    """
    order = np.argsort(-visits, kind="stable")
    upto = np.cumsum(count[:, order], axis=1)
    taken = np.diff(np.minimum(upto, places[:, None]), axis=1, prepend=0)
    return taken @ visits[order]


def _rows(wanted: Ints, left: Ints, count: Ints, places: int) -> list[Row]:
    """Every division of every week that can bind and that no other row implies.

    Args:
        wanted: visits in the weeks in question of each pattern, shape (weeks, C).
        left: what the provider can still do in them, shape (weeks,).
        count: its candidates of each pattern, shape (C,).
        places: its places.
    """
    rows = []
    for week, visits in enumerate(wanted * (count > 0)):
        for divisor in range(1, int(visits.max()) + 1):
            row = Row(week, divisor, visits // divisor, int(left[week]) // divisor)
            if _most(row.visits, count[None, :], np.array([places]))[0] > row.limit:
                rows.append(row)
    return list(_not_implied(rows))


def _not_implied(rows: list[Row]) -> Iterator[Row]:
    """Rows that no other single row implies; of two that say the same, the first.

    ``a`` follows from ``b`` when ``a.visits / a.limit <= b.visits / b.limit`` for every pattern.
    """
    visits = np.array([row.visits for row in rows])
    limit = np.array([row.limit for row in rows])
    for a, row in enumerate(rows):
        implied = (row.visits * limit[:, None] <= visits * row.limit).all(axis=1)
        implies = (row.visits * limit[:, None] >= visits * row.limit).all(axis=1)
        implied &= ~implies | (np.arange(len(rows)) < a)
        implied[a] = False
        if not implied.any():
            yield row


def _tree(rows: list[Row]) -> list[int]:
    """Parent of each row in a tree of sets that are nested or apart.

    Rows that say it exactly go first, and of two rows about the same patterns the tighter stays.
    """
    chosen: dict[int, int] = {}
    exact_first = sorted(range(len(rows)), key=lambda at: int(rows[at].visits.max()))
    for at in exact_first:
        who = rows[at].who
        if who in chosen:
            chosen[who] = min(chosen[who], at, key=lambda each: rows[each].limit)
        elif all(who & other in (0, who, other) for other in chosen):
            chosen[who] = at
    parent = [NOWHERE] * len(rows)
    for who, at in chosen.items():
        above = [other for other in chosen if other != who and other & who == who]
        parent[at] = chosen[min(above, key=int.bit_count)] if above else PROVIDER
    return parent


def _limits(
    pattern: Ints, wanted: Ints, left: Ints, rows: list[tuple[int, int, int, int]]
) -> Limits:
    table = np.array(rows, np.int64).reshape(len(rows), 4)
    return Limits(pattern, wanted, left, *np.ascontiguousarray(table.T))
