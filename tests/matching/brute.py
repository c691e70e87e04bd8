"""The optimum by trying everything: the law of the objective, written a second time.

Nothing of the network, the solver, the encoding or the tie-break is used here, only the readable
functions for one pair and one place.
"""

from collections.abc import Iterator
from hashlib import blake2b

from matching import Provider, Rules, Seeker, Weights, refusals
from matching.scoring import mean_satisfaction, pair_terms, place_price

WIDE = 2**64 - 1


def best(
    seekers: list[Seeker], providers: list[Provider], weights: Weights, rules: Rules
) -> tuple[tuple[int, ...], dict[str, str]]:
    """Rank of the best plan and the plan: seeker key -> provider key.

    The rank is compared left to right, less is better: minus the served of tags 1 to 4, the soft
    cost, whom it leaves out (later keys are cheaper), the draw.
    """
    seekers = sorted(seekers, key=lambda each: each.key)
    prices = pair_prices(seekers, providers, weights, rules)
    ranked = (
        (_rank(plan, seekers, providers, prices, weights), plan)
        for plan in _plans(seekers, providers, prices)
        if keeps_weeks(plan, seekers, providers)
    )
    rank, plan = min(ranked, key=lambda each: each[0])
    return rank, plan


def pair_prices(
    seekers: list[Seeker], providers: list[Provider], weights: Weights, rules: Rules
) -> dict[tuple[str, str], int]:
    """Points of every pair that may be made."""
    mean = mean_satisfaction(providers, weights)
    prices = {}
    for seeker in seekers:
        for provider in providers:
            points = sum(pair_terms(seeker, provider, mean, weights).values())
            if not refusals(seeker, provider, rules) and points <= weights.threshold:
                prices[seeker.key, provider.key] = points
    return prices


def _plans(
    seekers: list[Seeker], providers: list[Provider], prices: dict[tuple[str, str], int]
) -> Iterator[dict[str, str]]:
    """Every plan that keeps the places."""
    if not seekers:
        yield {}
        return
    places = {provider.key: provider.places for provider in providers}
    for plan in _plans(seekers[1:], providers, prices):
        yield plan
        for key, limit in places.items():
            taken = sum(other == key for other in plan.values())
            if (seekers[0].key, key) in prices and taken < limit:
                yield plan | {seekers[0].key: key}


def keeps_weeks(plan: dict[str, str], seekers: list[Seeker], providers: list[Provider]) -> bool:
    """Nobody makes more visits in a week than they can."""
    return all(
        sum(
            each.visits[week]
            for each in seekers
            if plan.get(each.key) == one.key and week < len(each.visits)
        )
        <= left
        for one in providers
        for week, left in enumerate(one.visits or ())
    )


def _rank(
    plan: dict[str, str],
    seekers: list[Seeker],
    providers: list[Provider],
    prices: dict[tuple[str, str], int],
    weights: Weights,
) -> tuple[int, ...]:
    served = [sum(each.tag == tag and each.key in plan for each in seekers) for tag in range(1, 5)]
    load = 0
    for provider in providers:
        taken = sum(key == provider.key for key in plan.values())
        load += sum(place_price(provider, number, weights) for number in range(taken))
    left_out = sum(len(seekers) - at for at, each in enumerate(seekers) if each.key not in plan)
    return (
        *(-many for many in served),
        load + sum(prices[pair] for pair in plan.items()),
        left_out,
        sum(drawn(*pair) for pair in plan.items()),
    )


def drawn(seeker: str, provider: str) -> int:
    """The draw of a pair, with plain integers."""
    return _mix(_hash(seeker) ^ _mix(_hash(provider))) >> 28


def _hash(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "little")


def _mix(z: int) -> int:
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & WIDE
    z = (z ^ z >> 27) * 0x94D049BB133111EB & WIDE
    return z ^ z >> 31
