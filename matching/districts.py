"""Who belongs together: groups of districts that share no provider, and where everyone is at home.

A provider of one district belongs to it. A *regional* one lists several, or no list, which means all;
it is never dropped. It counts in the districts that it can reach at all, and links them: linked
districts are one group, and are decided together. Within a group it is at home in one district, which
only says where it is looked at first (``stepwise``).
"""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.columns import runs
from matching.tables import NONE, Bools, Ints, Tables
from matching.weights import Weights


class Group(NamedTuple):
    """Seekers and providers to be decided together: positions, ascending."""

    seekers: Ints
    providers: Ints


class Districts:
    """The ``D`` districts that have seekers, numbered from 0.

    Attributes:
        of_seeker: number of the district of each seeker, shape (N,).
    """

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._codes, self.of_seeker = np.unique(tables.seekers.district, return_inverse=True)

    @property
    def many(self) -> int:
        return len(self._codes)

    @cached_property
    def serving(self) -> Bools:
        """Which providers serve which district, shape (P, D)."""
        listed = self._tables.providers.districts
        return listed.holders(self._codes).T | listed.every[:, None]

    @cached_property
    def home(self) -> Ints:
        """Of each provider the district it serves whose middle is nearest, ``NONE`` if it serves none
        of them, shape (P,)."""
        home = np.where(self.serving.any(axis=1), self.serving.argmax(axis=1), NONE)
        several = np.flatnonzero(self.serving.sum(axis=1) > 1)
        x, y = self._metres(several)
        middle_x, middle_y = (sums / self._sizes for sums in self._sums)
        far = (x - middle_x) ** 2 + (y - middle_y) ** 2
        home[several] = np.where(self.serving[several], far, np.inf).argmin(axis=1)
        return home

    def within_reach(self, weights: Weights) -> Bools:
        """Which providers might serve somebody in which district, shape (P, D).

        A regional provider does not reach a district that lies outside its radius, or so far that
        travel alone is dearer than the threshold.
        """
        reach = self.serving.copy()
        several = np.flatnonzero(reach.sum(axis=1) > 1)
        x, y = self._metres(several)
        (west, east), (south, north) = self._bounds
        dx = np.maximum(np.maximum(west - x, x - east), 0)
        dy = np.maximum(np.maximum(south - y, y - north), 0)
        radius = self._tables.providers.radius[several][:, None]
        reach[several] &= (dx**2 + dy**2 <= radius.astype(np.float64) ** 2) | (radius == NONE)
        # Whole metres and whole points are rounded down: one of each may be missing.
        dearest = 100 * (weights.threshold + 1) + weights.travel + 1
        reach[several] &= weights.travel * np.hypot(dx, dy) <= dearest
        return reach

    def _metres(self, rows: Ints) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        providers = self._tables.providers
        x, y = providers.x[rows], providers.y[rows]
        return x[:, None].astype(np.float64), y[:, None].astype(np.float64)

    @cached_property
    def _sizes(self) -> Ints:
        return np.bincount(self.of_seeker, minlength=self.many)

    @cached_property
    def _sums(self) -> list[NDArray]:
        seekers = self._tables.seekers
        both: list[NDArray] = [seekers.x, seekers.y]
        return [np.bincount(self.of_seeker, at, self.many) for at in both]

    @cached_property
    def _bounds(self) -> list[tuple[NDArray, NDArray]]:
        seekers, found = self._tables.seekers, []
        for at in (seekers.x, seekers.y):
            low, high = np.full((2, self.many), [[np.inf], [-np.inf]])
            np.minimum.at(low, self.of_seeker, at)
            np.maximum.at(high, self.of_seeker, at)
            found.append((low, high))
        return found


def groups_of(tables: Tables, weights: Weights) -> list[Group]:
    """Every seeker in one group; no provider of one group can serve a seeker of another.

    Providers that can serve nobody are in none.
    """
    districts = Districts(tables)
    reach = districts.within_reach(weights)
    group_of = _linked(reach)
    of_seeker = group_of[districts.of_seeker]
    of_provider = np.where(reach.any(axis=1), group_of[reach.argmax(axis=1)], NONE)
    serving = {int(of_provider[cols[0]]): cols for cols in runs(of_provider)}
    nobody = np.empty(0, np.int64)
    return [Group(rows, serving.get(int(of_seeker[rows[0]]), nobody)) for rows in runs(of_seeker)]


def _linked(reach: Bools) -> Ints:
    """For each district, the lowest one that a chain of shared providers leads to, shape (D,).

    >>> _linked(np.array([[1, 0, 0, 0], [0, 1, 0, 1], [0, 0, 1, 0]], bool)).tolist()
    [0, 1, 2, 1]
    """
    several = reach[reach.sum(axis=1) > 1]
    lowest = np.arange(reach.shape[1])
    while True:
        shared = np.where(several, lowest, len(lowest)).min(axis=1)
        lower = lowest.copy()
        row, district = np.nonzero(several)
        np.minimum.at(lower, district, shared[row])
        if (lower == lowest).all():
            return lowest
        lowest = lower
