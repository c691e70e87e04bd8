"""Some seekers against some providers, judged as a matrix: what depends on the single pair."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.columns import Bools, Columns, Ints
from matching.eligibility import Reason


@dataclass(frozen=True)
class Block:
    """R seekers against C providers. ``True`` always means: stands in the way.

    Attributes:
        columns: the problem.
        rows, cols: positions of the seekers and of the providers, ascending, shapes (R,) and (C,).
    """

    columns: Columns
    rows: Ints
    cols: Ints

    def asked(self) -> Bools:
        """What is asked for stands in the way, for any reason, shape (R, C)."""
        asks, line = np.unique(self.columns.ask[self.rows], return_inverse=True)
        return ~self.columns.fitting_all.of(asks, self.cols).take(line, axis=0)

    def serves_other_groups(self) -> Bools:
        serves = self.columns.who_serves_groups[:, self.cols]
        return ~serves.take(self.columns.tables.seekers.group[self.rows], axis=0)

    def has_conflict(self) -> Bools:
        return self.columns.conflicts.among(self.rows, self.cols)

    def was_asked_before(self) -> Bools:
        return self.columns.refused.among(self.rows, self.cols)

    def is_out_of_area(self) -> Bools:
        covers = self.columns.who_covers[:, self.cols]
        return ~covers.take(self.columns.spot[self.rows], axis=0)

    def is_too_far(self) -> Bools:
        return self.square_distance > self.columns.square_radius[self.cols]

    @cached_property
    def square_distance(self) -> NDArray:
        """As in ``Columns``, shape (R, C)."""
        return self.columns.square_distance(self.rows[:, None], self.cols)

    def eligible(self) -> tuple[Ints, Ints]:
        """Row and column of every pair that nothing stands against, by row, then column."""
        stands = self.asked()
        for judge in OF_PAIR.values():
            stands |= judge(self)
        flat = np.flatnonzero(~stands)
        row = flat // max(len(self.cols), 1)
        return row, flat - row * len(self.cols)

    def cost(self, row: Ints, col: Ints) -> Ints:
        """``Columns.pair_cost`` of pairs of this block."""
        square_distance = self.square_distance[row, col]
        return self.columns.pair_cost(self.rows[row], self.cols[col], square_distance)


OF_PAIR: dict[Reason, Callable[[Block], Bools]] = {
    Reason.GROUP: Block.serves_other_groups,
    Reason.CONFLICT: Block.has_conflict,
    Reason.REFUSED_BEFORE: Block.was_asked_before,
    Reason.AREA: Block.is_out_of_area,
    Reason.DISTANCE: Block.is_too_far,
}
"""Hard reasons as a matrix, seekers x providers."""
