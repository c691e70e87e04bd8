"""Dispatch's door to `matching`: the database goes in as plain values, a proven plan comes out."""

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

import matching
from marketplace.dispatch.keys import order_key
from marketplace.dispatch.models import WeightSet
from marketplace.dispatch.providing import provider_rows
from marketplace.dispatch.rules import BOUNDS, LOAD, LOAD_UP_TO
from marketplace.dispatch.seeking import seeker_rows
from marketplace.kernel.errors import Malformed, RuleBroken
from marketplace.workorders.models import WorkOrder
from matching import (
    Assignment,
    Candidate,
    Plan,
    Problem,
    Provider,
    Reason,
    Rules,
    Seeker,
    Weights,
    whatif,
)
from matching.candidates import find_pairs
from matching.columns import Columns
from matching.explain import (
    Effect,
    Kind,
    Move,
    Override,
    Part,
    Remedy,
    Shortages,
    WhyNot,
    WhyThisOne,
)
from matching.explain.changes import OF_SEEKER
from matching.explain.moves import served_more
from matching.fairness import Spread, Tally, spread
from matching.whatif import Change, Difference, Leaves, Measures, Places, Price, Reach

__all__ = [
    "OF_SEEKER",
    "Assignment",
    "Candidate",
    "Change",
    "Difference",
    "Kind",
    "Leaves",
    "Measures",
    "Move",
    "Override",
    "Part",
    "Places",
    "Plan",
    "Price",
    "Problem",
    "Provider",
    "Reach",
    "Remedy",
    "Seeker",
    "Shortages",
    "Spread",
    "Tally",
    "WhyNot",
    "WhyThisOne",
    "spread",
]

# A dispatcher waits for it, and a third of the size is what it is kept for.
QUICKLY = 3
# A repair is found by trying: so often at most a plan is solved again while somebody waits for the page.
TRIES = 12
REASONS = tuple(reason.value for reason in Reason)
# What a dispatcher who knows better may set aside, with a reason; the rest protects people.
SOFT_BY_HAND = frozenset(
    reason.value
    for reason in (
        Reason.AREA,
        Reason.DISTANCE,
        Reason.GROUP,
        Reason.BELOW_THRESHOLD,
        Reason.TIME_WINDOW,
        Reason.LANGUAGE,
        Reason.SEX,
    )
)


def seekers_for(orders: QuerySet[WorkOrder], on: date | None = None) -> list[Seeker]:
    """With `on`, contracts of that day say whom to prefer."""
    return [Seeker(**row) for row in seeker_rows(orders, on)]


def providers(district: str, on: date) -> list[Provider]:
    """Everybody who serves the district (its code)."""
    return [Provider(**row) for row in provider_rows(district, on)]


def weights_of(weights: WeightSet) -> Weights:
    """What the engine weighs by; its version is the set's."""
    plain = {name: getattr(weights, name) for name in BOUNDS if name not in LOAD}
    load = tuple(zip(LOAD_UP_TO, (getattr(weights, name) for name in LOAD), strict=True))
    return Weights(version=str(weights.version), load=load, **plain)


def rules_of(weights: WeightSet) -> Rules:
    return Rules(version=str(weights.version), block_banned=weights.block_banned)


def plan_for(orders: QuerySet[WorkOrder], district: str, on: date, weights: WeightSet) -> Plan:
    """The best plan for these orders of a district, proven; RuleBroken if no solver could prove its answer."""
    return _match(
        seekers_for(orders, on), providers(district, on), weights_of(weights), rules_of(weights)
    )


def digest_for(orders: QuerySet[WorkOrder], district: str, on: date, weights: WeightSet) -> str:
    """The digest of what would go in: the same input has the same plan."""
    given = seekers_for(orders, on), providers(district, on), weights_of(weights), rules_of(weights)
    return matching.digest(matching.snapshot(*given))


@dataclass(frozen=True, slots=True)
class WeighedBy:
    """Supposed: another set of weights is in force."""

    weights: WeightSet

    def applied(self, problem: Problem) -> Problem:
        return replace(problem, weights=weights_of(self.weights), rules=rules_of(self.weights))


def compare(plan: Plan, weights: WeightSet) -> Difference:
    """The plan, and that of the same orders and providers by another set of weights."""
    with _proven():
        return whatif.compare(plan, WeighedBy(weights))


def candidates_for(order: WorkOrder, on: date, weights: WeightSet) -> list[Candidate]:
    """Every provider for one order: the possible ones best first, then the others with their reasons."""
    (seeker,) = seekers_for(WorkOrder.objects.filter(pk=order.pk), on)
    here = providers(order.need.community.district_code, on)
    return matching.rank(seeker, here, weights=weights_of(weights), rules=rules_of(weights))


def stands_in_the_way(
    pairs: dict[str, str],
    orders: QuerySet[WorkOrder],
    district: str,
    on: date,
    weights: WeightSet,
) -> dict[str, list[str]]:
    """For each order key of a district and the provider key proposed for it: the reasons against it as of now."""
    seekers = {seeker.key: seeker for seeker in seekers_for(orders)}
    known = {provider.key: provider for provider in providers(district, on)}
    rules = rules_of(weights)
    return {
        order: [
            reason.value for reason in matching.refusals(seekers[order], known[provider], rules)
        ]
        if provider in known
        else [Reason.SUSPENDED.value]
        for order, provider in pairs.items()
    }


def make_room(
    order: WorkOrder, asked: Mapping[int, str], on: date, weights: WeightSet
) -> tuple[Move, ...]:
    """The fewest offers to take back so that this order finds a place: its own move first, then theirs; empty
    if that does not help. `asked`: whom the orders that may make room have been offered to, by pk."""
    orders = WorkOrder.objects.filter(pk__in=[order.pk, *asked])
    seekers = {each.key: each for each in seekers_for(orders, on)}
    comer = seekers.pop(order_key(order.pk))
    waiting = [replace(seekers[order_key(pk)], offered=key) for pk, key in asked.items()]
    by = {"weights": weights_of(weights), "rules": rules_of(weights)}
    here = providers(order.need.community.district_code, on)
    return matching.repair.make_room(comer, waiting, here, **by)


def packed(plan: Plan) -> bytes:
    """The whole input of a run, small enough to keep."""
    return zlib.compress(plan.recorded, QUICKLY)


def unpacked(snapshot: bytes) -> dict[str, Any]:
    """The input of a run as it was kept: plain values. RuleBroken if it is no such thing any more."""
    try:
        plain = json.loads(zlib.decompress(bytes(snapshot)))
    except (zlib.error, ValueError) as error:
        raise _unreadable() from error
    if not isinstance(plain, dict):
        raise _unreadable()
    return plain


def digest_of(plain: dict[str, Any]) -> str:
    """The digest of what was kept itself, and not of what today's engine makes of it."""
    return matching.digest(plain)


def unlike(plain: dict[str, Any], weights: WeightSet) -> list[tuple[str, Any, Any]]:
    """In what a kept input differs from the set it is said to be made by: (name, kept, of the set).

    A weight that the engine has learnt since is not in what was kept, and no difference.
    """
    of_set = matching.plain(weights_of(weights)) | matching.plain(rules_of(weights))
    kept = plain.get("weights", {}) | plain.get("rules", {})
    return [(name, was, of_set.get(name)) for name, was in kept.items() if was != of_set.get(name)]


def plan_again(snapshot: bytes) -> Plan:
    """The plan of that day, from what went in that day, by the weights and rules of that day."""
    try:
        problem = matching.restore(unpacked(snapshot))
    except matching.InputError as error:
        raise _unreadable() from error
    return _match(problem.seekers, problem.providers, problem.weights, problem.rules)


def why_this_one(plan: Plan, key: str) -> WhyThisOne:
    return matching.explain.why_this_one(plan, key)


def is_quickly_explained(plan: Plan) -> bool:
    """False where weeks cross: who would be next is only known when the whole plan is solved again."""
    return matching.explain.is_flow(plan.working)


def graph_of(plan: Plan, key: str) -> Any:
    """The account of one order as a small graph, as `matching.explain.graph` describes it."""
    # Slow to come, and of use on one page only.
    from matching.explain import graph

    return graph.graph_of(plan, key)


def left_out_points(plan: Plan, why: WhyThisOne) -> int:
    """What leaving people out contributes to the gap of a runner-up."""
    return Effect(served_more(why.moves), 0, ()).rise(plan.prices)


def why_not(plan: Plan, key: str) -> WhyNot:
    return matching.explain.why_not(plan, key)


def remedies(plan: Plan, key: str) -> tuple[Remedy, ...]:
    """The cheapest changes of the world after which this order left out is served, cheapest first."""
    return matching.explain.remedies(plan, key, tries=TRIES)


def could_be_asked(
    orders: QuerySet[WorkOrder], providers: Iterable[Provider], weights: WeightSet
) -> Counter[str]:
    """For how many of these orders each provider is possible, by key; whoever is full counts as if it had
    room, and whoever was asked for an order already does not count for it."""
    roomy = (replace(each, places=max(each.places, 1)) for each in providers)
    problem = Problem.of(seekers_for(orders), roomy, weights_of(weights), rules_of(weights))
    found = find_pairs(Columns(problem)).provider
    return Counter(problem.providers[at].key for at in found.tolist())


def suppose(plan: Plan, changes: Iterable[Change]) -> Difference:
    """The same orders under a supposition, beside the plan as it is; nothing is written."""
    try:
        return whatif.compare(plan, *changes)
    except whatif.ChangeError as error:
        raise Malformed(
            "cannot_suppose", _("This cannot be supposed."), field=error.field
        ) from error


def shortages(plan: Plan) -> Shortages:
    return matching.explain.shortages(plan)


def cost_of_override(plan: Plan, order: str, provider: str) -> Override:
    """What the plan loses if a person gives this order to this provider, all others placed at their best."""
    with _proven():
        return matching.explain.cost_of_override(plan, order, provider)


def _unreadable() -> RuleBroken:
    return RuleBroken("unreadable_snapshot", _("What went in that day cannot be read any more."))


def _match(
    seekers: Iterable[Seeker], providers: Iterable[Provider], weights: Weights, rules: Rules
) -> Plan:
    with _proven():
        return matching.match(seekers, providers, weights=weights, rules=rules)


@contextmanager
def _proven() -> Iterator[None]:
    try:
        yield
    except (matching.SolverError, matching.CertificateError) as error:
        raise RuleBroken(
            "not_proven", _("The engine found no plan that proves itself; nothing was changed.")
        ) from error
