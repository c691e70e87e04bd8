"""A plan in plain figures, which mean the same under any weights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from math import isqrt
from statistics import median_low
from typing import NamedTuple, Self

from matching.model import Provider, Seeker
from matching.plan import Plan
from matching.scoring import mean_satisfaction, quality, square_distance


class Spread(NamedTuple):
    """The mean (rounded half up), the middle and the largest of whole numbers; 0 of none."""

    mean: int
    median: int
    most: int

    @classmethod
    def of(cls, values: Collection[int]) -> Self:
        """
        >>> Spread.of([100, 300, 900]), Spread.of([])
        (Spread(mean=433, median=300, most=900), Spread(mean=0, median=0, most=0))
        """
        if not values:
            return cls(0, 0, 0)
        mean = (2 * sum(values) + len(values)) // (2 * len(values))
        return cls(mean, median_low(values), max(values))


class Share(NamedTuple):
    """So many of so many."""

    met: int
    of: int

    @classmethod
    def where(cls, facts: Iterable[bool]) -> Self:
        """
        >>> Share.where([True, False, True])
        Share(met=2, of=3)
        """
        known = list(facts)
        return cls(sum(known), len(known))


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What a plan is like.

    Attributes:
        served_by_tag, left_by_tag: number served, and left with the dispatch centre, by tag 1..4.
        metres: straight way of those served.
        continuity: of those served to whom somebody came before: to how many the same comes.
        wishes: of those served for whom somebody was picked: to how many that one comes.
        quality: mean satisfaction with whoever comes, in 1000, as it is weighed.
        load: orders carried in percent of all places, over the providers that have places.
        idle: how many of these carry nothing.
    """

    served_by_tag: Mapping[int, int]
    left_by_tag: Mapping[int, int]
    metres: Spread
    continuity: Share
    wishes: Share
    quality: int
    load: Spread
    idle: int


def measures(plan: Plan) -> Measures:
    """The plain figures of a plan.

    >>> from matching import Provider, Seeker, match
    >>> need = Seeker(key="n1", need_type="t", subcategory="A1", group="E", level=1, tag=3,
    ...               community="c", subdistrict="s", x=0, y=0, previous="v1")
    >>> helper = Provider(key="v1", kind="volunteer", party="v1", places=4, load=1, x=300, y=400,
    ...                   subcategories=frozenset({"A1"}), groups=frozenset({"E"}),
    ...                   levels=frozenset({1}), qualifications=frozenset())
    >>> figures = measures(match([need], [helper]))
    >>> figures.metres.mean, figures.continuity, figures.wishes, figures.load.mean
    (500, Share(met=1, of=1), Share(met=0, of=0), 40)
    """
    pairs = _pairs(plan)
    load = _load(plan)
    return Measures(
        served_by_tag=dict(plan.served_by_tag),
        left_by_tag={
            tag: sum(left.tag == tag for left in plan.unmatched) for tag in plan.served_by_tag
        },
        metres=Spread.of([isqrt(square_distance(*pair)) for pair in pairs]),
        continuity=Share.where(
            provider.is_called(seeker.previous) for seeker, provider in pairs if seeker.previous
        ),
        wishes=Share.where(
            provider.is_called(seeker.wish) for seeker, provider in pairs if seeker.wish
        ),
        quality=_quality(plan, pairs),
        load=Spread.of(load),
        idle=load.count(0),
    )


def _pairs(plan: Plan) -> list[tuple[Seeker, Provider]]:
    providers = {provider.key: provider for provider in plan.problem.providers}
    return [
        (plan.problem.seekers[plan.position_of(each.seeker)], providers[each.provider])
        for each in plan.assignments
    ]


def _quality(plan: Plan, pairs: list[tuple[Seeker, Provider]]) -> int:
    weights = plan.problem.weights
    mean = mean_satisfaction(plan.problem.providers, weights)
    return Spread.of(
        [quality(each.satisfied, each.answers, mean, weights) for _, each in pairs]
    ).mean


def _load(plan: Plan) -> list[int]:
    """Percent of all its places that each provider carries."""
    given = Counter(each.provider for each in plan.assignments)
    return [
        100 * (each.load + given[each.key]) // (each.load + max(each.places, 0))
        for each in plan.problem.providers
        if each.load + max(each.places, 0) > 0
    ]
