"""Which of several equally good plans: decided by keys, not by chance, nor by the solver.

All optima of a flow problem lie on one *face*: with an optimal potential at hand, an arc of
positive reduced cost is empty in each of them, one of negative reduced cost is full, and only arcs
of reduced cost zero are open (complementary slackness). So the choice among the optima is a second,
much smaller flow problem over the open arcs, with any second cost; and then a third. The result is
exactly lexicographic, whatever the sizes of the costs, and the first proof holds for it unchanged.

Second cost: whom to leave out on equal terms (the later key). Third cost: a number drawn from the
two keys of a pair, so that no provider is favoured by its name; with 36 random bits the optimum is
unique for all practical purposes (K. Mulmuley, U. Vazirani, V. Vazirani, *Matching is as easy as
matrix inversion*, Combinatorica 7, 1987), and then every exact solver gives the same plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from matching.columns import Columns, Ints
from matching.draws import mix, of_keys
from matching.network import Layout, Network
from matching.solve import Solution, Solver, solve

BITS = 36
"""Width of the drawn numbers; their sum over 60 million needs still fits into 62 bits."""


def break_ties(
    columns: Columns, layout: Layout, solution: Solution, solvers: Sequence[Solver]
) -> tuple[Ints, tuple[str, ...]]:
    """The flow on the optimal face that the keys decide for, shape (A,), and who failed."""
    return on_the_face(layout.network, solution.potential, key_costs(columns, layout), solvers)


def key_costs(columns: Columns, layout: Layout) -> tuple[Ints, Ints]:
    """The second and the third cost, shapes (A,)."""
    return leave_out_the_later(layout), draw(columns, layout)


def leave_out_the_later(layout: Layout) -> Ints:
    """Cost of leaving each seeker out: the smaller its key, the dearer."""
    cost = np.zeros(len(layout.network.tail), np.int64)
    cost[layout.unserved_arcs] = np.arange(layout.n, 0, -1)
    return cost


def draw(columns: Columns, layout: Layout) -> Ints:
    """A number for every pair of keys, the same for ever: 0 .. 2**36 - 1."""
    seekers = of_keys(columns.tables.seekers.key)
    providers = of_keys(columns.tables.providers.key)
    cost = np.zeros(len(layout.network.tail), np.int64)
    pairs = layout.pairs
    mixed = mix(seekers[pairs.seeker] ^ mix(providers[pairs.provider]))
    cost[: len(pairs)] = (mixed >> np.uint64(64 - BITS)).astype(np.int64)
    return cost


def on_the_face(
    network: Network, potential: Ints, costs: Iterable[Ints], solvers: Sequence[Solver]
) -> tuple[Ints, tuple[str, ...]]:
    """Minimise further costs in turn, each among the optima of those before.

    Args:
        network: the problem whose optima are meant.
        potential: an optimal potential of it, shape (V,).
        costs: further costs per arc, shape (A,) each.

    Returns:
        An optimal flow of ``network``, shape (A,), and what went wrong with solvers on the way.
    """
    failed: tuple[str, ...] = ()
    flow = np.zeros(len(network.tail), np.int64)
    arcs = np.arange(len(network.tail))
    for cost in costs:
        reduced = network.cost + potential[network.tail] - potential[network.head]
        full, is_open = reduced < 0, reduced == 0
        flow[arcs[full]] = network.capacity[full]
        arcs = arcs[is_open]
        network = Network(
            network.tail[is_open],
            network.head[is_open],
            network.capacity[is_open],
            cost[arcs],
            _rest(network, full),
        )
        best = solve(network, solvers)
        flow[arcs], potential = best.flow, best.potential
        failed += best.failed
    return flow, failed


def _rest(network: Network, full: NDArray[np.bool_]) -> Ints:
    """Supply that remains when the ``full`` arcs are filled."""
    supply = network.supply.copy()
    np.subtract.at(supply, network.tail[full], network.capacity[full])
    np.add.at(supply, network.head[full], network.capacity[full])
    return supply
