"""The same needs matched under a supposition, beside the plan as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import reduce

from matching.engine import match
from matching.explain import Move
from matching.explain.moves import Effect, between, served_more
from matching.model import Problem
from matching.network import tag_prices
from matching.plan import Plan
from matching.scoring import mean_satisfaction
from matching.weights import Weights
from matching.whatif.measures import Measures, measures
from matching.whatif.supposed import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What a supposition would do.

    Attributes:
        before, after: both plans in plain figures.
        served: how many more of each tag would be served (fewer: negative), where it differs.
        gains: who would be served and is not.
        loses: who is served and would not be.
        moves: who would be served by another one.
        points: by how much the points of all together would rise. ``None`` where points before and
            after do not mean the same: under other weights, or under another mean satisfaction.
        objective: the same with those left out, ``points - big_k * (5 - tag)`` for each more served.
        big_k: the unit in ``objective``: the larger one of the two plans.
        plan: the plan as it would be, proven like any other.
    """

    before: Measures
    after: Measures
    served: Mapping[int, int]
    gains: tuple[Move, ...]
    loses: tuple[Move, ...]
    moves: tuple[Move, ...]
    points: int | None
    objective: int | None
    big_k: int
    plan: Plan = field(repr=False)


def compare(plan: Plan, *changes: Change) -> Difference:
    """Suppose these changes, in their order, and match again: nothing is written anywhere.

    It takes as long as ``match``, and is as exact: both sides are optima, and both settle ties by key.

    Raises:
        ChangeError: something cannot be supposed; ``field`` says what.

    >>> from matching import Provider, Seeker, match
    >>> from matching.whatif import Radius
    >>> need = Seeker(key="n1", need_type="t", subcategory="A1", group="E", level=1, tag=3,
    ...               community="c", subdistrict="s", x=0, y=0)
    >>> helper = Provider(key="v1", kind="volunteer", party="v1", places=1, load=0, x=1200, y=0,
    ...                   subcategories=frozenset({"A1"}), groups=frozenset({"E"}), radius=1000,
    ...                   levels=frozenset({1}), qualifications=frozenset())
    >>> difference = compare(match([need], [helper]), Radius("v1", 1500))
    >>> difference.served, [(move.seeker, move.after) for move in difference.gains]
    ({3: 1}, [('n1', 'v1')])
    >>> difference.points, difference.after.metres.mean
    (220, 1200)
    """
    problem = reduce(lambda so_far, change: change.applied(so_far), changes, plan.problem)
    after = match(problem.seekers, problem.providers, weights=problem.weights, rules=problem.rules)
    moves = between(plan, {each.seeker: each.provider for each in after.assignments})
    effect = Effect(served_more(moves), after.soft_cost - plan.soft_cost, moves)
    big_k = max(plan.big_k, after.big_k)
    same_points = _prices(plan.problem) == _prices(problem)
    return Difference(
        before=measures(plan),
        after=measures(after),
        served=effect.served,
        gains=tuple(move for move in moves if move.before is None),
        loses=effect.lost,
        moves=tuple(move for move in moves if None not in (move.before, move.after)),
        points=effect.points if same_points else None,
        objective=effect.rise(tag_prices(big_k)) if same_points else None,
        big_k=big_k,
        plan=after,
    )


def _prices(problem: Problem) -> tuple[Weights, Fraction]:
    """All that the points of one pair depend on beside the pair; a threshold only forbids pairs."""
    plain = replace(problem.weights, version="", threshold=0)
    satisfied, answers = mean_satisfaction(problem.providers, problem.weights)
    return plain, Fraction(satisfied, answers)
