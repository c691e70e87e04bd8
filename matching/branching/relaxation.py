"""A box as a network: the cheapest flow of what a flow can say, with its proof.

The network of the round (``network``), or a part of it, gets one node more for every slot: pairs enter
the slot, and go on from there to where they would have gone. Two arcs leave it: one for the first
``low`` seekers, who are paid for, and one for the rest, ``high - low``. A plan that has fewer than
``low`` forgoes the pay, which is more than any plan can gain; so a box without plans is closed by its
bound, like every other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from matching.branching.boxes import Box, Slots
from matching.columns import Ints
from matching.network import Layout, Network
from matching.solve import Solution, Solver, solve
from matching.ties import on_the_face
from matching.weeks import NOWHERE, Limits


@dataclass(frozen=True)
class Relaxed:
    """The best flow of one box.

    Attributes:
        bound: no plan of the box costs less; proven by the potential of ``solution``.
        flow: over the arcs of the part, shape (A,).
        count: seekers in each slot, shape (M,).
        network, solution: what was solved, over ``A + 2 M`` arcs, and its proof.
    """

    bound: int
    flow: Ints
    count: Ints
    network: Network
    solution: Solution


@dataclass(frozen=True)
class Rows:
    """Those ``R`` rows of the limits that a flow cannot say, each as its entries: ``X`` in all.

    Attributes:
        row, slot, visits: what a row counts, shapes (X,).
        limit: what each row may count, shape (R,).
        slots: number of slots.
    """

    row: Ints
    slot: Ints
    visits: Ints
    limit: Ints
    slots: int

    @classmethod
    def of(cls, limits: Limits, slots: Slots) -> Rows:
        inexact = (limits.parent == NOWHERE) | (limits.visits > 1).any(axis=1)
        rows = np.flatnonzero(inexact & np.isin(limits.provider, slots.provider))
        same = limits.provider[rows][:, None] == slots.provider
        visits = limits.visits[rows][:, slots.pattern] * same
        row, slot = np.nonzero(visits)
        return cls(row, slot, visits[row, slot], limits.limit[rows], len(slots))

    def toll(self, tolls: Ints) -> Ints:
        """What one seeker in each slot pays, shape (M,)."""
        toll = np.zeros(self.slots, np.int64)
        np.add.at(toll, self.slot, tolls[self.row] * self.visits)
        return toll

    def over(self, count: Ints) -> Ints:
        """By how much these seekers exceed each row, shape (R,)."""
        counted = -self.limit
        np.add.at(counted, self.row, count[self.slot] * self.visits)
        return counted


class Relaxation:
    """A part of a round without those limits by week that a flow cannot say.

    Args:
        layout: the round.
        tag: of each seeker of the round, shape (N,).
        arcs: the arcs of the part, ascending; it shares only the sink with the rest.
        cost: of each of them, shape (A,).
        solvers: in the order in which they are asked.

    Attributes:
        slots: of the part, ``M``.
        enters: the slot that each pair enters, -1 for none, shape (E,).
        rows: of the part, ``R``.
        whole: the box of all plans.
    """

    def __init__(
        self, layout: Layout, tag: Ints, arcs: Ints, cost: Ints, solvers: Sequence[Solver]
    ) -> None:
        self.cost, self._solvers = cost, solvers
        self.slots, self.enters = _slots(layout, arcs)
        self.rows = Rows.of(layout.limits, self.slots)
        seekers = arcs[arcs >= layout.unserved_arcs.start] - layout.unserved_arcs.start
        self._tag = tag[seekers] - 1
        self._tag_of_pair = tag[layout.pairs.seeker[arcs[: len(self.enters)]]]
        self.whole = self.slots.whole(np.bincount(self._tag, minlength=4))
        self._base = _with_counts(layout.network, arcs, cost, self.enters, self._tag)
        self._arcs = len(arcs)

    def solved(self, box: Box, pay: int = 0, tolls: Ints | None = None) -> Relaxed:
        """The best flow of a box.

        Args:
            pay: for each of the least seekers, and to be paid for each beyond the most left out.
            tolls: points for each visit of a row, shape (R,); none if ``None``.

        Raises:
            CertificateError: no solver gave an answer that proves itself.
        """
        network, lifted = self._of(box, pay)
        if tolls is not None:
            slots = slice(self._arcs, self._arcs + 2 * len(box.low))
            toll = np.zeros(len(box.low), np.int64)
            toll[: len(self.slots)] = self.rows.toll(tolls)
            network.cost[slots] += np.tile(toll, 2)
            lifted += int(tolls @ self.rows.limit)
        solution = solve(network, self._solvers)
        flow = solution.flow[: self._arcs]
        bound = solution.certificate.objective - lifted
        return Relaxed(bound, flow, self.count(flow), network, solution)

    def tied(self, relaxed: Relaxed, costs: Sequence[Ints]) -> Ints:
        """Of all flows as good as this one, that with the least of further costs, one after the other.

        Args:
            costs: per arc of the part, shape (A,) each.
        """
        if not costs:
            return relaxed.flow
        more = np.zeros(len(relaxed.network.tail) - self._arcs, np.int64)
        padded = [np.concatenate([cost, more]) for cost in costs]
        potential = relaxed.solution.potential
        flow, _ = on_the_face(relaxed.network, potential, padded, self._solvers)
        return flow[: self._arcs]

    def count(self, flow: Ints) -> Ints:
        """Seekers in each slot, and left out of each tag, shape (M + 4,)."""
        used = self.enters[np.flatnonzero(flow[: len(self.enters)])]
        left_out = self._tag[np.flatnonzero(flow[self._arcs - len(self._tag) :])]
        return np.concatenate(
            [
                np.bincount(used[used >= 0], minlength=len(self.slots)),
                np.bincount(left_out, minlength=4),
            ]
        )

    def entered(self, flow: Ints) -> Ints:
        """The slots that seekers enter, those of the most urgent first, then in the order of keys."""
        used = np.flatnonzero(flow[: len(self.enters)] * (self.enters >= 0))
        return self.enters[used[np.argsort(self._tag_of_pair[used], kind="stable")]]

    def _of(self, box: Box, pay: int) -> tuple[Network, int]:
        """The network of a box, and what every flow costs too much in it.

        Solvers want no cost below 0. So whatever leaves a slot beyond the least costs the pay more, and
        so does every way of a seeker that does not enter one: that is the same for every flow.
        """
        base, many = self._base, len(box.low)
        least, rest, beyond = np.split(np.arange(self._arcs, len(base.tail)), [many, 2 * many])
        capacity, cost = base.capacity.copy(), base.cost.copy()
        capacity[least], capacity[rest] = box.low, box.high - box.low
        capacity[beyond] = base.supply.clip(0).sum()
        cost[beyond] = pay
        if not box.low.any():
            return replace(base, capacity=capacity, cost=cost), 0
        cost[: len(self.enters)] += pay * (self.enters < 0)
        cost[rest] += pay
        cost[beyond] += pay
        seekers = len(self._tag)
        return replace(base, capacity=capacity, cost=cost), pay * (seekers - int(box.low.sum()))


def _slots(layout: Layout, arcs: Ints) -> tuple[Slots, Ints]:
    """The slots of a part, and the slot that each of its pairs enters, -1 for none."""
    slots, of_pair = Slots.of(layout.limits, layout.pairs)
    of_pair = of_pair[arcs[: np.searchsorted(arcs, len(layout.pairs))]]
    here = np.unique(of_pair[of_pair >= 0])
    return slots.take(here), np.where(of_pair >= 0, np.searchsorted(here, of_pair), -1)


def _with_counts(whole: Network, arcs: Ints, cost: Ints, enters: Ints, tag: Ints) -> Network:
    """The part of a network that has these arcs, with nodes for the slots and the tags before its sink.

    The arcs that leave these come last: for the least of each, for the rest, and beyond the most.
    """
    slots = int(enters.max(initial=-1)) + 1
    tail, head = whole.tail[arcs], whole.head[arcs]
    is_node = np.zeros(len(whole.supply), bool)
    is_node[tail] = True
    number = np.cumsum(is_node) - 1
    first = int(is_node.sum())
    sink = first + slots + 4
    number[-1] = sink
    tail, head = number[tail], number[head]
    goes_on = np.full(slots + 4, sink)
    inside = np.flatnonzero(enters >= 0)
    goes_on[enters[inside]] = head[inside]
    head[inside] = first + enters[inside]
    head[len(head) - len(tag) :] = sink - 4 + tag
    counted = np.arange(first, sink)
    supply = np.zeros(sink + 1, np.int64)
    supply[:first] = whole.supply[is_node]
    supply[sink] = -supply.sum()
    more = np.zeros(2 * len(counted) + 4, np.int64)
    return Network(
        np.concatenate([tail, counted, counted, counted[-4:]]),
        np.concatenate([head, goes_on, goes_on, goes_on[-4:]]),
        np.concatenate([whole.capacity[arcs], more]),
        np.concatenate([cost, more]),
        supply,
    )
