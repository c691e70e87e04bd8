"""Why not: what excludes whom, and what the seeker competes for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from matching.eligibility import Reason
from matching.errors import InputError
from matching.explain.competition import Competition, competition
from matching.plan import Plan, Unmatched
from matching.ranking import Candidate, rank

NEAR_MISSES = 5
"""So many providers that fail by one reason are named."""


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a seeker was left out.

    Attributes:
        seeker, tag, offering, reasons, first, eligible: as in ``plan.Unmatched``.
        competition: the needs and places it competes with, if somebody is eligible.
        near_misses: providers that only one reason excludes, cheapest first.
    """

    seeker: str
    tag: int
    offering: int
    reasons: Counter[Reason]
    first: Counter[Reason]
    eligible: int
    competition: Competition | None
    near_misses: tuple[Candidate, ...]


def why_not(plan: Plan, seeker_key: str) -> WhyNot:
    """Reasons, competition and near misses of one seeker left out.

    Raises:
        InputError: the seeker is not in the plan, or is served.
    """
    unmatched = unmatched_of(plan, seeker_key)
    position = plan.position_of(seeker_key)
    problem = plan.problem
    seeker = problem.seekers[position]
    ranked = rank(seeker, problem.providers, weights=problem.weights, rules=problem.rules)
    near = [candidate for candidate in ranked if len(candidate.reasons) == 1]
    return WhyNot(
        seeker=unmatched.seeker,
        tag=unmatched.tag,
        offering=unmatched.offering,
        reasons=unmatched.reasons,
        first=unmatched.first,
        eligible=unmatched.eligible,
        competition=competition(plan, position),
        near_misses=tuple(near[:NEAR_MISSES]),
    )


def unmatched_of(plan: Plan, seeker_key: str) -> Unmatched:
    """What the plan says of a seeker left out.

    Raises:
        InputError: the seeker is not in the plan, or is served.
    """
    if plan.assignment_of(seeker_key) is not None:
        raise InputError(f"seeker {seeker_key} is served; ask why_this_one")
    return next(each for each in plan.unmatched if each.seeker == seeker_key)
