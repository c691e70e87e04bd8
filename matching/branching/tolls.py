"""Tolls: a price for each visit of a week, so that a flow sees limits that it cannot say.

If every visit of a row costs a toll ``t >= 0``, and ``t * limit`` is given back, a plan that keeps the row
costs no more than before. So the cheapest flow with tolls bounds all plans from below, whatever the tolls
are; the best of these bounds is that of the linear program with all rows (A. Geoffrion, *Lagrangean
relaxation for integer programming*, Mathematical Programming Study 2, 1974). They are looked for by their
signs alone: a toll rises while its row is exceeded and falls while there is room, by a step that grows by
a fifth, and halves when the direction turns (M. Riedmiller, H. Braun, *RPROP*, 1993).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from matching.branching.boxes import Box
from matching.branching.relaxation import Relaxation, Relaxed
from matching.columns import Ints

STALE = 20
"""After so many rounds that closed less than a hundredth of the gap, no more are tried."""


class Tolled(NamedTuple):
    """A box under the best tolls found.

    Attributes:
        relaxed: the best flow under these tolls.
        tolls, steps: of each row, shapes (R,).
        pay: as in ``Relaxation.solved``; enough for the flow to stay in the box, if it took rounds enough.
        solved: how many flows it took.
    """

    relaxed: Relaxed
    tolls: Ints
    steps: Ints
    pay: int
    solved: int


def tolled(
    relaxation: Relaxation,
    box: Box,
    tolls: Ints,
    steps: Ints,
    *,
    pay: int,
    enough: int,
    rounds: int,
) -> Tolled:
    """The best bound of a box that so many rounds lead to.

    Args:
        tolls, steps: to begin with, shapes (R,).
        pay: as in ``Relaxation.solved``, to begin with.
        enough: a bound above this one is good enough.
        rounds: at most so many flows.
    """
    rows = relaxation.rows
    can_bind = rows.over(box.high) > 0
    tolls, steps = np.where(can_bind, tolls, 0), np.maximum(steps, 1)
    turned = np.zeros(len(tolls), np.int64)
    best: Tolled | None = None
    worth, stale = -enough, 0
    for done in range(1, rounds + 1):
        relaxed = relaxation.solved(box, pay, tolls)
        stale += 1
        if best is None or relaxed.bound > best.relaxed.bound:
            best = Tolled(relaxed, tolls, steps, pay, done)
            if relaxed.bound >= worth:
                stale, worth = 0, relaxed.bound + (enough - relaxed.bound) // 100 + 1
        if stale >= STALE:
            break
        over = np.sign(rows.over(relaxed.count)) * can_bind
        over[(over < 0) & (tolls == 0)] = 0
        inside = box.holds(relaxed.count)
        if relaxed.bound > enough or (inside and not over.any()):
            break
        pay = pay if inside else 2 * pay
        steps = np.where(over * turned > 0, steps + steps // 5 + 1, steps)
        steps = np.where(over * turned < 0, np.maximum(steps // 2, 1), steps)
        tolls, turned = np.maximum(tolls + over * steps, 0), over
    assert best is not None
    return best._replace(solved=done)
