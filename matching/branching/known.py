"""Some plan that keeps all limits: a flow in which providers who have too much keep whom they can."""

from __future__ import annotations

import numpy as np

from matching.branching.boxes import Box
from matching.branching.relaxation import Relaxation
from matching.columns import Bools, Ints


def keep_limits(
    relaxation: Relaxation, box: Box, pay: int = 0, tolls: Ints | None = None
) -> tuple[Ints, int]:
    """The flow of a good plan, rarely the best, shape (A,), and how many flows it took.

    Where a flow gives a provider too much to do, as many of each kind stay as fit, the most urgent
    first, and it takes no more from then on. Then the flow is solved again; at most once for each
    provider, first under tolls, if there are any, then without.

    Args:
        relaxation: the part.
        box: where to begin; it is left only where nothing in it is found.
        pay, tolls: as in ``Relaxation.solved``.
    """
    solved = 0
    for each in (None,) if tolls is None else (tolls, None):
        while True:
            relaxed = relaxation.solved(box, pay, each)
            solved += 1
            broken = relaxation.slots.broken(relaxed.count)
            if not broken.any():
                break
            box = _no_more(relaxation, box, relaxed.flow, broken)
    return relaxed.flow, solved


def _no_more(relaxation: Relaxation, box: Box, flow: Ints, broken: Bools) -> Box:
    """The box in which providers who have too much take no more than they can do of what they have."""
    slots, staying = relaxation.slots, np.zeros(len(box.low), np.int64)
    left: dict[int, Ints] = {}
    for slot in relaxation.entered(flow).tolist():
        room = left.setdefault(int(slots.provider[slot]), slots.left[slot].copy())
        if (slots.wanted[slot] <= room).all():
            room -= slots.wanted[slot]
            staying[slot] += 1
    many = len(slots)
    high = box.high.copy()
    high[:many][broken] = staying[:many][broken]
    return Box(np.minimum(box.low, high), high)
