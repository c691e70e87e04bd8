"""All providers for one seeker, best first: one arrival, or an assignment by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from matching.eligibility import Reason, refusals
from matching.model import Provider, Seeker
from matching.scoring import mean_satisfaction, pair_terms, place_price
from matching.weights import Rules, Weights


@dataclass(frozen=True, slots=True)
class Candidate:
    """One provider, judged and priced for one seeker.

    Attributes:
        provider: key.
        reasons: everything that stands in the way; empty for an eligible provider.
        terms: points by name; ``load`` is the price of the provider's next place.
        total: sum of the terms.
    """

    provider: str
    reasons: tuple[Reason, ...]
    terms: Mapping[str, int]
    total: int

    @property
    def eligible(self) -> bool:
        return not self.reasons


def rank(
    seeker: Seeker,
    providers: Iterable[Provider],
    *,
    weights: Weights | None = None,
    rules: Rules | None = None,
) -> list[Candidate]:
    """Every provider: the eligible ones best first, then the refused ones, fewest reasons first.

    Hand in all providers of the district: the quality term leans on their mean.

    >>> from matching import Provider, Seeker
    >>> seeker = Seeker(key="n1", need_type="t", subcategory="A1", group="E", level=1, tag=3,
    ...                 community="c", subdistrict="s", x=0, y=0, refused=frozenset({"v3"}))
    >>> def volunteer(key, x):
    ...     return Provider(key=key, kind="volunteer", party=key, places=1, load=0, x=x, y=0,
    ...                     subcategories=frozenset({"A1"}), groups=frozenset({"E"}),
    ...                     levels=frozenset({1}), qualifications=frozenset())
    >>> ranked = rank(seeker, [volunteer("v3", 0), volunteer("v1", 900), volunteer("v2", 100)])
    >>> [(each.provider, each.total, *map(str, each.reasons)) for each in ranked]
    [('v2', 110), ('v1', 190), ('v3', 100, 'refused_before')]
    """
    providers = list(providers)
    weights, rules = weights or Weights(), rules or Rules()
    mean = mean_satisfaction(providers, weights)
    judged = []
    for provider in providers:
        terms = pair_terms(seeker, provider, mean, weights)
        reasons = refusals(seeker, provider, rules)
        if not reasons and sum(terms.values()) > weights.threshold:
            reasons = (Reason.BELOW_THRESHOLD,)
        terms["load"] = place_price(provider, 0, weights)
        judged.append(Candidate(provider.key, reasons, terms, sum(terms.values())))
    return sorted(judged, key=lambda each: (len(each.reasons), each.total, each.provider))
