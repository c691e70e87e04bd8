"""Why not, counted: for seekers left out, which reasons exclude how many providers.

The same reasons as ``eligibility.refusals``, over every provider that has the subcategory on
offer, a profile at a time.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from matching.candidates import slices
from matching.columns import OF_PAIR, OF_PROFILE, Bools, Columns, Ints, Profile
from matching.eligibility import Reason


@dataclass(frozen=True, slots=True)
class Count:
    """One seeker's count; the fields are those of ``plan.Unmatched``."""

    offering: int
    reasons: Counter[Reason]
    first: Counter[Reason]
    eligible: int


def count(columns: Columns, left_out: Ints) -> dict[int, Count]:
    """Counts by seeker position, for the positions ``left_out``."""
    is_left_out = np.zeros(columns.n, bool)
    is_left_out[left_out] = True
    counts: dict[int, Count] = {}
    for profile, rows in columns.profiles.items():
        wanted = rows[is_left_out[rows]]
        if len(wanted):
            cols = columns.offering(profile)
            for piece in slices(wanted, len(cols)):
                counts |= _of_piece(columns, profile, piece, cols)
    return counts


def _of_piece(columns: Columns, profile: Profile, rows: Ints, cols: Ints) -> dict[int, Count]:
    clear = np.ones((len(rows), len(cols)), bool)
    all_of: dict[Reason, list[int]] = {}
    first_of: dict[Reason, list[int]] = {}
    for reason in Reason:
        if reason is Reason.BELOW_THRESHOLD:
            stands = clear & _too_dear(columns, rows, cols)
        else:
            stands = _stands(columns, reason, profile, rows, cols)
        if stands.any():
            all_of[reason] = stands.sum(axis=1).tolist()
            first_of[reason] = (stands & clear).sum(axis=1).tolist()
            clear &= ~stands
    eligible = clear.sum(axis=1).tolist()
    return {
        seeker: Count(
            len(cols),
            Counter({reason: many[row] for reason, many in all_of.items() if many[row]}),
            Counter({reason: many[row] for reason, many in first_of.items() if many[row]}),
            eligible[row],
        )
        for row, seeker in enumerate(rows.tolist())
    }


def _stands(columns: Columns, reason: Reason, profile: Profile, rows: Ints, cols: Ints) -> Bools:
    """Where a hard reason stands in the way, shape (rows, cols)."""
    if reason in OF_PAIR:
        return OF_PAIR[reason](columns, rows, cols)
    of_provider = OF_PROFILE[reason](columns, profile)[cols]
    return np.broadcast_to(of_provider, (len(rows), len(cols)))


def _too_dear(columns: Columns, rows: Ints, cols: Ints) -> Bools:
    cost = columns.pair_cost(rows[:, None], cols[None, :])
    return cost > columns.problem.weights.threshold
