"""What a pair costs: integer points, term by term.

The readable formulas for one pair and one place. ``candidates`` and ``network`` compute the same
in arrays; the tests hold them together.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import isqrt

from matching.model import Provider, Seeker
from matching.weights import Weights

Mean = tuple[int, int]
"""Satisfaction of all providers together as an exact fraction ``(satisfied, answers)``."""


def square_distance(seeker: Seeker, provider: Provider) -> int:
    """Square of the straight distance, in square metres, exact."""
    return (seeker.x - provider.x) ** 2 + (seeker.y - provider.y) ** 2


def mean_satisfaction(providers: Iterable[Provider], weights: Weights) -> Mean:
    """Satisfied answers over answers of all providers; the prior while there are none.

    >>> mean_satisfaction([], Weights())
    (900, 1000)
    """
    satisfied = answers = 0
    for provider in providers:
        satisfied += provider.satisfied
        answers += provider.answers
    return (satisfied, answers) if answers else (weights.prior_satisfaction, 1000)


def quality(satisfied: int, answers: int, mean: Mean, weights: Weights) -> int:
    """Satisfaction in 1000, shrunk towards the mean by the number of answers, rounded down.

    ``(satisfied + m * mean) / (answers + m)`` with ``m = weights.prior_answers``: the mean of a
    beta posterior (A. Gelman et al., *Bayesian Data Analysis*, 3rd ed. 2013, section 2.4).
    Computed as one exact fraction; a float never appears.

    >>> three_happy = quality(3, 3, (900, 1000), Weights())
    >>> three_hundred = quality(291, 300, (900, 1000), Weights())
    >>> three_happy, three_hundred
    (913, 965)
    """
    good, all_answers = mean
    prior = weights.prior_answers
    if answers + prior == 0:
        return 1000 * good // all_answers
    return 1000 * (satisfied * all_answers + prior * good) // (all_answers * (answers + prior))


def quality_points(provider: Provider, mean: Mean, weights: Weights) -> int:
    """Points for what is missing to a satisfaction of 1000 in 1000."""
    reached = quality(provider.satisfied, provider.answers, mean, weights)
    return weights.quality * (1000 - reached) // 1000


def pair_terms(seeker: Seeker, provider: Provider, mean: Mean, weights: Weights) -> dict[str, int]:
    """The soft terms of one pair in points, each at least 0; less is better.

    >>> from matching import Provider, Seeker
    >>> seeker = Seeker(key="n1", need_type="t", subcategory="A1", group="E", level=1, tag=3,
    ...                 community="c", subdistrict="s", x=0, y=0, previous="o9", wish="o1")
    >>> provider = Provider(key="s1", kind="organization", party="o1", places=1, load=0,
    ...                     subcategories=frozenset({"A1"}), groups=frozenset({"E"}),
    ...                     levels=frozenset({1}), x=3000, y=4000, qualifications=frozenset())
    >>> pair_terms(seeker, provider, (900, 1000), Weights())
    {'travel': 500, 'quality': 100, 'continuity': 300, 'wish': 0, 'move': 0}
    """
    metres = isqrt(square_distance(seeker, provider))
    strange = seeker.previous is not None and not provider.is_called(seeker.previous)
    moved = seeker.offered is not None and seeker.offered != provider.key
    unwished = seeker.wish is not None and not provider.is_called(seeker.wish)
    return {
        "travel": weights.travel * metres // 100,
        "quality": quality_points(provider, mean, weights),
        "continuity": weights.continuity if strange else 0,
        "wish": weights.wish if unwished else 0,
        "move": weights.move if moved else 0,
    }


def place_price(provider: Provider, taken: int, weights: Weights) -> int:
    """Points of the provider's next place when ``taken`` were given out in this round.

    How busy it is *before* it takes the order, as a share of all its places, picks the segment;
    each order it carries adds a little. The price never falls as ``taken`` grows (convex load).

    >>> volunteer = Provider(key="v", kind="volunteer", party="v", places=4, load=0,
    ...                      subcategories=frozenset(), groups=frozenset(), levels=frozenset(),
    ...                      x=0, y=0, qualifications=frozenset())
    >>> [place_price(volunteer, taken, Weights()) for taken in range(4)]
    [0, 101, 302, 703]
    """
    carried = provider.load + taken
    capacity = provider.load + max(provider.places, 0)
    per_order = weights.load_per_order * min(carried, weights.load_orders)
    for up_to, points in weights.load:
        if 100 * carried < up_to * capacity:
            return points + per_order
    return weights.load[-1][1] + per_order
