"""Boxes: how many seekers of each kind a provider takes, from, to; and how many are left out.

A *slot* is one provider whose weeks can be full together with one *pattern*, the visits that a seeker
wants week by week. Whether a plan keeps the limits depends only on how many seekers there are in each
slot, so a *box*, a least and a most for every slot, is a set of plans that a flow can still say. Behind
the ``M`` slots a box has a least and a most for the seekers left out of each tag, too. A *cut* parts a
box in two: at most ``k`` here, or more. Cuts of cuts make a tree whose leaves hold every plan once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from matching.candidates import Pairs
from matching.columns import Bools, Ints
from matching.model import FARTHEST
from matching.weeks import Limits


class Box(NamedTuple):
    """At least ``low`` and at most ``high`` seekers in each slot, and left out of each tag 1..4;
    shapes (M + 4,)."""

    low: Ints
    high: Ints

    def holds(self, count: Ints) -> bool:
        """Is this a plan of the box, as far as numbers say?"""
        return bool(((count >= self.low) & (count <= self.high)).all())


class Cut(NamedTuple):
    """At most ``k`` seekers at a position of a box; or, ``over``, at least ``k + 1``."""

    at: int
    k: int
    over: bool

    @property
    def other(self) -> Cut:
        return self._replace(over=not self.over)


Path = tuple[Cut, ...]
"""Every cut on the way from the whole to a box."""


@dataclass(frozen=True)
class Slots:
    """The ``M`` slots of a problem of ``W`` weeks, sorted by provider, then pattern.

    Attributes:
        provider, pattern: of each slot, shape (M,).
        wanted: visits of one seeker in it, shape (M, W).
        left: visits that its provider can still make, shape (M, W).
        many: candidates of each, shape (M,).
    """

    provider: Ints
    pattern: Ints
    wanted: Ints
    left: Ints
    many: Ints

    @classmethod
    def of(cls, limits: Limits, pairs: Pairs) -> tuple[Slots, Ints]:
        """All slots of these pairs, and the slot of each pair, -1 for none, shape (E,)."""
        can_be_full = np.zeros(len(limits.left), bool)
        can_be_full[limits.provider] = True
        inside = can_be_full[pairs.provider]
        code = pairs.provider * len(limits.wanted) + limits.pattern[pairs.seeker]
        codes, number, many = np.unique(code[inside], return_inverse=True, return_counts=True)
        slot = np.full(len(pairs), -1)
        slot[inside] = number
        provider, pattern = np.divmod(codes, len(limits.wanted))
        return cls(provider, pattern, limits.wanted[pattern], limits.left[provider], many), slot

    def __len__(self) -> int:
        return len(self.provider)

    def take(self, slots: Ints) -> Slots:
        """These slots alone; all or none of a provider."""
        columns = (self.provider, self.pattern, self.wanted, self.left, self.many)
        return Slots(*(column[slots] for column in columns))

    def whole(self, tagged: Ints) -> Box:
        """The box of all plans, for so many seekers of each tag, shape (4,)."""
        high = np.concatenate([self.many, tagged])
        box = self.tightened(Box(np.zeros_like(high), high))
        assert box is not None  # Nobody anywhere keeps every limit.
        return box

    def given(self, count: Ints) -> Ints:
        """Visits that these seekers together want of the provider of each slot, shape (M, W)."""
        first = np.flatnonzero(np.diff(self.provider, prepend=-1))
        if not len(first):
            return self.wanted
        each = np.add.reduceat(count[: len(self), None] * self.wanted, first, axis=0)
        return np.repeat(each, np.diff(first, append=len(self)), axis=0)

    def broken(self, count: Ints) -> Bools:
        """Slots whose provider would have to make more visits than it can, shape (M,)."""
        broken: Bools = np.any(self.given(count) > self.left, axis=1)
        return broken

    def tightened(self, box: Box) -> Box | None:
        """The same plans in a smaller box; ``None`` if there are none.

        What the least numbers of a provider leave of a week, one slot can fill at most alone.
        """
        room = self.left - self.given(box.low)
        if (room < 0).any() or (box.low > box.high).any():
            return None
        high = box.high.copy()
        own = high[: len(self)]  # a view
        alone = np.where(self.wanted > 0, room // np.maximum(self.wanted, 1), own[:, None])
        own[:] = np.minimum(own, box.low[: len(self)] + alone.min(axis=1, initial=FARTHEST))
        return Box(box.low, high)

    def cut(self, box: Box, cut: Cut) -> Box | None:
        """The part of a box on this side of the cut."""
        low, high = box.low.copy(), box.high.copy()
        if cut.over:
            low[cut.at] = max(low[cut.at], cut.k + 1)
        else:
            high[cut.at] = min(high[cut.at], cut.k)
        return self.tightened(Box(low, high))

    def cut_for(self, box: Box, count: Ints) -> Cut:
        """A cut that takes these seekers apart, of whom some provider has too many.

        Of its slots as many are kept as it can do, the least visits first; the cut is where that ends.
        """
        over = (self.given(count) - self.left).max(axis=1)
        here = np.flatnonzero(self.provider == self.provider[over.argmax()])
        by_visits = here[np.argsort(self.wanted[here].sum(axis=1), kind="stable")]
        kept = box.low[here]
        room = self.left[here[0]] - kept @ self.wanted[here]
        for at in by_visits.tolist():
            wanted = self.wanted[at]
            more = min(
                [*(room[wanted > 0] // wanted[wanted > 0]).tolist(), int(count[at] - box.low[at])]
            )
            if box.low[at] + more < count[at]:
                return Cut(at, int(box.low[at] + more), False)
            room = room - max(more, 0) * wanted
        raise AssertionError("nobody has too many")


def cover(paths: Sequence[Path]) -> bool:
    """Do the boxes at the ends of these paths hold every plan, and each once?

    >>> few, many = Cut(0, 3, False), Cut(0, 3, True)
    >>> cover([(few,), (many,)]), cover([(few,)]), cover([(few,), (many, Cut(1, 0, False))])
    (True, False, False)
    """
    waiting = [list(paths)]
    while waiting:
        here = waiting.pop()
        if here == [()]:
            continue
        if not here or not all(here):
            return False
        cut = here[0][0]
        sides = [[path[1:] for path in here if path[0] == side] for side in (cut, cut.other)]
        if sum(map(len, sides)) < len(here):
            return False
        waiting += sides
    return True
