"""Branch and bound over boxes, every one a minimum-cost flow with its proof.

A box is closed when its proven bound says that no plan in it is better than the best one known; or it is
parted by a cut. One child is looked into at once, so that plans are found early; otherwise the box with
the lowest bound is next (A. Land, A. Doig, *An automatic method of solving discrete programming
problems*, Econometrica 28, 1960). The closed boxes hold every plan once, which is checked in the end.

"Better" is decided by what a plan costs and then, as in ``ties``, by keys: all plans of a box that cost
its bound lie on the face of its flow, so the least of the further costs there bounds theirs, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np

from matching.branching.boxes import Box, Cut, Path, cover
from matching.branching.known import keep_limits
from matching.branching.lexicon import Prices, next_cost
from matching.branching.relaxation import Relaxation
from matching.branching.tolls import Tolled, tolled
from matching.columns import Ints
from matching.errors import CertificateError

Rank = tuple[int, ...]
"""What a plan costs, then the further costs that keys decide by; compared in this order."""


class Leaf(NamedTuple):
    """A box that is closed: no plan in it has a lower rank than ``bound``, and the best plan has none
    higher. ``None``: there is no plan in it."""

    path: Path
    bound: Rank | None


@dataclass(frozen=True, slots=True)
class Found:
    """The best plan of a part.

    Attributes:
        flow: over the arcs of the part, shape (A,).
        rank: of it.
        bound: no plan costs less.
        leaves: how many closed boxes prove it, or what is known of it.
        solved: how many flows.
    """

    flow: Ints
    rank: Rank
    bound: int
    leaves: int
    solved: int


class Node(NamedTuple):
    """A box that is solved and not yet closed; compared by bound, the youngest first."""

    bound: int
    number: int
    path: Path
    box: Box
    tolled: Tolled


OF_TAGS, OF_SLOTS = 120, 80
"""Rounds of tolls in the first box and behind a cut by tags, and behind one by slots."""

NO_PLAN = 2**62
"""Bound of a box without plans."""

AGAIN = 4
"""So many times as long as the last steps of a box are the first ones of its children."""


def search(
    relaxation: Relaxation,
    known: Ints,
    costs: Sequence[Ints],
    most: int,
    lexicon: tuple[Prices, int],
) -> Found:
    """The best plan of a part, or the best that so many flows lead to.

    Args:
        relaxation: the part.
        known: flow of a plan that keeps all limits, shape (A,).
        costs: further costs by which keys decide, shape (A,) each; none: any of the cheapest will do.
        most: flows that may be solved; the first box is always looked into.
        lexicon: prices of leaving out one of each tag, and the points of any plan at most.

    Raises:
        CertificateError: no solver gave an answer that proves itself.
    """
    return _Search(relaxation, known, costs, most, lexicon).run()


class _Search:
    def __init__(
        self,
        relaxation: Relaxation,
        known: Ints,
        costs: Sequence[Ints],
        most: int,
        lexicon: tuple[Prices, int],
    ) -> None:
        self._lexicon = lexicon
        self._relaxation, self._costs, self._most = relaxation, costs, most
        self._best, self._rank = known, self._rank_of(known)
        self._leaves: list[Leaf] = []
        self._open: list[Node] = []
        self._solved = self._number = self._pay = 0
        self._no_tolls = np.zeros(len(relaxation.rows.limit), np.int64)
        pairs = relaxation.cost[: len(relaxation.enters)]
        self._pair = int(pairs.max(initial=0)) // 8

    def run(self) -> Found:
        here: Node | None = self._solve_first()
        while here is not None:
            here = self._look_into(here)
            if here is None and self._open and self._solved < self._most:
                here = heappop(self._open)
        return self._found()

    def _solve_first(self) -> Node:
        box, tolls = self._relaxation.whole, self._no_tolls
        # More than any plan can gain that is worth looking for.
        self._pay = max(0, self._rank[0] - self._relaxation.solved(box).bound) + 1
        return self._solve((), box, tolls, tolls + self._longest(box), OF_TAGS)

    def _look_into(self, node: Node) -> Node | None:
        """Close a box or part it; the child to look into next, if there is one at once."""
        bound: Rank = (node.bound,)
        relaxed = node.tolled.relaxed
        flow = relaxed.flow
        if bound <= self._rank:
            self._offer(flow)
            self._offer(self._dive(node))
        if relaxed.bound == self._rank[0]:
            flow = self._relaxation.tied(relaxed, self._costs)
            bound += self._rank_of(flow)[1:]
            self._offer(flow)
        if bound >= self._rank:
            self._leaves.append(Leaf(node.path, bound))
            return None
        return self._part(node, self._relaxation.count(flow))

    def _offer(self, flow: Ints) -> None:
        """The best plan so far, if it is one and better."""
        broken = self._relaxation.slots.broken(self._relaxation.count(flow))
        if not broken.any():
            self._best, self._rank = min(
                (self._best, self._rank), (flow, self._rank_of(flow)), key=lambda each: each[1]
            )

    def _dive(self, node: Node) -> Ints:
        """A plan near the flow of a box."""
        flow, solved = keep_limits(self._relaxation, node.box, self._pay, node.tolled.tolls)
        self._solved += solved
        return flow

    def _part(self, node: Node, count: Ints) -> Node | None:
        """Both sides of a cut; the better one, unless no more may be solved."""
        slots, children = self._relaxation.slots, []
        cut = self._cut(node, count)
        for side in (cut, cut.other):
            path, box = (*node.path, side), slots.cut(node.box, side)
            bound = self._next_cost(node.bound, box) if box else None
            if box is None or bound is None or bound > self._rank[0]:
                self._leaves.append(Leaf(path, None if bound is None else (bound,)))
            else:
                children.append(self._child(node, side, path, box))
        children.sort(key=lambda child: child.bound)
        again = children[:1] if self._solved < self._most else []
        for child in children[len(again) :]:
            heappush(self._open, child)
        return again[0] if again else None

    def _child(self, node: Node, side: Cut, path: Path, box: Box) -> Node:
        """The box beyond a cut, under tolls like those before it; where it is settled how many of a tag
        are left out, visits are worth far less than a person, and tolls begin anew."""
        if side.at < len(self._relaxation.slots):
            return self._solve(path, box, node.tolled.tolls, AGAIN * node.tolled.steps, OF_SLOTS)
        if self._is_settled(box):
            steps = self._no_tolls + self._longest(box)
            return self._solve(path, box, self._no_tolls, steps, OF_TAGS)
        return self._solve(path, box, node.tolled.tolls, AGAIN * node.tolled.steps, OF_TAGS)

    def _is_settled(self, box: Box) -> bool:
        many = len(self._relaxation.slots)
        return bool((box.low[many:] == box.high[many:]).all())

    def _longest(self, box: Box) -> int:
        """The longest step of a toll: a part of a person, or of the dearest pair."""
        return self._pair if self._is_settled(box) else self._lexicon[0][4] // 8

    def _cut(self, node: Node, count: Ints) -> Cut:
        """Where to part a box: whether more of a tag can be served than now; then by slots."""
        slots = len(self._relaxation.slots)
        left_out = self._relaxation.count(self._best)[slots:].tolist()
        for at, many in enumerate(left_out, slots):
            if node.box.low[at] < many <= node.box.high[at]:
                return Cut(at, many - 1, False)
            if node.box.low[at] == many < node.box.high[at]:
                return Cut(at, many, False)
            if node.box.low[at] != many:
                break
        if self._relaxation.slots.broken(count).any():
            return self._relaxation.slots.cut_for(node.box, count)
        return self._cut_for_room(node, count)

    def _cut_for_room(self, node: Node, count: Ints) -> Cut:
        """Nobody has too much, but visits that cost a toll are left over: one seeker more, or not."""
        rows, tolls = self._relaxation.rows, node.tolled.tolls
        dearest = int((tolls * -rows.over(count)).argmax())
        low, high = node.box
        for at in rows.slot[rows.row == dearest].tolist():
            if low[at] <= count[at] < high[at]:
                return Cut(at, int(count[at]), False)
        at = int((high - low).argmax())
        return Cut(at, int(low[at] + high[at]) // 2, False)

    def _solve(self, path: Path, box: Box, tolls: Ints, steps: Ints, rounds: int) -> Node:
        one = tolled(
            self._relaxation,
            box,
            tolls,
            np.minimum(steps, self._longest(box)),
            pay=self._pay,
            enough=self._rank[0],
            rounds=min(rounds, max(1, self._most - self._solved)),
        )
        self._solved += one.solved
        self._number -= 1
        bound = self._next_cost(one.relaxed.bound, box)
        return Node(NO_PLAN if bound is None else bound, self._number, path, box, one)

    def _next_cost(self, bound: int, box: Box) -> int | None:
        many = len(self._relaxation.slots)
        return next_cost(bound, box.low[many:], box.high[many:], *self._lexicon)

    def _rank_of(self, flow: Ints) -> Rank:
        return tuple(int(cost @ flow) for cost in (self._relaxation.cost, *self._costs))

    def _found(self) -> Found:
        """What was found, when all boxes have been looked at once more."""
        paths = [leaf.path for leaf in self._leaves] + [node.path for node in self._open]
        if not cover(paths):
            raise CertificateError("the boxes do not hold every plan")
        if any(leaf.bound is not None and leaf.bound < self._rank for leaf in self._leaves):
            raise CertificateError("a box was closed in which a better plan may be")
        bound = min((self._rank[0], *(node.bound for node in self._open)))
        return Found(self._best, self._rank, bound, len(self._leaves), self._solved)
