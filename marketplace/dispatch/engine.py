"""The one door to `matching`: the database goes in as plain values, a proven plan comes out."""

import json
import zlib
from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

import matching
from marketplace.dispatch.providing import provider_rows
from marketplace.dispatch.seeking import seeker_rows
from marketplace.kernel.errors import RuleBroken
from marketplace.workorders.models import WorkOrder
from matching import Assignment, Candidate, Plan, Problem, Provider, Reason, Rules, Seeker, Weights
from matching.explain import WhyNot, WhyThisOne

__all__ = [
    "Assignment",
    "Candidate",
    "Plan",
    "Problem",
    "Provider",
    "Seeker",
    "WhyNot",
    "WhyThisOne",
]

REASONS = tuple(reason.value for reason in Reason)
# What a dispatcher who knows better may set aside, with a reason; the rest protects people.
SOFT_BY_HAND = frozenset(
    reason.value for reason in (Reason.AREA, Reason.DISTANCE, Reason.GROUP, Reason.BELOW_THRESHOLD)
)


def seekers_for(orders: QuerySet[WorkOrder]) -> list[Seeker]:
    return [Seeker(**row) for row in seeker_rows(orders)]


def providers(on: date) -> list[Provider]:
    """All of the district: a provider's quality is weighed against the mean of all."""
    return [Provider(**row) for row in provider_rows(on)]


def plan_for(orders: QuerySet[WorkOrder], on: date) -> Plan:
    """The best plan for these orders, proven; RuleBroken if no solver could prove its answer."""
    return _match(seekers_for(orders), providers(on), Weights(), Rules())


def candidates_for(order: WorkOrder, on: date) -> list[Candidate]:
    """Every provider for one order: the possible ones best first, then the others with their reasons."""
    (seeker,) = seekers_for(WorkOrder.objects.filter(pk=order.pk))
    return matching.rank(seeker, providers(on), weights=Weights(), rules=Rules())


def stands_in_the_way(
    pairs: dict[str, str], orders: QuerySet[WorkOrder], on: date
) -> dict[str, list[str]]:
    """For each order key and the provider key proposed for it: the reasons against it as of now."""
    seekers = {seeker.key: seeker for seeker in seekers_for(orders)}
    known = {provider.key: provider for provider in providers(on)}
    rules = Rules()
    return {
        order: [
            reason.value for reason in matching.refusals(seekers[order], known[provider], rules)
        ]
        if provider in known
        else [Reason.SUSPENDED.value]
        for order, provider in pairs.items()
    }


def packed(problem: Problem) -> bytes:
    """The whole input of a run, small enough to keep."""
    plain = matching.record.of_problem(problem)
    return zlib.compress(json.dumps(plain, separators=(",", ":")).encode("ascii"), 6)


def unpacked(snapshot: bytes) -> Problem:
    return matching.restore(json.loads(zlib.decompress(bytes(snapshot))))


def plan_again(snapshot: bytes) -> Plan:
    """The plan of that day, from what went in that day, by the weights and rules of that day."""
    problem = unpacked(snapshot)
    return _match(problem.seekers, problem.providers, problem.weights, problem.rules)


def why_this_one(plan: Plan, key: str) -> WhyThisOne:
    return matching.explain.why_this_one(plan, key)


def why_not(plan: Plan, key: str) -> WhyNot:
    return matching.explain.why_not(plan, key)


def _match(
    seekers: Iterable[Seeker], providers: Iterable[Provider], weights: Weights, rules: Rules
) -> Plan:
    try:
        return matching.match(seekers, providers, weights=weights, rules=rules)
    except (matching.SolverError, matching.CertificateError) as error:
        raise RuleBroken(
            "not_proven", _("The engine found no plan that proves itself; nothing was changed.")
        ) from error
