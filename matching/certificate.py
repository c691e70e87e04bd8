"""The proof that a flow is the optimum, checked without trusting whoever found it.

A flow ``f`` and one number per node (a *potential* ``y``) are handed in. The flow must obey the
network. For any potential whatever, with reduced costs ``r = cost + y[tail] - y[head]``,

    bound = sum(capacity * min(r, 0)) - sum(y * supply)

is at most the cost of *every* flow (weak duality of linear programming). So a flow whose cost
equals the bound is an optimum, and nothing about the solver needs to be believed.
(R. Ahuja, T. Magnanti, J. Orlin, *Network Flows*, 1993, sections 9.3 and 9.4.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.columns import Ints
from matching.errors import CertificateError
from matching.network import ROOM, Network


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was proven: ``objective == bound``, so ``gap == 0``."""

    objective: int
    bound: int

    @property
    def gap(self) -> int:
        return self.objective - self.bound


def verify(network: Network, flow: Ints, potential: Ints) -> Certificate:
    """Check capacity, balance and optimality in one pass over the arcs.

    Args:
        network: ``V`` nodes, ``A`` arcs.
        flow: int64, shape (A,).
        potential: int64, shape (V,).

    Raises:
        CertificateError: something does not hold; the message says what.
    """
    _shape("flow", flow, network.tail)
    _shape("potential", potential, network.supply)
    if ((flow < 0) | (flow > network.capacity)).any():
        raise CertificateError("the flow leaves the capacity of an arc")
    if (_sent(network, flow) != network.supply).any():
        raise CertificateError("the flow does not balance at a node")
    certificate = Certificate(_total(network.cost, flow), bound(network, potential))
    if certificate.gap:
        raise CertificateError(f"not proven optimal: gap {certificate.gap}")
    return certificate


def bound(network: Network, potential: Ints) -> int:
    """A lower bound of the cost of every flow, from any potential."""
    if len(potential) and int(np.abs(potential).max()) >= ROOM // 4:
        raise CertificateError("a potential leaves 64 bits")
    reduced = network.cost + potential[network.tail] - potential[network.head]
    return _total(network.capacity, np.minimum(reduced, 0)) - _total(potential, network.supply)


def recover_potential(network: Network, flow: Ints) -> Ints:
    """A potential that proves this flow, if there is one (Bellman and Ford on what can still move).

    For solvers that give no duals. Shortest distances over the arcs with room left, and backwards
    over the arcs in use; they settle unless the flow can be improved.

    Raises:
        CertificateError: the flow is not an optimum.
    """
    _shape("flow", flow, network.tail)
    ahead, back = flow < network.capacity, flow > 0
    tail = np.concatenate([network.tail[ahead], network.head[back]])
    head = np.concatenate([network.head[ahead], network.tail[back]])
    cost = np.concatenate([network.cost[ahead], -network.cost[back]])
    distance = np.zeros(len(network.supply), np.int64)
    for _ in range(len(distance) + 1):
        before = distance.copy()
        np.minimum.at(distance, head, before[tail] + cost)
        if (distance == before).all():
            return distance
    raise CertificateError("the flow can be improved: there is a cycle of negative cost")


def _sent(network: Network, flow: Ints) -> Ints:
    """What each node sends on balance. Exact: the sums are far below 2**53."""
    nodes = len(network.supply)
    out = np.bincount(network.tail, weights=flow, minlength=nodes)
    into = np.bincount(network.head, weights=flow, minlength=nodes)
    return (out - into).astype(np.int64)


def _total(a: Ints, b: Ints) -> int:
    """Exact sum of products; refuses what could wrap around in 64 bits."""
    if _largest(a) * _largest(b) * len(a) >= ROOM and _about(a, b) >= ROOM:
        raise CertificateError("a sum leaves 64 bits")
    return int(a @ b)


def _about(a: Ints, b: Ints) -> float:
    """The sum of the absolute products, nearly."""
    return float(np.abs(a.astype(np.float64)) @ np.abs(b.astype(np.float64)))


def _largest(numbers: Ints) -> int:
    return max(int(numbers.max(initial=0)), -int(numbers.min(initial=0)))


def _shape(what: str, array: Ints, like: Ints) -> None:
    if array.dtype != np.int64 or array.shape != like.shape:
        raise CertificateError(f"the {what} has the wrong shape")
