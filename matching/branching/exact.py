"""The best plan that keeps all limits by week, and its proof."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from matching.branching.known import keep_limits
from matching.branching.lexicon import (
    TAGS,
    Prices,
    for_proof,
    for_search,
    left_out_by_tag,
    most_points,
)
from matching.branching.parts import parts_of
from matching.branching.relaxation import Relaxation
from matching.branching.search import search
from matching.certificate import Certificate
from matching.columns import Columns, Ints
from matching.network import Layout, tag_prices
from matching.solve import Solver

EFFORT = 5_000_000
"""Arcs that may be looked at, those of one box counting anew in the next: a measure of time that is
the same on every machine."""


class Exact(NamedTuple):
    """A plan that keeps all limits by week.

    Attributes:
        flow: shape (A,), over the network of the round.
        certificate: gap 0, or what was proven before the effort was spent.
        prices: of leaving somebody out, by tag; objective and bound are counted by them.
        leaves: how many closed boxes prove it.
    """

    flow: Ints
    certificate: Certificate
    prices: Prices
    leaves: int


def breaks_weeks(layout: Layout, flow: Ints) -> bool:
    """Does a flow give some provider more to do in a week than it can?"""
    if not len(layout.limits):
        return False
    pairs, used = layout.pairs, np.flatnonzero(flow[: len(layout.pairs)])
    return len(layout.limits.broken_by(pairs.seeker[used], pairs.provider[used])) > 0


def find_exact(
    columns: Columns,
    layout: Layout,
    flow: Ints,
    costs: Sequence[Ints],
    solvers: Sequence[Solver],
    effort: int = EFFORT,
) -> Exact:
    """The best plan that keeps all limits.

    Args:
        columns, layout: the round.
        flow: its best flow, which breaks some limit, shape (A,).
        costs: further costs by which keys decide, shape (A,) each.
        solvers: in the order in which they are asked.
        effort: arcs that may be looked at; when they are spent, the best plan known is given with what
            is proven about it.

    Raises:
        CertificateError: no solver gave an answer that proves itself.
    """
    everything = np.arange(len(layout.network.tail))
    whole = Relaxation(layout, columns.tag, everything, layout.network.cost, solvers)
    known, _ = keep_limits(whole, whole.whole)
    least, left_out = (left_out_by_tag(columns, layout, each) for each in (flow, known))
    prices = for_search(columns, layout, least, left_out)
    if prices is None:
        cost = layout.network.cost
        proven = Certificate(int(cost @ known), int(cost @ flow))
        return Exact(known, proven, tag_prices(layout.big_k), 1)
    return _searched(columns, layout, known, prices, costs, solvers, effort)


def _searched(
    columns: Columns,
    layout: Layout,
    known: Ints,
    prices: Prices,
    costs: Sequence[Ints],
    solvers: Sequence[Solver],
    effort: int,
) -> Exact:
    """Part by part. What one leaves of its share of the effort, the next may spend."""
    cost = _priced(columns, layout, prices)
    flow, bound, leaves, waiting = known.copy(), 0, 0, len(cost)
    for arcs in parts_of(layout):
        part = Relaxation(layout, columns.tag, arcs, cost[arcs], solvers)
        further = [each[arcs] for each in costs]
        lexicon = prices, most_points(layout)
        found = search(part, known[arcs], further, effort // waiting, lexicon)
        effort -= found.solved * len(arcs)
        waiting -= len(arcs)
        flow[arcs] = found.flow
        bound += found.bound
        leaves += found.leaves
    objective = int(cost @ flow)
    if bound == objective:
        prices = for_proof(columns, layout, flow)
        objective = bound = int(_priced(columns, layout, prices) @ flow)
    return Exact(flow, Certificate(objective, bound), prices, leaves)


def _priced(columns: Columns, layout: Layout, prices: Prices) -> Ints:
    """The cost of each arc of the round by other prices, shape (A,)."""
    cost = layout.network.cost.copy()
    cost[layout.unserved_arcs] = np.array([0, *(prices[tag] for tag in TAGS)])[columns.tag]
    return cost
