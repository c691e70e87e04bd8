"""The problem as a minimum-cost flow: five integer arrays.

Nodes: seekers ``0..N-1``, the providers that have a candidate, weeks that can be full (see
``weeks``; none on most days), one sink. Arcs, in this order:

1. *pairs*, seeker -> provider, capacity 1, cost of the pair; where weeks stand before the provider,
   to the one with the fewest kinds of seekers that this one belongs to;
2. *weeks*, week -> wider week or provider, capacity: how many may come in that week, free;
3. *places*, provider -> sink, parallel arcs whose rising costs are the price of the next place;
4. *unserved*, seeker -> sink, capacity 1, cost ``(5 - tag) * K``.

Every seeker sends one unit to the sink. ``K`` makes the order by tag exact; why it is large enough
stands in ``README.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matching.candidates import Pairs
from matching.columns import Columns, Ints
from matching.errors import InputError
from matching.weeks import PROVIDER, Limits, find_limits

ROOM = 2**62
"""No sum of costs over a whole plan may reach this; far enough from 2**63 for differences."""


@dataclass(frozen=True)
class Network:
    """A minimum-cost flow problem over ``V`` nodes and ``A`` arcs, all arrays int64.

    Attributes:
        tail, head: end nodes of each arc, shape (A,).
        capacity, cost: of each arc, shape (A,); lower bounds are 0.
        supply: what each node sends (negative: takes), shape (V,), summing to 0.
    """

    tail: Ints
    head: Ints
    capacity: Ints
    cost: Ints
    supply: Ints


@dataclass(frozen=True)
class Layout:
    """A network and what its arcs mean.

    Attributes:
        network: the five arrays.
        pairs: the candidate pairs; arc ``a < len(pairs)`` is pair ``a``.
        node_of: node of each provider position, -1 for one without candidates, shape (P,).
        provider_at: provider position of each provider node, these follow the seekers.
        n: number of seekers.
        big_k: the unit of the unserved costs.
        limits: visits by week; its rows ``limits.in_tree`` are the week nodes, in order.
    """

    network: Network
    pairs: Pairs
    node_of: Ints
    provider_at: Ints
    n: int
    big_k: int
    limits: Limits

    @property
    def sink(self) -> int:
        return len(self.network.supply) - 1

    @property
    def week_arcs(self) -> slice:
        return slice(len(self.pairs), len(self.pairs) + len(self.limits.in_tree))

    @property
    def place_arcs(self) -> slice:
        return slice(self.week_arcs.stop, len(self.network.tail) - self.n)

    @property
    def unserved_arcs(self) -> slice:
        return slice(len(self.network.tail) - self.n, len(self.network.tail))

    @cached_property
    def first_arc(self) -> Ints:
        """First pair arc of each seeker and, at the end, their number: shape (N + 1,)."""
        return np.searchsorted(self.pairs.seeker, np.arange(self.n + 1))

    def arc_of(self, seeker: int, provider: int) -> int | None:
        """The pair arc between two positions, if they are candidates."""
        first, last = self.first_arc[seeker], self.first_arc[seeker + 1]
        at = first + np.searchsorted(self.pairs.provider[first:last], provider)
        return int(at) if at < last and self.pairs.provider[at] == provider else None


def build(columns: Columns, pairs: Pairs, big_k: int | None = None) -> Layout:
    """Lay out the network. ``big_k`` is for tests that need a wrong one.

    Raises:
        InputError: the costs do not fit into 64 bits (weights at their upper bounds and some
            millions of needs).
    """
    provider_at = np.flatnonzero(np.bincount(pairs.provider, minlength=columns.p))
    node_of = np.full(columns.p, -1, np.int64)
    node_of[provider_at] = columns.n + np.arange(len(provider_at))
    limits = find_limits(columns, pairs)
    weeks = limits.in_tree
    sink = columns.n + len(provider_at) + len(weeks)
    week, above = np.arange(sink - len(weeks), sink), _above(limits, node_of, sink)

    owner, units, price = place_arcs(columns, pairs, provider_at)
    if big_k is None:
        big_k = sufficient_k(pairs, price, len(weeks))
    unserved = (5 - columns.tag) * big_k

    everyone = np.arange(columns.n)
    tail = np.concatenate([pairs.seeker, week, node_of[owner], everyone])
    to_sink = np.full(len(owner) + columns.n, sink)
    head = np.concatenate([_enters(limits, pairs, node_of, sink), above, to_sink])
    ones = np.ones(len(pairs), np.int64)
    capacity = np.concatenate([ones, limits.limit[weeks], units, np.ones(columns.n, np.int64)])
    cost = np.concatenate([pairs.cost, np.zeros(len(weeks), np.int64), price, unserved])
    if 4 * big_k * (columns.n + 2) >= ROOM:
        raise InputError(f"costs leave 64 bits: K = {big_k} for {columns.n} seekers")
    supply = np.zeros(sink + 1, np.int64)
    supply[: columns.n] = 1
    supply[sink] = -columns.n
    network = Network(tail, head, capacity, cost, supply)
    return Layout(network, pairs, node_of, provider_at, columns.n, big_k, limits)


def sufficient_k(pairs: Pairs, price: Ints, weeks: int = 0) -> int:
    """More than any exchange along one alternating path can change the soft cost.

    ``(min(N, P + Q) + 1) * (dearest pair + dearest place) + 1``, where ``N`` and ``P`` count the
    seekers and providers that have a candidate at all, and ``Q`` the week nodes.

    >>> one = np.array([0])
    >>> sufficient_k(Pairs(one, one, np.array([120])), np.array([0, 100]))
    441
    """
    if not len(pairs):
        return 1
    alternating = min(_distinct(pairs.seeker), _distinct(pairs.provider) + weeks)
    return (alternating + 1) * int(pairs.cost.max() + price.max()) + 1


def tag_prices(big_k: int) -> dict[int, int]:
    """What leaving out one seeker of each tag costs.

    >>> tag_prices(10)
    {1: 40, 2: 30, 3: 20, 4: 10}
    """
    return {tag: (5 - tag) * big_k for tag in range(1, 5)}


def _above(limits: Limits, node_of: Ints, sink: int) -> Ints:
    """Node that each week node sends to."""
    node = _week_nodes(limits, sink)
    rows = limits.in_tree
    parent = limits.parent[rows]
    return np.where(parent == PROVIDER, node_of[limits.provider[rows]], node[parent])


def _enters(limits: Limits, pairs: Pairs, node_of: Ints, sink: int) -> Ints:
    """Node that each pair sends to: its provider, or the narrowest week that it counts in."""
    head = node_of[pairs.provider]
    if not len(limits):
        return head
    entry = np.tile(node_of, (len(limits.wanted), 1))
    node = _week_nodes(limits, sink)
    counts = limits.visits > 0
    for row in sorted(limits.in_tree.tolist(), key=lambda row: -int(counts[row].sum())):
        entry[counts[row], limits.provider[row]] = node[row]
    return entry[limits.pattern[pairs.seeker], pairs.provider]


def _week_nodes(limits: Limits, sink: int) -> Ints:
    """Node of each row, -1 for one outside the tree; they stand right before the sink."""
    node = np.full(len(limits), -1, np.int64)
    node[limits.in_tree] = np.arange(sink - len(limits.in_tree), sink)
    return node


def place_arcs(columns: Columns, pairs: Pairs, provider_at: Ints) -> tuple[Ints, Ints, Ints]:
    """Places that can be used, priced by ``scoring.place_price`` and joined where equal.

    Returns:
        Three arrays of one shape: provider position, number of places, price of each of them;
        sorted by provider, then by price.
    """
    weights = columns.problem.weights
    wanted = np.bincount(pairs.provider, minlength=columns.p)[provider_at]
    usable = np.minimum(columns.places[provider_at], wanted)
    owner = np.repeat(provider_at, usable)
    taken = np.arange(len(owner)) - np.repeat(np.cumsum(usable) - usable, usable)

    carried = columns.load[owner] + taken
    capacity = columns.load[owner] + columns.places[owner]
    price = np.full(len(owner), weights.load[-1][1], np.int64)
    for up_to, points in reversed(weights.load):
        price[100 * carried < up_to * capacity] = points
    price += weights.load_per_order * np.minimum(carried, weights.load_orders)

    starts = np.flatnonzero(np.diff(owner, prepend=-1) | np.diff(price, prepend=-1))
    units = np.diff(starts, append=len(owner))
    return owner[starts], units, price[starts]


def _distinct(positions: Ints) -> int:
    return int(np.count_nonzero(np.bincount(positions)))
