"""Could a provider have one order more, or do its visits by week forbid it?"""

from __future__ import annotations

import numpy as np

from matching.columns import Ints
from matching.explain.reach import Reach
from matching.plan import Working


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
