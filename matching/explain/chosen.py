"""Why this one: the terms of an assignment, the runner-up, and what choosing it would cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from matching.errors import CertificateError, InputError
from matching.explain.again import effect_of, solved_again
from matching.explain.moves import Move, along
from matching.explain.weekly import is_flow, keeps_weeks
from matching.plan import Plan
from matching.residual import Step
from matching.scoring import mean_satisfaction, pair_terms


@dataclass(frozen=True, slots=True)
class WhyThisOne:
    """Why a seeker got its provider: what the best plan without this pair would cost more.

    Attributes:
        seeker, provider: keys.
        terms, total: points of the assignment.
        runner_up: whom the seeker would get in the best plan without this pair; ``None``: nobody.
        runner_up_terms: points of that pair by name, without ``load``; empty for nobody.
        gap: the objective of that plan minus the objective of this one, exactly; never negative.
            0 means equally good: keys decided.
        elsewhere: the part of the gap that is not the difference of the two pairs' own terms:
            prices of places and what happens to others. ``None`` for nobody.
        moves: everyone whose provider differs in that plan, the seeker first.
    """

    seeker: str
    provider: str
    terms: Mapping[str, int]
    total: int
    runner_up: str | None
    runner_up_terms: Mapping[str, int]
    gap: int
    elsewhere: int | None
    moves: tuple[Move, ...]

    @property
    def would_lose(self) -> tuple[Move, ...]:
        """Those who would be left out in that plan."""
        return tuple(move for move in self.moves if move.after is None)


def why_this_one(plan: Plan, seeker_key: str) -> WhyThisOne:
    """The terms, the runner-up and the gap of one assignment.

    The gap is that of the whole plan solved again with this pair forbidden, found as one cheapest
    way through the proven flow: milliseconds, and exact. Only where that way would break a limit by
    week is the plan really solved again.

    Raises:
        InputError: the seeker is not in the plan, or is unmatched.
    """
    assignment = plan.assignment_of(seeker_key)
    if assignment is None:
        raise InputError(f"seeker {seeker_key} is unmatched; ask why_not")
    working = plan.working
    i = plan.position_of(seeker_key)
    j = position_of_provider(plan, assignment.provider)
    layout = working.layout
    arc = layout.arc_of(i, j)
    # The pair's own arc is full, so the way cannot use it: it is the cheapest way around it.
    way = None if arc is None else working.residual.cheapest_way(i, int(layout.network.head[arc]))
    if arc is None or way is None:
        raise CertificateError(f"seeker {seeker_key}: the plan does not fit its own arrays")
    gap = way.cost - int(layout.network.cost[arc])
    moves = along(plan, (*way.steps, Step(arc, gained=False)))
    if not (is_flow(working) and keeps_weeks(plan, moves)):
        gap, moves = _without(plan, seeker_key, assignment.provider)
    runner_up = moves[0].after
    terms, elsewhere = _of_runner_up(plan, i, runner_up), None
    if runner_up is not None:
        elsewhere = gap - (sum(terms.values()) - int(layout.network.cost[arc]))
    return WhyThisOne(
        seeker=seeker_key,
        provider=assignment.provider,
        terms=assignment.terms,
        total=assignment.total,
        runner_up=runner_up,
        runner_up_terms=terms,
        gap=gap,
        elsewhere=elsewhere,
        moves=moves,
    )


def _without(plan: Plan, seeker_key: str, provider_key: str) -> tuple[int, tuple[Move, ...]]:
    """The gap and the moves from the plan solved again as if the provider had refused."""
    seekers = (
        replace(each, refused=each.refused | {provider_key}) if each.key == seeker_key else each
        for each in plan.problem.seekers
    )
    again = solved_again(replace(plan.problem, seekers=tuple(seekers)))
    effect = effect_of(plan, again, first=seeker_key)
    return effect.rise(plan.prices), effect.moves


def position_of_provider(plan: Plan, provider_key: str) -> int:
    """Position of a provider in the problem."""
    keys = [provider.key for provider in plan.problem.providers]
    if provider_key not in keys:
        raise InputError(f"provider {provider_key} is not in this plan")
    return keys.index(provider_key)


def _of_runner_up(plan: Plan, seeker: int, provider_key: str | None) -> dict[str, int]:
    if provider_key is None:
        return {}
    problem = plan.problem
    provider = problem.providers[position_of_provider(plan, provider_key)]
    mean = mean_satisfaction(problem.providers, problem.weights)
    return pair_terms(problem.seekers[seeker], provider, mean, problem.weights)
