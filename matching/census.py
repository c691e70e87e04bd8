"""Why not, counted: for seekers left out, which reasons exclude how many providers.

The same reasons as ``eligibility.refusals``, over every provider that has the subcategory on
offer, for all seekers at once that ask for the same.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from matching.blocks import OF_PAIR, Block
from matching.columns import OF_ASK, Bools, Columns, Ints, runs
from matching.eligibility import Reason

CELLS = 2_000_000
"""Largest matrix judged at once (seekers x providers); bounds the memory, not the answer."""


@dataclass(frozen=True, slots=True)
class Count:
    """One seeker's count; the fields are those of ``plan.Unmatched``."""

    offering: int
    reasons: Counter[Reason]
    first: Counter[Reason]
    eligible: int


def count(columns: Columns, left_out: Ints) -> dict[int, Count]:
    """Counts by seeker position, for the positions ``left_out``."""
    counts: dict[int, Count] = {}
    wanted = columns.tables.seekers.asks.subcategory[columns.ask[left_out]]
    for alike in runs(wanted):
        rows = left_out[alike]
        cols = columns.offering(int(columns.ask[rows[0]]))
        step = max(1, CELLS // max(len(cols), 1))
        for start in range(0, len(rows), step):
            counts |= _of_block(Block(columns, rows[start : start + step], cols))
    return counts


def _of_block(block: Block) -> dict[int, Count]:
    clear = np.ones((len(block.rows), len(block.cols)), bool)
    all_of: dict[Reason, list[int]] = {}
    first_of: dict[Reason, list[int]] = {}
    asks, line = np.unique(block.columns.ask[block.rows], return_inverse=True)
    for reason in Reason:
        if reason in OF_PAIR:
            stands = OF_PAIR[reason](block)
        elif reason in OF_ASK:
            stands = OF_ASK[reason](block.columns, asks, block.cols).take(line, axis=0)
        else:
            stands = clear & _too_dear(block)
        if stands.any():
            all_of[reason] = np.count_nonzero(stands, axis=1).tolist()
            stands &= clear
            first_of[reason] = np.count_nonzero(stands, axis=1).tolist()
            clear ^= stands
    eligible = np.count_nonzero(clear, axis=1).tolist()
    return {
        seeker: Count(
            len(block.cols),
            Counter({reason: many[row] for reason, many in all_of.items() if many[row]}),
            Counter({reason: many[row] for reason, many in first_of.items() if many[row]}),
            eligible[row],
        )
        for row, seeker in enumerate(block.rows.tolist())
    }


def _too_dear(block: Block) -> Bools:
    row, col = np.indices((len(block.rows), len(block.cols))).reshape(2, -1)
    too_dear = block.cost(row, col) > block.columns.problem.weights.threshold
    return too_dear.reshape(len(block.rows), len(block.cols))
