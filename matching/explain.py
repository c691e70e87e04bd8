"""Why this one, and why not: codes and numbers, from which others write sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from matching.eligibility import Reason
from matching.errors import CertificateError, InputError
from matching.plan import Plan, Unmatched
from matching.ranking import Candidate, rank
from matching.residual import Step
from matching.scoring import mean_satisfaction, pair_terms

NEAR_MISSES = 5
"""So many providers that fail by one reason are named."""


@dataclass(frozen=True, slots=True)
class Move:
    """A seeker that would go elsewhere; ``None`` is the dispatch centre, that is unmatched."""

    seeker: str
    tag: int
    before: str | None
    after: str | None


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


@dataclass(frozen=True, slots=True)
class Competition:
    """Needs that can be served only by these providers, and there are not enough places.

    Philip Hall's condition (*On representatives of subsets*, 1935), violated: ``needs > places``.
    """

    seekers: tuple[str, ...]
    providers: tuple[str, ...]
    places: int

    @property
    def needs(self) -> int:
        return len(self.seekers)


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


def why_this_one(plan: Plan, seeker_key: str) -> WhyThisOne:
    """The terms, the runner-up and the gap of one assignment.

    The gap is that of the whole plan solved again with this pair forbidden, found as one cheapest
    way through the proven flow: milliseconds, and exact.

    Raises:
        InputError: the seeker is not in the plan, or is unmatched.
    """
    assignment = plan.assignment_of(seeker_key)
    if assignment is None:
        raise InputError(f"seeker {seeker_key} is unmatched; ask why_not")
    working = plan.working
    i = plan.position_of(seeker_key)
    j = _position(plan, assignment.provider)
    layout = working.layout
    arc = layout.arc_of(i, j)
    # The pair's own arc is full, so the way cannot use it: it is the cheapest way around it.
    way = working.residual.cheapest_way(i, int(layout.node_of[j]))
    if arc is None or way is None:
        raise CertificateError(f"seeker {seeker_key}: the plan does not fit its own arrays")
    gap = way.cost - int(layout.network.cost[arc])
    moves = _moves(plan, (*way.steps, Step(arc, gained=False)))
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


def why_not(plan: Plan, seeker_key: str) -> WhyNot:
    """Reasons, competition and near misses of one seeker left out.

    Raises:
        InputError: the seeker is not in the plan, or is served.
    """
    unmatched = _unmatched(plan, seeker_key)
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
        competition=_competition(plan, position) if unmatched.competition else None,
        near_misses=tuple(near[:NEAR_MISSES]),
    )


def _unmatched(plan: Plan, seeker_key: str) -> Unmatched:
    if plan.assignment_of(seeker_key) is not None:
        raise InputError(f"seeker {seeker_key} is served; ask why_this_one")
    return next(each for each in plan.unmatched if each.seeker == seeker_key)


def _position(plan: Plan, provider_key: str) -> int:
    keys = [provider.key for provider in plan.problem.providers]
    return keys.index(provider_key)


def _of_runner_up(plan: Plan, seeker: int, provider_key: str | None) -> dict[str, int]:
    if provider_key is None:
        return {}
    problem = plan.problem
    provider = problem.providers[_position(plan, provider_key)]
    mean = mean_satisfaction(problem.providers, problem.weights)
    return pair_terms(problem.seekers[seeker], provider, mean, problem.weights)


def _moves(plan: Plan, steps: tuple[Step, ...]) -> tuple[Move, ...]:
    """What the steps mean: pair and unserved arcs, gained and given back, by seeker."""
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


def _competition(plan: Plan, seeker: int) -> Competition:
    """Everyone who can be served only where this seeker, step by step, would have to go."""
    working = plan.working
    pairs, columns = working.pairs, working.columns
    used = working.flow[: len(pairs)] > 0
    wanting = np.zeros(columns.n, bool)
    wanting[seeker] = True
    providers = np.zeros(columns.p, bool)
    while True:
        providers[pairs.provider[wanting[pairs.seeker]]] = True
        holders = pairs.seeker[used & providers[pairs.provider]]
        if wanting[holders].all():
            break
        wanting[holders] = True
    elsewhere = np.zeros(columns.n, bool)
    elsewhere[pairs.seeker[~providers[pairs.provider]]] = True
    only_here = np.zeros(columns.n, bool)
    only_here[pairs.seeker] = True
    only_here &= ~elsewhere
    problem = plan.problem
    return Competition(
        seekers=tuple(problem.seekers[i].key for i in np.flatnonzero(only_here)),
        providers=tuple(problem.providers[j].key for j in np.flatnonzero(providers)),
        places=int(columns.places[providers].sum()),
    )
