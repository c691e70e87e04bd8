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
from matching.holding import Mentions, Rows, having, meeting, stack
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
        return np.flatnonzero(~self.lacks_service(ask, slice(None)))

    # -- reasons that depend on what is asked for: rows over the providers ``cols`` --

    def lacks_service(self, k: Some, cols: Some) -> Bools:
        return ~self._offers.of(k, cols)

    def lacks_need_type(self, k: Some, cols: Some) -> Bools:
        return ~self._need_types.of(k, cols)

    def lacks_qualification(self, k: Some, cols: Some) -> Bools:
        return ~self._qualifications.of(k, cols)

    def serves_other_levels(self, k: Some, cols: Some) -> Bools:
        return ~self._levels.of(k, cols)

    def sends_too_few(self, k: Some, cols: Some) -> Bools:
        return self.tables.providers.helpers[cols] < self._asks.helpers[k][..., None]

    def speaks_other_languages(self, k: Some, cols: Some) -> Bools:
        return ~self._languages.of(k, cols)

    def sends_other_sex(self, k: Some, cols: Some) -> Bools:
        return ~self._sexes.of(k, cols)

    def comes_at_other_times(self, k: Some, cols: Some) -> Bools:
        return ~self._windows.of(k, cols)

    def has_no_visit_left(self, k: Some, cols: Some) -> Bools:
        return ~self._enough_visits.of(k, cols)

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
    def _offers(self) -> Rows:
        return Rows.having(self.tables.providers.subcategories, self._asks.subcategory)

    @cached_property
    def _need_types(self) -> Rows:
        return Rows.having(self.tables.providers.need_types, self._asks.need_type)

    @cached_property
    def _levels(self) -> Rows:
        return Rows.having(self.tables.providers.levels, self._asks.level)

    @cached_property
    def _languages(self) -> Rows:
        return Rows.having(self.tables.providers.languages, self._asks.language)

    @cached_property
    def _sexes(self) -> Rows:
        return Rows.having(self.tables.providers.sexes, self._asks.sex)

    @cached_property
    def _qualifications(self) -> Rows:
        """Who meets all clauses of each list of clauses."""
        held, lists = self.tables.providers.qualifications, self._asks.clauses_of
        met = [meeting(held, clauses).all(axis=0) for clauses in lists]
        return Rows(stack(met, self.p), self._asks.clauses)

    @cached_property
    def _windows(self) -> Rows:
        """Who can come at any time of each set of times; the last row, ``NONE``, is everybody."""
        met = meeting(self.tables.providers.windows, self._asks.windows_of)
        return Rows(np.concatenate([met, np.ones((1, self.p), bool)]), self._asks.windows)

    @cached_property
    def _enough_visits(self) -> Rows:
        met = [self._has_visits(wanted) for wanted in self._asks.visits_of]
        return Rows(stack(met, self.p), self._asks.visits)

    def _has_visits(self, wanted: tuple[int, ...]) -> Bools:
        weeks = min(len(wanted), self.visits.shape[1])
        enough: Bools = self.visits[:, :weeks] >= np.array(wanted[:weeks], np.int64)
        return np.all(enough, axis=1)

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


OF_ASK: dict[Reason, Callable[[Columns, Some, Some], Bools]] = {
    Reason.SERVICE: Columns.lacks_service,
    Reason.NEED_TYPE: Columns.lacks_need_type,
    Reason.QUALIFICATION: Columns.lacks_qualification,
    Reason.LEVEL: Columns.serves_other_levels,
    Reason.TWO_PERSONS: Columns.sends_too_few,
    Reason.LANGUAGE: Columns.speaks_other_languages,
    Reason.SEX: Columns.sends_other_sex,
    Reason.TIME_WINDOW: Columns.comes_at_other_times,
    Reason.SUSPENDED: lambda columns, k, cols: columns.suspended[cols],
    Reason.LICENCE_EXPIRED: lambda columns, k, cols: columns.licence_expired[cols],
    Reason.BANNED: lambda columns, k, cols: columns.banned[cols],
    Reason.CAPACITY: lambda columns, k, cols: columns.full[cols],
    Reason.WEEK_FULL: Columns.has_no_visit_left,
}
"""Hard reasons as rows over the providers."""


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
