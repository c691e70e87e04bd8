"""Who has what: rows over the providers, looked up once for all that ask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from matching.tables import NONE, Asks, Bools, Ints, ProviderTable, Sets, Small


def having(sets: Sets, codes: Small) -> Bools:
    """Which rows list each code, shape (len(codes), R); a code may come twice.

    >>> having(Sets.of([{3}, None, {3, 5}]), np.array([5, 3, 5])).astype(int).tolist()
    [[0, 0, 1], [1, 0, 1], [0, 0, 1]]
    """
    distinct, line = np.unique(codes, return_inverse=True)
    return sets.holders(distinct)[line]


def meeting(sets: Sets, wanted: Sequence[frozenset[int]]) -> Bools:
    """Which rows have any code of each of these sets, shape (len(wanted), R).

    >>> meeting(Sets.of([{3}, None, {4, 5}]), [frozenset({3, 4}), frozenset()]).astype(int).tolist()
    [[1, 1, 1], [0, 1, 0]]
    """
    codes = sorted(frozenset().union(*wanted))
    line = {code: at for at, code in enumerate(codes)}
    holds = sets.holders(np.array(codes, np.int64))
    rows = [holds[[line[code] for code in each]].any(axis=0) for each in wanted]
    return stack(rows, sets.rows) | sets.every


class Rows(NamedTuple):
    """A row over the providers for each of K asks; equal ones are kept once.

    Attributes:
        table: the different rows, shape (D, P).
        line: which of them is whose, shape (K,).
    """

    table: Bools
    line: Ints | Small

    @classmethod
    def having(cls, sets: Sets, codes: Small) -> Self:
        """Who has each code; everybody, for ``NONE``."""
        distinct, line = np.unique(codes, return_inverse=True)
        table = sets.holders(distinct) | sets.every
        return cls(table | (distinct == NONE)[:, None], line)

    @classmethod
    def reaching(cls, numbers: Small, wanted: Small) -> Self:
        """Whose number is at least what is wanted."""
        distinct, line = np.unique(wanted, return_inverse=True)
        return cls(numbers >= distinct[:, None], line)

    @classmethod
    def alike(cls, row: Bools, asks: Asks) -> Self:
        """The same row, whatever is asked for."""
        return cls(row[None], np.zeros(len(asks.level), np.int32))

    def of(self, k: Any, cols: Any) -> Bools:
        """Rows of these asks, over these providers."""
        return self.table[:, cols][self.line[k]]


class Bits(NamedTuple):
    """A row over the providers for each of K asks, eight providers in a byte.

    Attributes:
        packed: shape (K, P / 8).
        p: number of providers.
    """

    packed: NDArray[np.uint8]
    p: int

    @classmethod
    def all_of(cls, tables: Iterable[Rows], p: int) -> Self:
        """Who is in all of these.

        >>> some = Rows(np.array([[1, 1, 0], [0, 1, 1]], bool), np.array([0, 1, 1]))
        >>> more = Rows(np.array([[1, 0, 1]], bool), np.array([0, 0, 0]))
        >>> Bits.all_of([some, more], 3).of(np.array([0, 2]), np.array([0, 2])).astype(int).tolist()
        [[1, 0], [0, 1]]
        """
        first, *others = tables
        packed = np.packbits(first.table, axis=1)[first.line]
        for rows in others:
            packed &= np.packbits(rows.table, axis=1)[rows.line]
        return cls(packed, p)

    def of(self, k: Ints | Small, cols: Ints) -> Bools:
        """Rows of these asks, over these providers."""
        return np.unpackbits(self.packed[k], axis=1, count=self.p)[:, cols].view(bool)


def stack(rows: Sequence[object], width: int) -> Bools:
    """Rows of this width, one below the other; none are an empty table of this width."""
    return np.array(rows, bool).reshape(len(rows), width)


class Mentions:
    """Whom seekers name, by their own name or by that of the party behind them.

    Args:
        named: codes of names, for each seeker.
        providers: who may be meant.
    """

    def __init__(self, named: Sets, providers: ProviderTable) -> None:
        bearer, name = _bearers(providers)
        first = np.searchsorted(name, named.code, "left")
        many = np.searchsorted(name, named.code, "right") - first
        ends = np.cumsum(many)
        at = np.arange(many.sum()) + np.repeat(first - (ends - many), many)
        self._meant = Sets(
            np.concatenate([[0], ends])[named.start], bearer[at].astype(np.int32), named.every
        )

    def among(self, rows: Ints, cols: Ints) -> Bools:
        """Who of ``rows`` names whom of ``cols`` (ascending), shape (len(rows), len(cols))."""
        named = np.zeros((len(rows), len(cols)), bool)
        meant = self._meant.take(rows)
        if len(meant.code) and len(cols):
            at = np.minimum(np.searchsorted(cols, meant.code), len(cols) - 1)
            here = cols[at] == meant.code
            named[meant.owner[here], at[here]] = True
        return named


def _bearers(providers: ProviderTable) -> tuple[Ints, Small]:
    """Who bears each name, and the names, ascending by name."""
    own = np.arange(len(providers))
    behind = own[providers.party != providers.name]
    bearer = np.concatenate([own, behind])
    name = np.concatenate([providers.name, providers.party[behind]])
    order = np.argsort(name, kind="stable")
    return bearer[order], name[order]
