"""Large networks in steps: a good guess first, then only what could still move, until it is proven.

Most arcs of a large network never matter. So a *guess* is made from few of them: from the promising
arcs of every source, or from districts solved apart. It is a flow of the whole network, with prices.
Then it is *settled*: under these prices all arcs are looked at; those that contradict the flow, and
those that nearly do, are solved again as one small network while everything else stands still; and so
on, until no arc contradicts. That is column generation with a restart of the solver on what is loose
(J. Desrosiers, M. Lübbecke, *A primer in column generation*, 2005), and it ends with an optimum and its
proof for *all* arcs, whatever the guess was: a poor one only takes longer.

It ends: an arc that has contradicted once stays loose from then on.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.certificate import recover_potential
from matching.columns import Bools, Ints, runs
from matching.network import Network
from matching.solve import Solver

LARGE = 20_000
"""Arcs from which on steps are quicker than solving at once."""

PROMISING, SHARE = 12, 0.2
"""Arcs of each source that are looked at first, in the mean: so many, or so large a part of all."""

NEAR = 0.5
"""Arcs of each source, beside those in use, that are loose from the beginning, in the mean."""

ROUNDS = 8
"""How often prices are raised before the promising arcs are chosen."""


class Stepwise:
    """A solver that goes in steps where the network is large.

    Args:
        solver: who solves each step.
        district: a number for each node, shape (V,), where parts of the network are nearly apart;
            the guess is then made from the arcs within each of them.
    """

    def __init__(self, solver: Solver, district: Ints | None = None) -> None:
        self.name = solver.name
        self._solver = solver
        self._district = district

    @property
    def version(self) -> str | None:
        return self._solver.version

    def __call__(self, network: Network) -> tuple[Ints, Ints | None]:
        if len(network.tail) < LARGE:
            return self._solver(network)
        if self._district is None:
            flow, potential = guess_from_promising_arcs(network, self._solver)
        else:
            flow, potential = guess_from_districts(network, self._district, self._solver)
        return settle(network, flow, potential, self._solver)


def guess_from_promising_arcs(network: Network, solver: Solver) -> tuple[Ints, Ints]:
    """Flow, shape (A,), and prices, shape (V,), from few arcs of every source."""
    flow, potential = _nothing(network)
    _solve_some(network, promising(network), network.supply, solver).into(flow, potential)
    return flow, potential


def guess_from_districts(network: Network, district: Ints, solver: Solver) -> tuple[Ints, Ints]:
    """Flow, shape (A,), and prices, shape (V,), from the arcs within each district."""
    flow, potential = _nothing(network)
    of_tail, sink = district[network.tail], len(network.supply) - 1
    within = np.flatnonzero((of_tail == district[network.head]) | (network.head == sink))
    for here in runs(of_tail[within]):
        arcs = within[here]
        supply = np.where(district == of_tail[arcs[0]], network.supply, 0)
        supply[sink] = -supply[:sink].sum()
        _solve_some(network, arcs, supply, Stepwise(solver)).into(flow, potential)
    _lower_where_idle(network, flow, potential)
    return flow, potential


def settle(network: Network, flow: Ints, potential: Ints, solver: Solver) -> tuple[Ints, Ints]:
    """The optimum, and prices that prove it, from any flow and any prices.

    Args:
        network: ``V`` nodes, ``A`` arcs; the last node is the sink.
        flow: keeps capacities and supplies, shape (A,).
        potential: 0 at the sink, shape (V,).
    """
    flow, potential = flow.copy(), potential.copy()
    loose = np.zeros(len(flow), bool)
    near: float | None = None
    while True:
        reduced = network.cost + potential[network.tail] - potential[network.head]
        wrong = np.where(reduced < 0, flow < network.capacity, (reduced > 0) & (flow > 0))
        if not wrong.any():
            return flow, potential
        loose |= wrong
        near = _near(network, reduced) if near is None else near + near // 2 + 1
        _solve_again(network, loose | (np.abs(reduced) <= near), flow, potential, solver)


def _near(network: Network, reduced: Ints) -> float:
    """How nearly an arc has to contradict to be loose from the beginning."""
    return _smallest(np.abs(reduced[_leaves_source(network)]), (1 + NEAR) * _sources(network))


def _solve_again(
    network: Network, loose: Bools, flow: Ints, potential: Ints, solver: Solver
) -> None:
    """Change flow and prices to the best that the loose arcs allow, all others standing still."""
    arcs = _movable(network, flow, loose)
    still = flow.copy()
    still[arcs] = 0
    _solve_some(network, arcs, _unsent(network, still), solver).into(flow, potential)
    _follow(network, np.flatnonzero(_leaves_source(network) & (still > 0)), potential)


def promising(network: Network) -> Ints:
    """Positions of the arcs that an optimum is likely to use, ascending.

    Where too many want to go the price rises, a few times over; then the cheapest choices of all
    sources are taken, and every arc that is no choice, so that there is a flow.
    """
    chosen = ~_leaves_source(network) | (network.head == len(network.supply) - 1)
    choices = np.flatnonzero(~chosen)
    loss = _losses(network, choices)
    many = max(PROMISING * _sources(network), SHARE * len(choices))
    chosen[choices[loss <= _smallest(loss, many)]] = True
    return np.flatnonzero(chosen)


def _losses(network: Network, choices: Ints) -> NDArray[np.float32]:
    """How much dearer each choice is than the best of its source, shape (len(choices),)."""
    head, cost = network.head[choices], network.cost[choices].astype(np.float32)
    tail = network.tail[choices]
    begins = np.flatnonzero(np.append(True, tail[1:] != tail[:-1])[: len(tail)])
    many = np.diff(begins, append=len(choices))
    room, least = _room(network)
    price = least.copy()

    def losses() -> NDArray[np.float32]:
        dear = cost + price[head]
        return dear - np.repeat(np.minimum.reduceat(dear, begins), many) if len(dear) else dear

    loss = losses()
    step = loss.mean() / 2 if len(loss) else 0
    for _ in range(ROUNDS):
        wanted = np.bincount(head[loss <= 0], minlength=len(price))
        too_many = np.clip((wanted - room) / np.maximum(room, 1), -1, 1)
        price = np.maximum(price + np.float32(step) * too_many.astype(np.float32), least)
        step *= 0.75
        loss = losses()
    return loss


def _room(network: Network) -> tuple[Ints, NDArray[np.float32]]:
    """How much can leave each node that is no source, and for how much at least, shape (V,)."""
    out = np.flatnonzero(~_leaves_source(network))
    tail, nodes = network.tail[out], len(network.supply)
    room = np.bincount(tail, weights=network.capacity[out], minlength=nodes)
    least = np.full(nodes, np.inf, np.float32)
    np.minimum.at(least, tail, network.cost[out].astype(np.float32))
    least[np.isinf(least)] = 0
    return room, least


class Some(NamedTuple):
    """The optimum over some arcs: their flow, and the prices of their nodes, 0 at the sink."""

    arcs: Ints
    flow: Ints
    nodes: Ints
    potential: Ints

    def into(self, flow: Ints, potential: Ints) -> None:
        flow[self.arcs], potential[self.nodes] = self.flow, self.potential


def _solve_some(network: Network, arcs: Ints, supply: Ints, solver: Solver) -> Some:
    """Only these arcs; ``supply`` is what they have to carry, shape (V,)."""
    is_node = np.zeros(len(supply), bool)
    is_node[network.tail[arcs]] = is_node[network.head[arcs]] = is_node[-1] = True
    nodes = np.flatnonzero(is_node)
    number = np.cumsum(is_node) - 1
    arcs = arcs[np.argsort(network.tail[arcs], kind="stable")]  # as solvers like them
    some = Network(
        number[network.tail[arcs]],
        number[network.head[arcs]],
        network.capacity[arcs],
        network.cost[arcs],
        supply[nodes],
    )
    flow, potential = solver(some)
    if potential is None:
        potential = recover_potential(some, flow)
    return Some(arcs, flow, nodes, potential - potential[-1])


def _movable(network: Network, flow: Ints, loose: Bools) -> Ints:
    """The loose arcs; those of a source only if it can go elsewhere, and with the arc it is on."""
    leaves_source = _leaves_source(network)
    elsewhere = loose & leaves_source & (flow < network.capacity)
    moves = np.zeros(len(network.supply), bool)
    moves[network.tail[elsewhere]] = True
    of_source = moves[network.tail] & (loose | (flow > 0))
    return np.flatnonzero(np.where(leaves_source, of_source, loose))


def _follow(network: Network, used: Ints, potential: Ints) -> None:
    """Sources that stand still take the price of where they are."""
    potential[network.tail[used]] = potential[network.head[used]] - network.cost[used]


def _lower_where_idle(network: Network, flow: Ints, potential: Ints) -> None:
    """Nodes that nothing passes ask for no more than the first unit costs: nobody is kept away."""
    passed = np.zeros(len(potential), bool)
    passed[network.tail[flow > 0]] = True
    out = np.flatnonzero(~_leaves_source(network) & ~passed[network.tail])
    tail, worth = network.tail[out], potential[network.head[out]] - network.cost[out]
    potential[tail] = np.iinfo(np.int64).min
    np.maximum.at(potential, tail, worth)


def _unsent(network: Network, flow: Ints) -> Ints:
    """What each node still has to send. Exact: the sums are far below 2**53."""
    arcs, nodes = np.flatnonzero(flow), len(network.supply)
    out = np.bincount(network.tail[arcs], weights=flow[arcs], minlength=nodes)
    into = np.bincount(network.head[arcs], weights=flow[arcs], minlength=nodes)
    return network.supply - (out - into).astype(np.int64)


def _nothing(network: Network) -> tuple[Ints, Ints]:
    return np.zeros(len(network.tail), np.int64), np.zeros(len(network.supply), np.int64)


def _leaves_source(network: Network) -> Bools:
    return network.supply[network.tail] > 0


def _sources(network: Network) -> int:
    return int(np.count_nonzero(network.supply > 0))


def _smallest(values: NDArray, many: float) -> float:
    """The value up to which there are so many."""
    at = min(int(many), len(values) - 1)
    return float(np.partition(values, at)[at]) if at >= 0 else 0.0
