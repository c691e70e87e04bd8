"""The input as columns: what is asked for judged, and every pair priced, for many at once.

Seekers that ask for the same thing have the same *ask* (a few hundred of them in a district); what
depends only on the ask is judged once for all its seekers, as one row over the providers. The rest
(groups, area, distance, names) is judged in ``blocks``. ``True`` always means: stands in the way. The
readable law is ``eligibility``; the tests hold the two together.

Shapes: ``N`` seekers, ``P`` providers, both in canonical order and called by their positions. One ask
or several, ``k``, give a row over the providers ``cols`` each; seekers ``i`` and providers ``j``, of
shapes that broadcast, are pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.eligibility import Reason
from matching.holding import Bits, Mentions, Rows, having, meeting, stack
from matching.model import FARTHEST, Problem
from matching.restore import problem_of
from matching.scoring import Mean
from matching.tables import NONE, Asks, Bools, Ints, Small, Tables
from matching.tabulate import tabulate

__all__ = ["OF_ASK", "Bools", "Columns", "Ints", "runs"]

Some = int | Ints | Small | slice
"""Positions: one, many, or all of them."""

UNLIMITED = 2**62
"""Stands for the square of "no radius"; larger than any square of a distance."""

EXACT = 2**50
"""Up to here, sums of squares and their whole roots are exact in floating point."""


class Columns:
    """One problem, judged and priced as arrays; built once per round.

    Args:
        problem: the input.
        tables: the same as tables, if they are at hand already.
    """

    def __init__(self, problem: Problem, tables: Tables | None = None) -> None:
        self.problem = problem
        self.tables = tables or tabulate(problem)
        seekers, providers = self.tables.seekers, self.tables.providers
        self.n, self.p = len(seekers), len(providers)
        self.ask = seekers.ask
        self.tag = seekers.tag.astype(np.int64)
        self.places = np.maximum(providers.places, 0).astype(np.int64)
        self.load = providers.load.astype(np.int64)
        self.visits = providers.visits.astype(np.int64)
        self.full = self.places < 1
        self.suspended = providers.suspended
        self.licence_expired = providers.licence_expired
        self.banned = providers.banned & problem.rules.block_banned

    def part(self, seekers: Ints, providers: Ints) -> Columns:
        """These seekers and providers by themselves, both ascending; positions count from 0 again."""
        tables = self.tables.take(seekers, providers)
        return Columns(problem_of(tables, self.problem.weights, self.problem.rules), tables)

    def by_ask(self, seekers: Ints) -> Iterator[tuple[int, Ints]]:
        """These seekers, gathered by what they ask for."""
        for rows in runs(self.ask[seekers]):
            yield int(self.ask[seekers[rows[0]]]), seekers[rows]

    def offering(self, ask: int) -> Ints:
        """The providers that have the subcategory on offer."""
        return np.flatnonzero(self.fitting[Reason.SERVICE].of(ask, slice(None)))

    # -- reasons that depend on what is asked for --

    @cached_property
    def fitting(self) -> dict[Reason, Rows]:
        """Against whom each of these reasons does not stand, for everything that is asked for."""
        asks, providers = self._asks, self.tables.providers
        return {
            Reason.SERVICE: Rows.having(providers.subcategories, asks.subcategory),
            Reason.NEED_TYPE: Rows.having(providers.need_types, asks.need_type),
            Reason.QUALIFICATION: self._qualified(),
            Reason.LEVEL: Rows.having(providers.levels, asks.level),
            Reason.TWO_PERSONS: Rows.reaching(providers.helpers, asks.helpers),
            Reason.LANGUAGE: Rows.having(providers.languages, asks.language),
            Reason.SEX: Rows.having(providers.sexes, asks.sex),
            Reason.TIME_WINDOW: self._coming_in_time(),
            Reason.SUSPENDED: Rows.alike(~self.suspended, asks),
            Reason.LICENCE_EXPIRED: Rows.alike(~self.licence_expired, asks),
            Reason.BANNED: Rows.alike(~self.banned, asks),
            Reason.CAPACITY: Rows.alike(~self.full, asks),
            Reason.WEEK_FULL: self._with_visits_left(),
        }

    @cached_property
    def fitting_all(self) -> Bits:
        """Against whom none of them stands, as bits, for everything that is asked for."""
        return Bits.all_of(self.fitting.values(), self.p)

    def _qualified(self) -> Rows:
        """Who meets all clauses of each list of clauses."""
        held, lists = self.tables.providers.qualifications, self._asks.clauses_of
        met = [meeting(held, clauses).all(axis=0) for clauses in lists]
        return Rows(stack(met, self.p), self._asks.clauses)

    def _coming_in_time(self) -> Rows:
        """Who can come at any time of each set of times; the last row, ``NONE``, is everybody."""
        met = meeting(self.tables.providers.windows, self._asks.windows_of)
        return Rows(np.concatenate([met, np.ones((1, self.p), bool)]), self._asks.windows)

    def _with_visits_left(self) -> Rows:
        met = [self._has_visits(wanted) for wanted in self._asks.visits_of]
        return Rows(stack(met, self.p), self._asks.visits)

    def _has_visits(self, wanted: tuple[int, ...]) -> Bools:
        weeks = min(len(wanted), self.visits.shape[1])
        enough: Bools = self.visits[:, :weeks] >= np.array(wanted[:weeks], np.int64)
        return np.all(enough, axis=1)

    # -- points of single pairs --

    def square_distance(self, i: Ints, j: Ints) -> NDArray:
        """Square metres, always exact: floating, or whole numbers where the grid is too large."""
        (a, b), (x, y) = self._coordinates
        dx, dy = a[i] - x[j], b[i] - y[j]
        dx *= dx
        dy *= dy
        dx += dy
        return dx

    def terms(self, i: Ints, j: Ints, square_distance: NDArray | None = None) -> dict[str, Ints]:
        """``scoring.pair_terms`` of many pairs; the distances, if at hand, save measuring again."""
        weights, seekers = self.problem.weights, self.tables.seekers
        if square_distance is None:
            square_distance = self.square_distance(i, j)
        return {
            "travel": weights.travel * _whole_roots(square_distance) // 100,
            "quality": self.quality_points[j],
            "continuity": weights.continuity * self._is_another(seekers.previous, i, j),
            "wish": weights.wish * self._is_another(seekers.wish, i, j),
            "move": weights.move * self._is_another(seekers.offered, i, j, party=False),
        }

    def pair_cost(self, i: Ints, j: Ints, square_distance: NDArray | None = None) -> Ints:
        """Sum of the terms, in points."""
        return np.asarray(sum(self.terms(i, j, square_distance).values()))

    def _is_another(self, wanted: Small, i: Ints, j: Ints, *, party: bool = True) -> Bools:
        """Somebody is wanted, and it is not this provider, nor the party behind it."""
        providers, another = self.tables.providers, np.zeros(len(i), bool)
        some = np.flatnonzero(wanted[i] != NONE) if wanted.max(initial=NONE) != NONE else i[:0]
        name, to = wanted[i[some]], j[some]
        another[some] = name != providers.name[to]
        if party:
            another[some] &= name != providers.party[to]
        return another

    @property
    def mean(self) -> Mean:
        """``scoring.mean_satisfaction`` of the whole input, also in a part of it."""
        satisfied, answers = self.tables.satisfied, self.tables.answers
        return (satisfied, answers) if answers else (self.problem.weights.prior_satisfaction, 1000)

    @cached_property
    def quality_points(self) -> Ints:
        """``scoring.quality_points`` of every provider, shape (P,)."""
        weights, providers = self.problem.weights, self.tables.providers
        prior, (good, heard) = weights.prior_answers, self.mean
        highest = 1000 * (heard + 1) * (FARTHEST + prior)
        kind = np.int64 if highest < UNLIMITED else object  # object: Python's own whole numbers
        satisfied, answers = providers.satisfied.astype(kind), providers.answers.astype(kind)
        unheard = answers + prior == 0
        satisfied[unheard], answers[unheard] = good, heard
        reached = 1000 * (satisfied * heard + prior * good) // (heard * (answers + prior))
        return (weights.quality * (1000 - reached) // 1000).astype(np.int64)

    # -- what is looked up --

    @property
    def _asks(self) -> Asks:
        return self.tables.seekers.asks

    @cached_property
    def who_serves_groups(self) -> Bools:
        """Who serves any of each set of groups, shape (G, P)."""
        return meeting(self.tables.providers.groups, self.tables.seekers.groups_of)

    @cached_property
    def spot(self) -> Ints:
        """Line of each seeker in ``who_covers``, shape (N,)."""
        return self._spots[1]

    @cached_property
    def who_covers(self) -> Bools:
        """Who covers each spot that somebody is at, shape (L, P)."""
        providers, spots, at = self.tables.providers, self.tables.seekers.spots, self._spots[0]
        everywhere = providers.communities.every & providers.subdistricts.every
        near = having(providers.communities, spots.community[at])
        near |= having(providers.subdistricts, spots.subdistrict[at]) | everywhere
        return near & (having(providers.districts, spots.district[at]) | providers.districts.every)

    @cached_property
    def _spots(self) -> tuple[Ints, Ints]:
        return np.unique(self.tables.seekers.spot, return_inverse=True)

    @cached_property
    def square_radius(self) -> Ints:
        radius = self.tables.providers.radius.astype(np.int64)
        return np.where(radius == NONE, UNLIMITED, radius**2)

    @cached_property
    def _coordinates(self) -> tuple[tuple[NDArray, NDArray], tuple[NDArray, NDArray]]:
        """Metres of seekers and providers, floating if every square of a distance is exact so."""
        seekers, providers = self.tables.seekers, self.tables.providers
        farthest = sum(
            _span(a, b) ** 2 for a, b in ((seekers.x, providers.x), (seekers.y, providers.y))
        )
        kind = np.float64 if farthest < EXACT else np.int64
        return (
            (seekers.x.astype(kind), seekers.y.astype(kind)),
            (providers.x.astype(kind), providers.y.astype(kind)),
        )

    @cached_property
    def conflicts(self) -> Mentions:
        return Mentions(self.tables.seekers.conflicts, self.tables.providers)

    @cached_property
    def refused(self) -> Mentions:
        return Mentions(self.tables.seekers.refused, self.tables.providers)


def _judge(reason: Reason) -> Callable[[Columns, Some, Some], Bools]:
    return lambda columns, k, cols: ~columns.fitting[reason].of(k, cols)


OF_ASK: dict[Reason, Callable[[Columns, Some, Some], Bools]] = {
    reason: _judge(reason)
    for reason in (
        *(Reason.SERVICE, Reason.NEED_TYPE, Reason.QUALIFICATION, Reason.LEVEL),
        *(Reason.TWO_PERSONS, Reason.LANGUAGE, Reason.SEX, Reason.TIME_WINDOW),
        *(Reason.SUSPENDED, Reason.LICENCE_EXPIRED, Reason.BANNED),
        *(Reason.CAPACITY, Reason.WEEK_FULL),
    )
}
"""Hard reasons as rows over the providers ``cols``, for the asks ``k``."""


def runs(codes: Ints | Small) -> Iterator[Ints]:
    """Positions of equal codes together, ascending within each.

    >>> [each.tolist() for each in runs(np.array([7, 3, 7, 3, 7], np.int32))]
    [[1, 3], [0, 2, 4]]
    """
    order = np.argsort(codes, kind="stable")
    yield from np.split(order, np.flatnonzero(np.diff(codes[order])) + 1) if len(order) else ()


def _span(a: Small, b: Small) -> int:
    both = np.concatenate([a, b, [0]])
    return int(both.max()) - int(both.min())


def _whole_roots(squares: NDArray) -> Ints:
    """Whole square roots, rounded down, exact.

    Floating squares stay below ``EXACT``, where the floating root never rounds up to the next whole
    number; that of a whole number may be one off, and is put right.
    """
    roots = np.sqrt(squares).astype(np.int64)
    if squares.dtype != np.float64:
        roots -= roots * roots > squares
        roots += (roots + 1) * (roots + 1) <= squares
    return roots
