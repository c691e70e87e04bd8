"""Who goes elsewhere when a plan changes, and what the change costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from matching.plan import Plan
from matching.residual import Step


@dataclass(frozen=True, slots=True)
class Move:
    """A seeker that would go elsewhere; ``None`` is the dispatch centre, that is unmatched."""

    seeker: str
    tag: int
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does to the whole plan.

    Attributes:
        served: how many more of each tag are served, fewer are negative; tags without a change are
            left out.
        points: by how much the points of all assignments together rise; negative is a saving.
        moves: everyone whose provider differs, whom it is about first, then by key.
    """

    served: Mapping[int, int]
    points: int
    moves: tuple[Move, ...]

    @property
    def lost(self) -> tuple[Move, ...]:
        """Those who would be left out."""
        return tuple(move for move in self.moves if move.after is None)

    def rise(self, prices: Mapping[int, int]) -> int:
        """The same in the unit of ``Plan.objective``.

        Args:
            prices: of leaving out one of each tag, as ``Plan.prices``.

        >>> Effect({1: 1, 4: -1}, 30, ()).rise({1: 4000, 2: 3000, 3: 2000, 4: 1000})
        -2970
        """
        return self.points - sum(prices[tag] * more for tag, more in self.served.items())


NOTHING = Effect({}, 0, ())
"""No change at all."""


def served_more(moves: Iterable[Move]) -> dict[int, int]:
    """How many more of each tag are served after these moves."""
    more: Counter[int] = Counter()
    for move in moves:
        more[move.tag] += (move.before is None) - (move.after is None)
    return {tag: more[tag] for tag in sorted(more) if more[tag]}


def between(plan: Plan, goes_to: Mapping[str, str], first: str | None = None) -> tuple[Move, ...]:
    """Everyone who goes elsewhere when seekers go to these providers, ``first`` first, then by key.

    Args:
        plan: what is so now.
        goes_to: provider key by seeker key; who is not named is left out.
    """
    seekers = sorted(plan.problem.seekers, key=lambda each: each.key != first)
    goes = {assignment.seeker: assignment.provider for assignment in plan.assignments}
    moves = (
        Move(each.key, each.tag, goes.get(each.key), goes_to.get(each.key)) for each in seekers
    )
    return tuple(move for move in moves if move.before != move.after)


def along(plan: Plan, steps: Iterable[Step]) -> tuple[Move, ...]:
    """What the steps of a way mean: pair and unserved arcs, gained and given back, by seeker."""
    layout, problem = plan.working.layout, plan.problem
    before: dict[int, str | None] = {}
    after: dict[int, str | None] = {}
    for step in steps:
        at = after if step.gained else before
        if step.arc < len(layout.pairs):
            provider = problem.providers[int(layout.pairs.provider[step.arc])]
            at[int(layout.pairs.seeker[step.arc])] = provider.key
        elif step.arc >= layout.unserved_arcs.start:
            at[step.arc - layout.unserved_arcs.start] = None
    return tuple(
        Move(problem.seekers[i].key, problem.seekers[i].tag, before[i], after[i]) for i in after
    )
