"""What one place more would change at every node of a proven flow, all nodes at once.

Whoever gives up a place at a node makes room there; the cheapest way from the sink through what can
still move (``residual``) says who, and what it changes: a seeker left out comes in, or points are
saved. One run of Bellman and Ford (R. Ahuja, T. Magnanti, J. Orlin, *Network Flows*, 1993, section
5.4) over the arrays finds it for all nodes. It needs no potential, and it is exact for one place:
the duals of the optimum are only one of many subgradients there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.columns import Bools, Ints
from matching.errors import CertificateError
from matching.plan import Working

FAR = 2**61
"""Farther than any way."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The change of the plan when one place more is there, without the price of that place.

    Attributes:
        reached: is there any way at all, shape (V,).
        units: unserved units of the change, shape (V,): ``tag - 5`` of the seeker who comes in, 0
            if nobody does.
        points: the rest of the change, shape (V,); negative is a saving.
    """

    reached: Bools
    units: Ints
    points: Ints


def from_sink(working: Working) -> Reach:
    """The cheapest way from the sink to every node, in its two parts."""
    layout, network = working.layout, working.layout.network
    # Twice the unit: points are less than K both ways, so they cannot be taken for a unit.
    cost = network.cost.copy()
    cost[layout.unserved_arcs] *= 2
    unit = 2 * layout.big_k
    ahead, back = np.flatnonzero(working.flow < network.capacity), np.flatnonzero(working.flow > 0)
    distance = _distances(
        np.concatenate([network.tail[ahead], network.head[back]]),
        np.concatenate([network.head[ahead], network.tail[back]]),
        np.concatenate([cost[ahead], -cost[back]]),
        layout.sink,
        len(network.supply),
    )
    reached = distance < FAR // 2
    distance = np.where(reached, distance, 0)
    units = (distance + layout.big_k) // unit
    return Reach(reached, units, distance - units * unit)


def _distances(tail: Ints, head: Ints, cost: Ints, source: int, nodes: int) -> Ints:
    """Length of the shortest way from ``source`` to each of ``nodes`` nodes, ``FAR`` if none.

    >>> arcs = np.array([0, 0, 1]), np.array([1, 2, 2]), np.array([5, 1, -7])
    >>> _distances(*arcs, 0, 4).tolist()[:3]
    [0, 5, -2]

    Raises:
        CertificateError: a cycle of negative length.
    """
    order = np.argsort(head, kind="stable")
    tail, head, cost = tail[order], head[order], cost[order]
    first = np.flatnonzero(np.diff(head, prepend=-1))
    ends = head[first]
    distance = np.full(nodes, FAR, np.int64)
    distance[source] = 0
    for _ in range(nodes + 1):
        arriving = np.where(distance[tail] < FAR // 2, distance[tail] + cost, FAR)
        nearest = np.minimum.reduceat(arriving, first) if len(first) else arriving
        if (nearest >= distance[ends]).all():
            return distance
        distance[ends] = np.minimum(distance[ends], nearest)
    raise CertificateError("the flow can be improved: there is a cycle of negative cost")
