"""From columns to the proven optimum: candidates, network, flow, ties, certificate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from matching.branching import EFFORT, Prices, breaks_weeks, find_exact
from matching.candidates import find_pairs
from matching.certificate import Certificate, verify
from matching.columns import Columns, Ints
from matching.districts import Districts
from matching.network import Layout, build, tag_prices
from matching.solve import Solver, solve
from matching.stepwise import Stepwise
from matching.tables import NONE
from matching.ties import break_ties, key_costs


class Stopwatch:
    """Milliseconds by stage."""

    def __init__(self) -> None:
        self._laps: dict[str, float] = {}
        self._started = self._last = perf_counter()

    def lap(self, stage: str) -> None:
        now = perf_counter()
        self._laps[stage] = self._laps.get(stage, 0.0) + (now - self._last) * 1000
        self._last = now

    def read(self) -> dict[str, float]:
        total = (self._last - self._started) * 1000
        return {stage: round(ms, 3) for stage, ms in (self._laps | {"total": total}).items()}


@dataclass(frozen=True)
class Optimum:
    """One problem, solved and proven.

    Attributes:
        columns: the problem.
        layout: its network.
        flow, potential: the optimum and its proof, shapes (A,) and (V,).
        certificate: what they prove; or, where limits by week cross, all closed boxes (``branching``),
            and then the potential is only that of the flow without these limits.
        prices: of leaving out one seeker of each tag, in objective and bound.
        leaves: how many flows prove it.
        solver, solver_version: who found it.
        failed: what went wrong with the solvers asked before.
    """

    columns: Columns
    layout: Layout
    flow: Ints
    potential: Ints
    certificate: Certificate
    prices: Prices
    leaves: int
    solver: str
    solver_version: str
    failed: tuple[str, ...]

    @property
    def chosen(self) -> Ints:
        """Position of each seeker's provider, ``NONE`` for one left out, shape (N,)."""
        pairs = self.layout.pairs
        used = np.flatnonzero(self.flow[: len(pairs)])
        chosen = np.full(self.columns.n, NONE)
        chosen[pairs.seeker[used]] = pairs.provider[used]
        return chosen

    @property
    def points(self) -> int:
        """The soft cost: all that is not for leaving somebody out."""
        soft = slice(self.layout.unserved_arcs.start)
        return int(self.layout.network.cost[soft] @ self.flow[soft])


def find_optimum(
    columns: Columns,
    solvers: Sequence[Solver],
    *,
    keys_decide: bool = True,
    effort: int = EFFORT,
    watch: Stopwatch | None = None,
) -> Optimum:
    """The best plan of one problem, as a flow.

    Args:
        columns: the problem.
        solvers: in the order in which they are asked.
        keys_decide: whether the keys choose among the optima; without it any optimum will do.
        effort: as in ``branching.find_exact``.
        watch: is told after each stage.

    Raises:
        InputError: the costs do not fit into 64 bits.
        CertificateError: no solver gave an answer that proves itself.
    """
    watch = watch or Stopwatch()
    pairs = find_pairs(columns)
    watch.lap("candidates")
    layout = build(columns, pairs)
    watch.lap("network")
    district = _district_of_nodes(columns, layout)
    solution = solve(layout.network, [Stepwise(solver, district) for solver in solvers])
    watch.lap("solve")
    flow, failed, certificate = solution.flow, solution.failed, solution.certificate
    if keys_decide:
        flow, again = break_ties(columns, layout, solution, solvers)
        failed += again
        watch.lap("ties")
        certificate = verify(layout.network, flow, solution.potential)
        watch.lap("certificate")
    prices: Prices = tag_prices(layout.big_k)
    leaves = 1
    if breaks_weeks(layout, flow):
        costs = key_costs(columns, layout) if keys_decide else ()
        exact = find_exact(columns, layout, flow, costs, solvers, effort)
        flow, certificate, prices, leaves = exact
        watch.lap("branching")
    return Optimum(
        columns,
        layout,
        flow,
        solution.potential,
        certificate,
        prices,
        leaves,
        solution.solver,
        solution.solver_version,
        failed,
    )


def _district_of_nodes(columns: Columns, layout: Layout) -> Ints | None:
    """A number for each node, by home, the sink's is ``NONE``; ``None`` if there is one district."""
    districts = Districts(columns.tables)
    if districts.many < 2:
        return None
    network, known = layout.network, columns.n + len(layout.provider_at)
    number = np.full(len(network.supply), NONE)
    number[: columns.n] = districts.of_seeker
    number[columns.n : known] = districts.home[layout.provider_at]
    between = (network.tail >= known) & (network.tail < layout.sink)
    while (number[known:-1] == NONE).any():
        number[network.tail[between]] = number[network.head[between]]
    return number
