"""Parts of a network that share nothing but its sink."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from matching.columns import Ints, runs
from matching.network import Layout


def parts_of(layout: Layout) -> Iterator[Ints]:
    """The arcs of each part, ascending; every arc is in one.

    Seekers and providers that no chain of pairs links are decided apart: the best plan of the whole is
    the best plan of each. Where no week can be full nothing has to be searched, so all these make one.
    """
    linked = _linked(layout)
    can_be_full = np.unique(linked[layout.node_of[layout.limits.provider]])
    linked[~np.isin(linked, can_be_full)] = -1
    yield from runs(linked[layout.network.tail])


def _linked(layout: Layout) -> Ints:
    """For each node but the sink, the lowest one that a chain of arcs leads to, shape (V - 1,)."""
    network = layout.network
    inside = network.head != layout.sink
    tail, head = network.tail[inside], network.head[inside]
    lowest = np.arange(layout.sink)
    while True:
        before = lowest.copy()
        np.minimum.at(lowest, tail, before[head])
        np.minimum.at(lowest, head, lowest[tail])
        lowest = lowest[lowest]
        if (lowest == before).all():
            return lowest
