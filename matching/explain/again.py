"""A changed problem solved again: proven like every plan, but only told who goes where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from matching.branching import EFFORT
from matching.columns import Columns
from matching.explain.moves import Effect, between, served_more
from matching.model import Problem
from matching.optimum import find_optimum
from matching.plan import Plan
from matching.solve import chain


@dataclass(frozen=True, slots=True)
class Again:
    """The best plan of another problem.

    Attributes:
        goes_to: provider key by seeker key; who is not named is left out.
        points: of all that go somewhere.
    """

    goes_to: Mapping[str, str]
    points: int


def solved_again(problem: Problem) -> Again:
    """The same plan that ``match`` would give, without its reasons and its record.

    Where limits by week cross, a tenth of the effort has to do; if it is spent, the plan keeps all
    limits and may not be the best.
    """
    best = find_optimum(Columns(problem), chain(), effort=EFFORT // 10)
    pairs = best.layout.pairs
    used = np.flatnonzero(best.flow[: len(pairs)])
    goes_to = {
        problem.seekers[i].key: problem.providers[j].key
        for i, j in zip(pairs.seeker[used].tolist(), pairs.provider[used].tolist(), strict=True)
    }
    return Again(goes_to, best.points)


def effect_of(plan: Plan, again: Again, first: str | None = None) -> Effect:
    """What another plan of the same seekers does differently, ``first`` first."""
    moves = between(plan, again.goes_to, first=first)
    return Effect(served_more(moves), again.points - plan.soft_cost, moves)
