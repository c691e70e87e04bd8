"""A plan, as rows that are kept: what was decided, the plain facts behind it, and who came second.

A round leaves thousands of them: they are told by the names of their columns, and become models where one is
looked at.
"""

import sys
from collections.abc import Iterator
from datetime import datetime
from math import isqrt
from typing import Any

from marketplace.accounts.models import User
from marketplace.dispatch import engine
from marketplace.dispatch.engine import Assignment, Override, Plan, Provider, Seeker
from marketplace.dispatch.keys import pk_of, service_key
from marketplace.dispatch.models import (
    HandCost,
    MatchRun,
    WeightSet,
)
from marketplace.dispatch.versions import made_with

try:
    import resource
except ImportError:  # Windows has none.
    resource = None  # type: ignore[assignment]

Row = dict[str, Any]
# Knowing who came second takes the engine a moment for each; in a large round, or where weeks cross, it is
# looked up on demand.
EXPLAINED_AT_ONCE = 300


def run_of(plan: Plan, kind: str, *, weights: WeightSet, by: User | None, at: datetime) -> MatchRun:
    return MatchRun(
        kind=kind,
        started_at=at,
        started_by=by,
        weights=weights,
        seekers=len(plan.problem.seekers),
        providers=len(plan.problem.providers),
        served_by_tag={str(tag): served for tag, served in plan.served_by_tag.items()},
        objective=str(plan.objective),
        bound=str(plan.bound),
        gap=plan.gap,
        certificate=plan.certificate,
        solver=plan.solver,
        solver_version=plan.solver_version,
        made_with=made_with(),
        input_digest=plan.input_digest,
        snapshot=engine.packed(plan),
        timings=dict(plan.timings),
        peak=_peak(),
    )


def proposals_of(run: MatchRun, plan: Plan) -> Iterator[Row]:
    """What a `Proposal` of each assignment holds."""
    seekers = {seeker.key: seeker for seeker in plan.problem.seekers}
    providers = {provider.key: provider for provider in plan.problem.providers}
    explained = len(plan.assignments) <= EXPLAINED_AT_ONCE and engine.is_quickly_explained(plan)
    for each in plan.assignments:
        yield dict(
            run_id=run.pk,
            work_order_id=pk_of(each.seeker),
            **_named(each.provider),
            terms=dict(each.terms),
            facts=facts_of(seekers[each.seeker], providers[each.provider]),
            total=each.total,
            runner_up=runner_up_of(plan, each) if explained else None,
        )


def unserved_of(run: MatchRun, plan: Plan) -> Iterator[Row]:
    """What an `Unserved` of each order left out holds."""
    for each in plan.unmatched:
        yield {
            "run_id": run.pk,
            "work_order_id": pk_of(each.seeker),
            "offering": each.offering,
            "eligible": each.eligible,
            "reasons": {reason.value: count for reason, count in each.first.items() if count},
        }


def shortages_of(run: MatchRun, plan: Plan) -> Iterator[Row]:
    """What a `ShortagePrice` of each service and subdistrict holds."""
    for cell in engine.shortages(plan).cells:
        if cell.week is None:
            yield {
                "run_id": run.pk,
                "subcategory_id": cell.subcategory,
                "subdistrict_id": cell.subdistrict,
                "needs": cell.needs,
                "left_out": cell.left_out,
                "serves": cell.serves,
                "points": -cell.points,
            }


def hand_cost_of(plan: Plan, override: Override) -> HandCost | None:
    """Without its offer; None where a reason stands that nobody may set aside."""
    if override.effect is None:
        return None
    best = plan.assignment_of(override.seeker)
    others = [move for move in override.effect.moves if move.seeker != override.seeker]
    return HandCost(
        weights_id=int(plan.weights_version),
        instead_of=best.provider if best else "",
        set_aside=[reason.value for reason in override.reasons],
        served={str(tag): more for tag, more in override.effect.served.items()},
        points=override.effect.points,
        moved=len(others),
    )


def facts_of(seeker: Seeker, provider: Provider) -> dict[str, Any]:
    """What a person would want to know about this pair. `before`, `wished`, `contracted`: None where nobody
    was. A pick is of a service, a contract is of an organization: so the wish itself tells which it is."""
    called = None if seeker.wish is None else provider.is_called(seeker.wish)
    is_pick = seeker.wish is not None and seeker.wish.startswith(service_key(0)[:-1])
    return {
        "metres": isqrt((seeker.x - provider.x) ** 2 + (seeker.y - provider.y) ** 2),
        "satisfied": provider.satisfied,
        "answers": provider.answers,
        "load": provider.load,
        "free": provider.places,
        "before": None if seeker.previous is None else provider.is_called(seeker.previous),
        "wished": called if is_pick else None,
        "contracted": None if is_pick else called,
    }


def runner_up_of(plan: Plan, assignment: Assignment) -> dict[str, Any]:
    """Who would be next, and by how many points the whole plan would be dearer; nobody: without a name."""
    why = engine.why_this_one(plan, assignment.seeker)
    return {"provider": why.runner_up, "gap": why.gap}


def _named(provider_key: str) -> dict[str, int]:
    kind = provider_key.partition(":")[0]
    return {f"{kind}_id": pk_of(provider_key)}


def _peak() -> int | None:
    """The most memory, in KiB, that this process has held so far; None where the system does not tell."""
    if resource is None:
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // 1024 if sys.platform == "darwin" else most
