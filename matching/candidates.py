"""All eligible pairs of one round with their cost, found a profile at a time.

Nothing is capped: every provider that may serve a need is kept, since leaving out far ones loses
needs that could be served (at 6,000 needs, keeping only the nearest ten loses 1.4 % of them).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from matching.columns import OF_PAIR, OF_PROFILE, Bools, Columns, Ints, Profile

CELLS = 2_000_000
"""Largest matrix judged at once (seekers x providers); bounds the memory, not the answer."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Eligible pairs, sorted by seeker, then provider.

    Attributes:
        seeker, provider: positions in the problem, shape (E,).
        cost: points of the pair, without the price of the place, shape (E,).
    """

    seeker: Ints
    provider: Ints
    cost: Ints

    def __len__(self) -> int:
        return len(self.seeker)


def find_pairs(columns: Columns) -> Pairs:
    """Every pair without a hard reason and not dearer than the threshold."""
    seekers, providers = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for profile, rows in columns.profiles.items():
        for i, j in _eligible(columns, profile, rows):
            seekers.append(i)
            providers.append(j)
    i, j = np.concatenate(seekers), np.concatenate(providers)
    cost = columns.pair_cost(i, j)
    kept = cost <= columns.problem.weights.threshold
    i, j, cost = i[kept], j[kept], cost[kept]
    order = _by_seeker(i, columns.n)
    return Pairs(i[order], j[order], cost[order])


def in_the_way(columns: Columns, profile: Profile) -> Bools:
    """Providers that a reason of the profile alone excludes, as a row over the providers."""
    row = np.zeros(columns.p, bool)
    for judge in OF_PROFILE.values():
        row |= judge(columns, profile)
    return row


def slices(rows: Ints, width: int) -> Iterator[Ints]:
    """The rows in pieces, so that no matrix of this width passes ``CELLS``."""
    step = max(1, CELLS // max(width, 1))
    for start in range(0, len(rows), step):
        yield rows[start : start + step]


def _eligible(columns: Columns, profile: Profile, rows: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Eligible (seeker, provider) positions of one profile, sorted by seeker, then provider."""
    cols = np.flatnonzero(~in_the_way(columns, profile))
    if not len(cols):
        return
    for piece in slices(rows, len(cols)):
        stands = np.zeros((len(piece), len(cols)), bool)
        for judge in OF_PAIR.values():
            stands |= judge(columns, piece, cols)
        row, col = np.nonzero(~stands)
        yield piece[row], cols[col]


def _by_seeker(seeker: Ints, n: int) -> Ints:
    """Order that brings the pairs to seeker order, each seeker's pairs staying in theirs.

    A seeker's pairs already lie together, so runs are moved as a whole: O(E), no sort.

    >>> _by_seeker(np.array([2, 2, 0, 1]), 3).tolist()
    [2, 3, 0, 1]
    """
    count = np.bincount(seeker, minlength=n)
    begins = np.flatnonzero(np.diff(seeker, prepend=-1))
    begin = np.zeros(n, np.int64)
    begin[seeker[begins]] = begins
    into = np.cumsum(count) - count
    return np.repeat(begin - into, count) + np.arange(len(seeker))
