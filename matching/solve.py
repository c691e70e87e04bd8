"""Who solves the network: interchangeable solvers, chosen here and nowhere else.

A solver takes the five arrays and gives a flow and, if it can, node potentials. It is never
trusted: ``solve`` hands out only what passes ``certificate.verify``, and goes on to the next
solver, loudly, when one fails.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Protocol

import numpy as np

from matching.certificate import Certificate, recover_potential, verify
from matching.columns import Ints
from matching.errors import CertificateError, SolverError
from matching.network import Network

log = logging.getLogger("matching")


class Solver(Protocol):
    """What a solver must be."""

    name: str

    @property
    def version(self) -> str | None:
        """Version of the installed package, ``None`` when it is not installed."""

    def __call__(self, network: Network) -> tuple[Ints, Ints | None]:
        """Flow, shape (A,), and potentials, shape (V,), or ``None`` without duals."""


@dataclass(frozen=True, slots=True)
class Solution:
    """A proven optimum.

    Attributes:
        flow, potential: shapes (A,) and (V,).
        certificate: the proof.
        solver, solver_version: who found it.
        failed: what went wrong with the solvers asked before, one sentence each.
    """

    flow: Ints
    potential: Ints
    certificate: Certificate
    solver: str
    solver_version: str
    failed: tuple[str, ...] = ()


class Pylmcf:
    """LEMON's primal network simplex, with duals (P. Kovács, *Minimum-cost flow algorithms: an
    experimental evaluation*, Optimization Methods and Software 30, 2015)."""

    name = "pylmcf"

    @property
    def version(self) -> str | None:
        return _installed("pylmcf")

    def __call__(self, network: Network) -> tuple[Ints, Ints | None]:
        from pylmcf.pylmcf_cpp import lmcf  # type: ignore[import-untyped]

        flow, potential = lmcf(
            network.supply,
            network.tail,
            network.head,
            network.capacity,
            network.cost,
            return_potentials=True,
        )
        return np.asarray(flow, np.int64), np.asarray(potential, np.int64)


class Ortools:
    """Google's cost-scaling push-relabel (A. Goldberg, *An efficient implementation of a scaling
    minimum-cost flow algorithm*, J. Algorithms 22, 1997); gives no duals."""

    name = "ortools"

    @property
    def version(self) -> str | None:
        return _installed("ortools")

    def __call__(self, network: Network) -> tuple[Ints, Ints | None]:
        from ortools.graph.python import min_cost_flow  # type: ignore[import-untyped]

        problem = min_cost_flow.SimpleMinCostFlow()
        arcs = problem.add_arcs_with_capacity_and_unit_cost(
            network.tail.astype(np.int32),
            network.head.astype(np.int32),
            network.capacity,
            network.cost,
        )
        nodes = np.arange(len(network.supply), dtype=np.int32)
        problem.set_nodes_supplies(nodes, network.supply)
        status = problem.solve()
        if status != problem.OPTIMAL:
            raise SolverError(f"ortools: {status}")
        return np.asarray(problem.flows(arcs), np.int64), None


class Networkx:
    """The readable reference, for small cases: networkx's own network simplex."""

    name = "networkx"

    @property
    def version(self) -> str | None:
        return _installed("networkx")

    def __call__(self, network: Network) -> tuple[Ints, Ints | None]:
        import networkx  # type: ignore[import-untyped]

        graph = networkx.MultiDiGraph()
        for node, supply in enumerate(network.supply.tolist()):
            graph.add_node(node, demand=-supply)
        arcs = [each.tolist() for each in (network.tail, network.head)]
        prices = [each.tolist() for each in (network.capacity, network.cost)]
        for arc, (tail, head, capacity, cost) in enumerate(zip(*arcs, *prices, strict=True)):
            graph.add_edge(tail, head, key=arc, capacity=capacity, weight=cost)
        _, flows = networkx.network_simplex(graph)
        flow = np.zeros(len(network.tail), np.int64)
        for heads in flows.values():
            for parallel in heads.values():
                for arc, units in parallel.items():
                    flow[arc] = units
        return flow, None


SOLVERS: tuple[Solver, ...] = (Pylmcf(), Ortools(), Networkx())
"""The default first, then the second opinion, then the reference that is always there."""


def solve(network: Network, solvers: Sequence[Solver]) -> Solution:
    """The first proven answer.

    Raises:
        CertificateError: no solver gave an answer that proves itself.
    """
    failed: list[str] = []
    for solver in solvers:
        found = solver.version
        if found is None:
            failed.append(f"{solver.name}: not installed")
            log.warning("matching: %s, asking the next one", failed[-1])
            continue
        try:
            flow, potential = solver(network)
            if potential is None:
                potential = recover_potential(network, flow)
            certificate = verify(network, flow, potential)
        except Exception as error:  # a foreign solver may raise anything
            failed.append(f"{solver.name}: {type(error).__name__}: {error}")
            log.error("matching: solver failed, asking the next one: %s", failed[-1])
            continue
        return Solution(flow, potential, certificate, solver.name, found, tuple(failed))
    raise CertificateError("no solver gave a proven answer: " + "; ".join(failed))


def chain(preferred: str | Solver | None = None) -> tuple[Solver, ...]:
    """The solvers in the order in which they are asked.

    >>> [solver.name for solver in chain("ortools")]
    ['ortools', 'pylmcf', 'networkx']
    """
    if preferred is None:
        return SOLVERS
    if isinstance(preferred, str):
        named = {solver.name: solver for solver in SOLVERS}
        if preferred not in named:
            raise SolverError(f"unknown solver {preferred!r}; there are {', '.join(named)}")
        preferred = named[preferred]
    return (preferred, *(solver for solver in SOLVERS if solver.name != preferred.name))


@cache
def _installed(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
