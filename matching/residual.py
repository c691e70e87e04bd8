"""What could still move in a proven flow, and the cheapest way to move it.

An arc with room left can take a unit more at its cost; an arc in use can give one back at minus its
cost. With an optimal potential none of these *reduced* costs is negative, so Dijkstra's algorithm
finds the cheapest change exactly (Ahuja, Magnanti, Orlin, section 9.7).
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np

from matching.columns import Ints
from matching.network import Network


class Step(NamedTuple):
    """One arc on the way: ``gained`` takes a unit more, otherwise it gives one back."""

    arc: int
    gained: bool


class Way(NamedTuple):
    """A change of the plan and the exact change of the objective that it makes."""

    cost: int
    steps: tuple[Step, ...]


class Residual:
    """The steps that a flow leaves open, by the node where they start."""

    def __init__(self, network: Network, flow: Ints, potential: Ints) -> None:
        self._potential = potential
        ahead, back = np.flatnonzero(flow < network.capacity), np.flatnonzero(flow > 0)
        tail = np.concatenate([network.tail[ahead], network.head[back]])
        head = np.concatenate([network.head[ahead], network.tail[back]])
        cost = np.concatenate([network.cost[ahead], -network.cost[back]])
        reduced = cost + potential[tail] - potential[head]
        order = np.argsort(tail, kind="stable")
        self._first = np.searchsorted(tail[order], np.arange(len(network.supply) + 1)).tolist()
        self._head = head[order]
        self._reduced = reduced[order]
        self._arc = np.concatenate([ahead, back])[order]
        self._gained = order < len(ahead)

    def cheapest_way(self, source: int, target: int) -> Way | None:
        """The cheapest change that brings one unit more from one node to another."""
        reached: dict[int, int] = {source: 0}
        came_by: dict[int, tuple[int, int]] = {}
        settled: set[int] = set()
        queue = [(0, source)]
        while queue:
            distance, node = heappop(queue)
            if node == target:
                return self._way(distance, source, target, came_by)
            if node in settled:
                continue
            settled.add(node)
            span = slice(self._first[node], self._first[node + 1])
            heads, lengths = self._head[span].tolist(), self._reduced[span].tolist()
            for at, (head, length) in enumerate(zip(heads, lengths, strict=True), span.start):
                farther = distance + length
                if farther < reached.get(head, farther + 1):
                    reached[head] = farther
                    came_by[head] = (node, at)
                    heappush(queue, (farther, head))
        return None

    def _way(
        self, distance: int, source: int, target: int, came_by: dict[int, tuple[int, int]]
    ) -> Way:
        steps, node = [], target
        while node != source:
            node, at = came_by[node]
            steps.append(Step(int(self._arc[at]), bool(self._gained[at])))
        cost = distance - int(self._potential[source]) + int(self._potential[target])
        return Way(cost, tuple(reversed(steps)))
