"""How long it takes, as ratios taken in the same run: ``python -m matching.bench --needs 6000``.

Seconds do not travel between machines; ratios do. The anchor is one ``np.lexsort`` of the edges by
(need, cost), which any method that looks at the edges in order must pay. Each figure is the best of
several repeats, so that other load on the machine disturbs it least.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np

from matching import explain
from matching.candidates import find_pairs
from matching.certificate import verify
from matching.columns import Columns
from matching.engine import match
from matching.model import Problem
from matching.network import build
from matching.solve import SOLVERS, Networkx, Pylmcf, solve
from matching.synthetic import district
from matching.ties import break_ties
from matching.weights import Rules, Weights


def measure(needs: int, *, repeats: int = 5, reference: bool = False) -> dict[str, Any]:
    """Figures of one synthetic district.

    Args:
        needs: number of seekers.
        repeats: the best of so many is taken.
        reference: also time networkx (at 6,000 needs it takes 200 times as long).

    Returns:
        ``ms``: milliseconds by stage; ``lexsorts``: the same as multiples of the anchor; counts of
        the instance; the plan against a greedy one.
    """
    seekers, providers = district(needs)
    problem = Problem.of(seekers, providers, Weights(), Rules())
    columns = Columns(problem)
    pairs = find_pairs(columns)
    layout = build(columns, pairs)
    network = layout.network
    solution = solve(network, SOLVERS)
    plan = match(seekers, providers)
    working = plan.working
    working.residual  # noqa: B018 - built once per plan, so not part of one explanation
    someone = plan.assignments[len(plan.assignments) // 2].seeker

    def solved_and_certified() -> None:
        flow, potential = Pylmcf()(network)
        assert potential is not None
        verify(network, flow, potential)

    def from_tables() -> None:
        columns = Columns(problem)
        solve(build(columns, find_pairs(columns)).network, SOLVERS)

    stages: dict[str, Callable[[], object]] = {
        "lexsort": lambda: np.lexsort((pairs.cost, pairs.seeker)),
        "columns_and_candidates": lambda: find_pairs(Columns(problem)),
        "solve_certified": solved_and_certified,
        "from_tables_certified": from_tables,
        "ties": lambda: break_ties(columns, layout, solution, SOLVERS),
        "certificate": lambda: verify(network, working.flow, working.potential),
        "whole_match": lambda: match(seekers, providers),
        "why_this_one": lambda: explain.why_this_one(plan, someone),
    }
    ms = dict.fromkeys(stages, float("inf"))
    for _ in range(repeats):
        for stage, run in stages.items():
            ms[stage] = min(ms[stage], _ms(run))
    if reference:
        match(*district(60), solver="networkx")  # its import is not part of the figure
        ms["networkx"] = _ms(lambda: Networkx()(network))
    return {
        "needs": needs,
        "providers": len(providers),
        "pairs": len(pairs),
        "arcs": len(network.tail),
        "gap": plan.gap,
        "served_by_tag": dict(plan.served_by_tag),
        "soft_cost": plan.soft_cost,
        "pair_cost": sum(each.total - each.terms["load"] for each in plan.assignments),
        "greedy": greedy(columns),
        "ms": {stage: round(each, 3) for stage, each in ms.items()},
        "lexsorts": {stage: round(each / ms["lexsort"], 2) for stage, each in ms.items()},
    }


def greedy(columns: Columns) -> dict[str, Any]:
    """What a tired dispatcher does: by tag, then one by one the cheapest free provider."""
    pairs = find_pairs(columns)
    first = np.searchsorted(pairs.seeker, np.arange(columns.n + 1)).tolist()
    provider, cost = pairs.provider.tolist(), pairs.cost.tolist()
    free = columns.places.tolist()
    served = dict.fromkeys(range(1, 5), 0)
    total = 0
    for seeker in np.argsort(columns.tag, kind="stable").tolist():
        open_arcs = [
            arc for arc in range(first[seeker], first[seeker + 1]) if free[provider[arc]] > 0
        ]
        if open_arcs:
            best = min(open_arcs, key=cost.__getitem__)
            free[provider[best]] -= 1
            total += cost[best]
            served[int(columns.tag[seeker])] += 1
    return {"served_by_tag": served, "pair_cost": total}


def _ms(run: Callable[[], object]) -> float:
    started = perf_counter()
    run()
    return (perf_counter() - started) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m matching.bench", description=__doc__)
    parser.add_argument("--needs", type=int, default=6000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--reference", action="store_true", help="also time networkx")
    asked = parser.parse_args()
    figures = measure(asked.needs, repeats=asked.repeats, reference=asked.reference)
    json.dump(figures, sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
