"""One round: from plain values to a proven plan."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from matching import census, record
from matching.audit import audit
from matching.branching import EFFORT
from matching.columns import Columns, Ints
from matching.model import Problem, Provider, Seeker
from matching.network import Layout
from matching.optimum import Stopwatch, find_optimum
from matching.plan import Assignment, Plan, Unmatched, Working
from matching.solve import Solver, chain
from matching.weights import Rules, Weights


def match(
    seekers: Iterable[Seeker],
    providers: Iterable[Provider],
    *,
    weights: Weights | None = None,
    rules: Rules | None = None,
    solver: str | Solver | None = None,
    effort: int = EFFORT,
) -> Plan:
    """The best plan, proven.

    As many seekers of tag 1 as possible, then of tag 2, 3 and 4; then the least sum of points;
    then, on equal terms, the smaller keys; then a draw from the keys. The order of the rows does
    not matter, nor does the solver.

    Args:
        seekers, providers: any order; no key twice on either side.
        weights, rules: the defaults if ``None``.
        solver: a name (``"pylmcf"``, ``"ortools"``, ``"networkx"``) or a ``Solver`` to ask first.
        effort: where limits by week cross, arcs that may be looked at (``branching``). When they are
            spent, the plan keeps all limits, and its ``gap`` says how far it may be from the best.

    Raises:
        InputError: the input cannot be judged.
        CertificateError: no solver gave an answer that proves itself.
    """
    watch = Stopwatch()
    problem = Problem.of(seekers, providers, weights or Weights(), rules or Rules())
    columns = Columns(problem)
    watch.lap("columns")
    best = find_optimum(columns, chain(solver), effort=effort, watch=watch)
    working = Working(columns, best.layout, best.flow, best.potential)
    assignments, unmatched = _assignments(working), _unmatched(working)
    watch.lap("reasons")
    audit(problem, assignments, unmatched, best.prices, best.certificate.objective)
    watch.lap("audit")
    recorded = record.written(problem)
    watch.lap("digest")
    return Plan(
        assignments=assignments,
        unmatched=unmatched,
        served_by_tag=_served_by_tag(working),
        objective=best.certificate.objective,
        bound=best.certificate.bound,
        gap=best.certificate.gap,
        big_k=best.layout.big_k,
        prices=best.prices,
        certificate="bounded" if best.certificate.gap else "verified",
        leaves=best.leaves,
        input_digest=record.digest_of(recorded),
        weights_version=problem.weights.version,
        rules_version=problem.rules.version,
        solver=best.solver,
        solver_version=best.solver_version,
        failed_solvers=best.failed,
        timings=watch.read(),
        recorded=recorded,
        problem=problem,
        working=working,
    )


def _assignments(working: Working) -> tuple[Assignment, ...]:
    """The pairs in use, each with its terms."""
    columns, pairs = working.columns, working.pairs
    used = np.flatnonzero(working.flow[: len(pairs)])
    i, j = pairs.seeker[used], pairs.provider[used]
    terms = columns.terms(i, j) | {"load": _place_prices(working.layout, j, _taken(columns, i, j))}
    points = np.stack(list(terms.values()), axis=1).tolist()
    keys = zip(columns.tables.seekers.key[i], columns.tables.providers.key[j], strict=True)
    return tuple(
        Assignment(seeker, provider, dict(zip(terms, each, strict=True)), sum(each))
        for (seeker, provider), each in zip(keys, points, strict=True)
    )


def _taken(columns: Columns, i: Ints, j: Ints) -> Ints:
    """How many places of its provider go to others before each pair: by tag, then key."""
    order = np.lexsort((i, columns.tag[i], j))
    taken = np.empty(len(order), np.int64)
    taken[order] = np.arange(len(order)) - np.searchsorted(j[order], j[order])
    return taken


def _place_prices(layout: Layout, provider: Ints, taken: Ints) -> Ints:
    """``scoring.place_price`` of many places, as the network has them."""
    arcs = layout.place_arcs
    units = layout.network.capacity[arcs]
    price = np.repeat(layout.network.cost[arcs], units)
    owner = np.repeat(layout.network.tail[arcs], units)
    return price[np.searchsorted(owner, layout.node_of[provider]) + taken]


def _unmatched(working: Working) -> tuple[Unmatched, ...]:
    """The seekers left out, each with its count of reasons."""
    left_out = np.flatnonzero(_is_left_out(working))
    counts = census.count(working.columns, left_out)
    seekers = working.columns.problem.seekers
    return tuple(
        Unmatched(
            seeker=seekers[i].key,
            tag=seekers[i].tag,
            offering=counts[i].offering,
            reasons=counts[i].reasons,
            first=counts[i].first,
            eligible=counts[i].eligible,
        )
        for i in left_out.tolist()
    )


def _served_by_tag(working: Working) -> dict[int, int]:
    served = working.columns.tag[~_is_left_out(working).astype(bool)]
    return dict(zip(range(1, 5), np.bincount(served, minlength=5)[1:].tolist(), strict=True))


def _is_left_out(working: Working) -> Ints:
    return working.flow[working.layout.unserved_arcs]
