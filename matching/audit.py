"""The plan itself, judged again by the readable law, pair by pair.

The certificate proves that the flow is an optimum of the network. This proves that the network
said what the law says: every pair is eligible, no place is given out twice, and the points add up
to the objective that was proven.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from matching.eligibility import refusals
from matching.errors import CertificateError
from matching.model import Problem
from matching.plan import Assignment, Unmatched


def audit(
    problem: Problem,
    assignments: Iterable[Assignment],
    unmatched: Iterable[Unmatched],
    big_k: int,
    objective: int,
) -> None:
    """Raise ``CertificateError`` unless the plan keeps every rule and costs what was proven."""
    seekers = {seeker.key: seeker for seeker in problem.seekers}
    providers = {provider.key: provider for provider in problem.providers}
    taken: Counter[str] = Counter()
    decided: Counter[str] = Counter()
    total = 0
    for each in assignments:
        reasons = refusals(seekers[each.seeker], providers[each.provider], problem.rules)
        if reasons:
            raise CertificateError(f"{each.seeker} to {each.provider}: {', '.join(reasons)}")
        if each.total - each.terms["load"] > problem.weights.threshold:
            raise CertificateError(f"{each.seeker} to {each.provider}: dearer than the threshold")
        taken[each.provider] += 1
        decided[each.seeker] += 1
        total += each.total
    for left in unmatched:
        decided[left.seeker] += 1
        total += (5 - seekers[left.seeker].tag) * big_k
    for key, orders in taken.items():
        if orders > providers[key].places:
            raise CertificateError(f"provider {key}: {orders} orders for {providers[key].places}")
    if decided != Counter(seekers.keys()):
        raise CertificateError("a seeker was decided twice, or not at all")
    if total != objective:
        raise CertificateError(f"the points add up to {total}, not to {objective}")
