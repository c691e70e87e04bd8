"""The plan itself, judged again by the readable law, pair by pair.

The certificate proves that the flow is an optimum of the network. This proves that the network
said what the law says: every pair is eligible, no place is given out twice, and the points add up
to the objective that was proven.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import zip_longest

import numpy as np

from matching.eligibility import HARD, refusals
from matching.errors import CertificateError
from matching.model import Problem, Provider, Seeker
from matching.optimum import Optimum
from matching.plan import Assignment, Unmatched
from matching.scoring import Mean, pair_terms, place_price
from matching.tables import NONE, Ints
from matching.weights import Rules


def audit(
    problem: Problem,
    assignments: Iterable[Assignment],
    unmatched: Iterable[Unmatched],
    prices: Mapping[int, int],
    objective: int,
) -> None:
    """Raise ``CertificateError`` unless the plan keeps every rule and costs what was proven."""
    seekers = {seeker.key: seeker for seeker in problem.seekers}
    providers = {provider.key: provider for provider in problem.providers}
    held: dict[str, list[Seeker]] = defaultdict(list)
    decided: Counter[str] = Counter()
    total = 0
    for each in assignments:
        _allow(seekers[each.seeker], providers[each.provider], problem.rules)
        if each.total - each.terms["load"] > problem.weights.threshold:
            raise CertificateError(f"{each.seeker} to {each.provider}: dearer than the threshold")
        held[each.provider].append(seekers[each.seeker])
        decided[each.seeker] += 1
        total += each.total
    for left in unmatched:
        decided[left.seeker] += 1
        total += prices[seekers[left.seeker].tag]
    for key, orders in held.items():
        if len(orders) > providers[key].places:
            raise CertificateError(
                f"provider {key}: {len(orders)} orders for {providers[key].places}"
            )
        _keep_weeks(providers[key], orders)
    if decided != Counter(seekers.keys()):
        raise CertificateError("a seeker was decided twice, or not at all")
    if total != objective:
        raise CertificateError(f"the points add up to {total}, not to {objective}")


def _keep_weeks(provider: Provider, orders: Iterable[Seeker]) -> None:
    wanted = zip_longest(*(each.visits for each in orders), fillvalue=0)
    for week, (left, each) in enumerate(zip(provider.visits or (), wanted, strict=False)):
        if sum(each) > left:
            raise CertificateError(
                f"provider {provider.key}: {sum(each)} visits for {left} in week {week}"
            )


def _allow(seeker: Seeker, provider: Provider, rules: Rules) -> None:
    for stands_in_the_way in JUDGES:
        if stands_in_the_way(seeker, provider, rules):
            reasons = ", ".join(refusals(seeker, provider, rules))
            raise CertificateError(f"{seeker.key} to {provider.key}: {reasons}")


JUDGES = tuple(HARD.values())

SOME = 10
"""Providers of a district that are looked at again."""


def spot_check(best: Optimum) -> None:
    """For a plan too large for ``audit``: some of its providers, with everyone who goes to them.

    Raises:
        CertificateError: somebody goes where the law does not allow it, a place is given out twice,
            or the readable points are not those that the network charged.
    """
    columns, chosen, paid = best.columns, best.chosen, _paid(best)
    taken = np.bincount(chosen[chosen != NONE], minlength=columns.p)
    if (taken > columns.places).any():
        raise CertificateError("a provider has more orders than places")
    used = np.flatnonzero(taken)
    for j in used[:: max(1, len(used) // SOME)].tolist():
        seekers = [columns.problem.seekers[i] for i in np.flatnonzero(chosen == j)]
        _check(columns.problem, columns.problem.providers[j], seekers, columns.mean, int(paid[j]))


def _check(
    problem: Problem, provider: Provider, seekers: list[Seeker], mean: Mean, paid: int
) -> None:
    _keep_weeks(provider, seekers)
    total = 0
    for number, seeker in enumerate(seekers):
        _allow(seeker, provider, problem.rules)
        total += sum(pair_terms(seeker, provider, mean, problem.weights).values())
        total += place_price(provider, number, problem.weights)
    if total != paid:
        raise CertificateError(f"provider {provider.key}: {total} points, {paid} were charged")


def _paid(best: Optimum) -> Ints:
    """What the network charges for everyone who goes to each provider, shape (P,)."""
    layout, flow = best.layout, best.flow
    places, pairs = layout.place_arcs, layout.pairs
    owner = layout.provider_at[layout.network.tail[places] - layout.n]
    return np.bincount(
        pairs.provider, pairs.cost * flow[: len(pairs)], best.columns.p
    ) + np.bincount(owner, layout.network.cost[places] * flow[places], best.columns.p)
