"""What leaving somebody out costs where the exchange of the flow does not hold.

In a flow, one more of a tag drives out at most one of a lower tag, so ``(5 - tag) * K`` keeps the order
(``network``). With limits by week, one daily order may drive out seven weekly ones. Here each tag
outweighs all that can be gained on the lower tags and in points together. From the lowest tag upwards,

    price[t] = 1 + most + sum(price[s] * range[s] for s in tags below t),

where ``most`` is more than the points of any plan and ``range[s]`` how many more or fewer of tag ``s``
can make a difference.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from matching.columns import Columns, Ints
from matching.network import ROOM, Layout

TAGS = (1, 2, 3, 4)

MARGIN = 4
"""So many times the points of any plan are less than one person: then a fraction of a person left out
shows in a bound as a whole one (``next_cost``)."""

Prices = Mapping[int, int]
"""Points for leaving out one seeker of each tag."""


def for_search(columns: Columns, layout: Layout, least: Ints, known: Ints) -> Prices | None:
    """Prices by which the cheapest plan is the best by tag; ``None`` if they leave 64 bits.

    Args:
        least: left out of each tag 1..4 in the best flow without the limits that it breaks. No plan
            leaves out fewer, in the order of tags.
        known: left out of each tag in some plan that keeps all limits.

    Where both agree from tag 1 on, these numbers stand fast for every plan that is at least as good:
    there a tag has to outweigh only what the lower ones could gain on the known plan. Below, every
    number is possible.
    """
    candidates = _with_candidates(columns, layout)
    alone = _all_of(columns) - candidates
    settled = int(np.argmax(np.append(least != known, True)))
    free = np.where(np.arange(4) < settled, known - alone, candidates)
    prices = _prices(free, MARGIN * most_points(layout))
    dearest = sum(prices[tag] * int(many) for tag, many in zip(TAGS, _all_of(columns), strict=True))
    return prices if 2 * dearest < ROOM else None


def next_cost(bound: int, low: Ints, high: Ints, prices: Prices, most: int) -> int | None:
    """The least number from ``bound`` on that a plan can cost; ``None`` if none can.

    A bound may fall between what a person more or less costs; no plan costs that.

    Args:
        low, high: how many are left out of each tag 1..4, shapes (4,).
        most: points of any plan.

    >>> prices = {1: 4000, 2: 2000, 3: 1000, 4: 100}
    >>> one = np.array([0, 0, 0, 1])
    >>> next_cost(30, one * 0, one, prices, 20), next_cost(110, one, one, prices, 20)
    (100, 110)
    >>> next_cost(130, one * 0, one, prices, 20) is None
    True
    """
    least, dearest = _sums(low, prices, 0), _sums(high, prices, most)

    def reach(bound: int, tag: int) -> int | None:
        if tag == 5:
            return max(bound, 0) if bound <= most else None
        price, first = prices[tag], int(low[tag - 1])
        if bound <= least[tag]:
            return least[tag]
        first = max(first, -((dearest[tag + 1] - bound) // price))
        found = [
            price * many + rest
            for many in range(first, min(first + 2, int(high[tag - 1]) + 1))
            if (rest := reach(bound - price * many, tag + 1)) is not None
        ]
        return min(found, default=None)

    return reach(bound, 1)


def for_proof(columns: Columns, layout: Layout, best: Ints) -> Prices:
    """The least prices of this form by which the best plan, given as flow, is the cheapest.

    They depend on the plan alone, and not on how it was found.
    """
    alone = _all_of(columns) - _with_candidates(columns, layout)
    soft = slice(layout.unserved_arcs.start)
    points = int(layout.network.cost[soft] @ best[soft])
    return _prices(left_out_by_tag(columns, layout, best) - alone, points)


def _sums(left_out: Ints, prices: Prices, points: int) -> dict[int, int]:
    """What those left out of each tag and all below it cost together, with so many points."""
    sums = {5: points}
    for tag in reversed(TAGS):
        sums[tag] = sums[tag + 1] + prices[tag] * int(left_out[tag - 1])
    return sums


def left_out_by_tag(columns: Columns, layout: Layout, flow: Ints) -> Ints:
    """How many of each tag 1..4 a flow leaves out, shape (4,)."""
    left_out = flow[layout.unserved_arcs].astype(bool)
    return np.bincount(columns.tag[left_out], minlength=5)[1:]


def _prices(ranges: Ints, points: int) -> Prices:
    """``ranges``: of tags 1 to 4.

    >>> _prices(np.array([9, 0, 2, 3]), 10)
    {4: 11, 3: 44, 2: 132, 1: 132}
    """
    prices: dict[int, int] = {}
    outweighed = 1 + points
    for tag in reversed(TAGS):
        prices[tag] = outweighed
        outweighed += outweighed * int(ranges[tag - 1])
    return prices


def most_points(layout: Layout) -> int:
    """More than the points of any plan: everybody at their dearest pair and at the dearest place."""
    if not len(layout.pairs):
        return 0
    dearest = np.zeros(layout.n, np.int64)
    np.maximum.at(dearest, layout.pairs.seeker, layout.pairs.cost)
    place = int(layout.network.cost[layout.place_arcs].max())
    return int(dearest.sum()) + place * int(np.count_nonzero(np.diff(layout.first_arc)))


def _all_of(columns: Columns) -> Ints:
    return np.bincount(columns.tag, minlength=5)[1:]


def _with_candidates(columns: Columns, layout: Layout) -> Ints:
    has = np.diff(layout.first_arc) > 0
    return np.bincount(columns.tag[has], minlength=5)[1:]
