"""Visits by week, beside the flow: what is left of them, and whether a change keeps them.

The network says all that the limits by week say only where the needs of a week nest (``weeks``), and
only for as many places as there are. So a way through it is a bound of what a change costs, and the
truth where the plan it leads to keeps the limits.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from matching.columns import Ints
from matching.explain.moves import Move
from matching.explain.reach import Reach
from matching.plan import Plan, Working


def is_flow(working: Working) -> bool:
    """Is the plan an optimum of its network alone, so that ways through it are bounds?"""
    network, y = working.layout.network, working.potential
    reduced = network.cost + y[network.tail] - y[network.head]
    ahead, back = working.flow < network.capacity, working.flow > 0
    return not ((reduced[ahead] < 0).any() or (reduced[back] > 0).any())


def keeps_weeks(plan: Plan, moves: Iterable[Move]) -> bool:
    """Does the plan keep every limit by week after these moves? Providers that are not there yet
    have none."""
    if not plan.working.columns.visits.shape[1]:
        return True
    goes_to = {each.seeker: each.provider for each in plan.assignments}
    goes_to |= {move.seeker: move.after or "" for move in moves}
    position = {each.key: at for at, each in enumerate(plan.problem.providers)}
    pairs = [(plan.position_of(key), position[to]) for key, to in goes_to.items() if to in position]
    table = np.array(pairs, np.int64).reshape(-1, 2)
    return not len(plan.working.layout.limits.broken_by(table[:, 0], table[:, 1]))


def remaining(working: Working) -> Ints:
    """Visits that each provider can still make beside those of the plan, shape (P, W)."""
    pairs, limits = working.pairs, working.layout.limits
    used = working.flow[: len(pairs)] > 0
    given = np.zeros_like(working.columns.visits)
    if working.columns.visits.shape[1]:
        wanted = limits.wanted[limits.pattern[pairs.seeker[used]]]
        np.add.at(given, pairs.provider[used], wanted)
    return working.columns.visits - given


class Weekly:
    """Who is at each provider of a plan, and who would come in next."""

    def __init__(self, working: Working, reach: Reach) -> None:
        self._working, self._reach = working, reach
        self._order = np.argsort(working.pairs.provider, kind="stable")
        at = working.pairs.provider[self._order]
        self._first = np.searchsorted(at, np.arange(working.columns.p + 1))

    def holders(self, j: int) -> list[int]:
        """Positions of the seekers who go to a provider."""
        arcs = self._arcs(j)
        return self._seekers(arcs[self._working.flow[arcs] > 0])

    def fits_one_more(self, j: int) -> bool | None:
        """Would the best one who could come in fit in by week?

        ``False``: nobody at all would, whoever else left. ``None``: this does not tell.
        """
        if any(self._fits([*self.holders(j), newcomer], j) for newcomer in self._next(j)):
            return True
        return None if self._could_fit(len(self.holders(j)) + 1, j) else False

    def _next(self, j: int) -> list[int]:
        """Who comes in by a way as cheap as any, if they come straight to the provider."""
        layout, reach, arcs = self._working.layout, self._reach, self._arcs(j)
        node = layout.node_of[j]
        who = layout.pairs.seeker[arcs]
        best = (reach.units[who] == reach.units[node]) & (
            reach.points[who] + layout.pairs.cost[arcs] == reach.points[node]
        )
        straight = layout.network.head[arcs] == node
        return self._seekers(arcs[best & straight & (self._working.flow[arcs] == 0)])

    def _fits(self, who: list[int], j: int) -> bool:
        wanted = self._wanted(who, j).sum(axis=0)
        return bool((wanted <= self._left(j)).all())

    def _could_fit(self, orders: int, j: int) -> bool:
        """Could so many of the candidates fit in, in each week by itself?"""
        wanted = np.sort(self._wanted(self._seekers(self._arcs(j)), j), axis=0)
        return bool((wanted[:orders].sum(axis=0) <= self._left(j)).all())

    def _wanted(self, who: list[int], j: int) -> Ints:
        """Visits of these seekers in the weeks that the provider limits, shape (len(who), W)."""
        weeks = len(self._left(j))
        seekers = self._working.columns.problem.seekers
        padded = [(*seekers[i].visits, *(0,) * weeks)[:weeks] for i in who]
        return np.array(padded, np.int64).reshape(len(who), weeks)

    def _left(self, j: int) -> Ints:
        return np.array(self._working.columns.problem.providers[j].visits or (), np.int64)

    def _arcs(self, j: int) -> Ints:
        return self._order[self._first[j] : self._first[j + 1]]

    def _seekers(self, arcs: Ints) -> list[int]:
        return self._working.pairs.seeker[arcs].tolist()
