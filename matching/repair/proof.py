"""What stands in the books, laid out as a network anew: to be proven, or to be solved again.

The network is that of a problem without visits by week. An optimum of it that keeps them is an
optimum with them, too; whether it does is counted apart.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from matching.candidates import find_pairs
from matching.certificate import Certificate, verify
from matching.columns import Columns, Ints
from matching.errors import CertificateError
from matching.network import Layout, build
from matching.repair.books import NOBODY, POINT, Books, points
from matching.solve import chain, solve
from matching.ties import on_the_face


def prove(books: Books) -> Certificate:
    """Judge all pairs again, lay out the network again, and verify flow and potentials on it.

    Raises:
        CertificateError: what stands is not an optimum, or does not cost what the books say.
    """
    layout = _lay_out(books)
    certificate = verify(layout.network, _flow(books, layout), _potential(books, layout))
    if certificate.objective != books.objective:
        raise CertificateError(f"{certificate.objective} points, not {books.objective}")
    if any(map(books.is_overfull, range(len(books.providers)))):
        raise CertificateError("somebody is to make more visits in a week than can be made")
    return certificate


def solve_again(books: Books) -> int:
    """Solve the whole problem, choose the optimum with the fewest changed offers, and enter it.

    Returns:
        The proven objective.
    """
    layout = _lay_out(books)
    solution = solve(layout.network, chain())
    costs = [_changed_offers(books, layout)]
    flow, _ = on_the_face(layout.network, solution.potential, costs, chain())
    _enter(books, layout, flow)
    _enter_potential(books, layout, solution.potential)
    return solution.certificate.objective


def _lay_out(books: Books) -> Layout:
    problem = books.problem()
    pairs = find_pairs(Columns(problem))
    at_any_time = tuple(replace(provider, visits=None) for provider in problem.providers)
    return build(Columns(replace(problem, providers=at_any_time)), pairs, books.big_k)


def _in_order(books: Books) -> list[int]:
    """Positions in the books in the order of the problem."""
    return [books.position[key] for key in sorted(books.position)]


# -- from the books to the network --


def _flow(books: Books, layout: Layout) -> Ints:
    """One unit for every seeker, and as many on each provider's places, the cheapest first."""
    flow = np.zeros(len(layout.network.tail), np.int64)
    for i, v in enumerate(_in_order(books)):
        arc: int | None = layout.unserved_arcs.start + i
        if books.goes[v] != NOBODY:
            arc = layout.arc_of(i, books.goes[v])
        if arc is None:
            raise CertificateError(f"seeker {books.seekers[v].key} goes where it may not")
        flow[arc] = 1
    left = {int(layout.node_of[j]): taken for j, taken in enumerate(books.taken) if taken}
    for arc in range(layout.place_arcs.start, layout.place_arcs.stop):
        node = int(layout.network.tail[arc])
        flow[arc] = min(left.get(node, 0), int(layout.network.capacity[arc]))
        left[node] = left.get(node, 0) - int(flow[arc])
    return flow


def _potential(books: Books, layout: Layout) -> Ints:
    """Of the providers as it stands, of each seeker what its own full arc says."""
    seekers = [points(books.rent[v]) for v in _in_order(books)]
    providers = [points(books.potential[j]) for j in layout.provider_at.tolist()]
    return np.array([*seekers, *providers, 0], np.int64)


def _changed_offers(books: Books, layout: Layout) -> Ints:
    """1 for every arc that leads its seeker elsewhere than where it stood, shape (A,)."""
    stood = np.array([books.stood.get(v, books.goes[v]) for v in _in_order(books)], np.int64)
    pairs = layout.pairs
    cost = np.zeros(len(layout.network.tail), np.int64)
    cost[: len(pairs)] = pairs.provider != stood[pairs.seeker]
    cost[layout.unserved_arcs] = stood != NOBODY
    return cost


# -- and back --


def _enter(books: Books, layout: Layout, flow: Ints) -> None:
    goes = np.full(layout.n, NOBODY)
    used = np.flatnonzero(flow[: len(layout.pairs)])
    goes[layout.pairs.seeker[used]] = layout.pairs.provider[used]
    for v, to in zip(_in_order(books), goes.tolist(), strict=True):
        if books.goes[v] != to:
            books.send(v, to)
    for j, holders in enumerate(books.holders):
        while books.taken[j] > len(holders):
            books.give_back(j)
        while books.taken[j] < len(holders):
            books.take(j)


def _enter_potential(books: Books, layout: Layout, potential: Ints) -> None:
    proven = POINT * (potential[layout.node_of] - potential[layout.sink])
    for j, (node, y) in enumerate(zip(layout.node_of.tolist(), proven.tolist(), strict=True)):
        if node >= 0:
            books.lift(j, y - books.potential[j])
    for j in np.flatnonzero(layout.node_of < 0).tolist():
        books.lift(j, books.where_nobody_gains(j) - books.potential[j])
