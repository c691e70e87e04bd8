"""The problem as a minimum-cost flow: five integer arrays.

Nodes: seekers ``0..N-1``, the providers that have a candidate, one sink. Arcs, in this order:

1. *pairs*, seeker -> provider, capacity 1, cost of the pair;
2. *places*, provider -> sink, parallel arcs whose rising costs are the price of the next place;
3. *unserved*, seeker -> sink, capacity 1, cost ``(5 - tag) * K``.

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
        provider_at: provider position of each provider node, shape (V - N - 1,).
        n: number of seekers.
        big_k: the unit of the unserved costs.
    """

    network: Network
    pairs: Pairs
    node_of: Ints
    provider_at: Ints
    n: int
    big_k: int

    @property
    def sink(self) -> int:
        return len(self.network.supply) - 1

    @property
    def place_arcs(self) -> slice:
        return slice(len(self.pairs), len(self.network.tail) - self.n)

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
    sink = columns.n + len(provider_at)

    owner, units, price = place_arcs(columns, pairs, provider_at)
    if big_k is None:
        big_k = sufficient_k(pairs, price)
    unserved = (5 - columns.tag) * big_k

    everyone = np.arange(columns.n)
    tail = np.concatenate([pairs.seeker, node_of[owner], everyone])
    head = np.concatenate([node_of[pairs.provider], np.full(len(owner) + columns.n, sink)])
    ones = np.ones(len(pairs), np.int64)
    capacity = np.concatenate([ones, units, np.ones(columns.n, np.int64)])
    cost = np.concatenate([pairs.cost, price, unserved])
    if 4 * big_k * (columns.n + 2) >= ROOM:
        raise InputError(f"costs leave 64 bits: K = {big_k} for {columns.n} seekers")
    supply = np.zeros(sink + 1, np.int64)
    supply[: columns.n] = 1
    supply[sink] = -columns.n
    network = Network(tail, head, capacity, cost, supply)
    return Layout(network, pairs, node_of, provider_at, columns.n, big_k)


def sufficient_k(pairs: Pairs, price: Ints) -> int:
    """More than any exchange along one alternating path can change the soft cost.

    ``(min(N, P) + 1) * (dearest pair + dearest place) + 1``, where ``N`` and ``P`` count the
    seekers and providers that have a candidate at all.

    >>> one = np.array([0])
    >>> sufficient_k(Pairs(one, one, np.array([120])), np.array([0, 100]))
    441
    """
    if not len(pairs):
        return 1
    alternating = min(_distinct(pairs.seeker), _distinct(pairs.provider))
    return (alternating + 1) * int(pairs.cost.max() + price.max()) + 1


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
