"""Small made-up inputs where most needs compete: few places, near providers, all tags."""

from dataclasses import replace
from random import Random

from matching import Plan, Problem, Provider, Rules, Seeker, match
from tests.matching.instances import (
    WEIGHTS,
    provider,
    random_provider,
    random_seeker,
    seeker,
    small,
)


def crowd(random: Random, needs: int = 9, helpers: int = 4) -> tuple[list[Seeker], list[Provider]]:
    """Needs along a street and helpers who reach a part of it, with fewer places than needs."""
    seekers = [
        seeker(
            f"n{number}",
            tag=random.randrange(1, 5),
            x=100 * random.randrange(8),
            previous=random.choice([None, None, "p0", "p1"]),
            wish=random.choice([None, None, None, "p2"]),
            offered=random.choice([None, None, None, "p1"]),
            helpers=random.choice([1, 1, 1, 2]),
        )
        for number in range(random.randrange(2, needs + 1))
    ]
    providers = [
        provider(
            f"p{number}",
            x=100 * random.randrange(8),
            radius=random.choice([100, 200, 300, 500, None]),
            places=random.choice([0, 1, 1, 2, 3]),
            load=random.choice([0, 0, 1, 4]),
            helpers=random.choice([1, 2]),
            answers=40,
            satisfied=random.choice([40, 36]),
        )
        for number in range(random.randrange(1, helpers + 1))
    ]
    return seekers, providers


def crowded_plan(random: Random) -> Plan:
    """The plan of a crowd, or of any small instance, or of both mixed."""
    kind = random.randrange(3)
    seekers, providers, weights, rules = small(random)
    if kind:
        seekers, providers = crowd(random)
        weights = random.choice(WEIGHTS)
    if kind == 2:
        providers += [replace(random_provider(random, 7), places=random.randrange(3))]
    return match(seekers, providers, weights=weights, rules=rules)


NESTED = [[(1,)], [(1,), (0, 1)], [(1,), (1, 1)], [(2,)]]
"""Ways of wanting visits by week that are still a flow."""

CROSSING = [[(1,), (1, 1), (0, 1)], [(1, 1), (2,), (0, 2), (1,)]]
"""Ways that are not."""


def weekly_plan(random: Random, needs: int = 6, helpers: int = 3) -> Plan:
    """The plan of a crowd whose helpers have places enough, but few visits in a week."""
    seekers, providers = crowd(random, needs, helpers)
    rhythms = random.choice(NESTED + CROSSING)
    left = [None, (1,), (2,), (3, 1), (2, 2), (0, 3)]
    return match(
        [replace(each, visits=random.choice(rhythms)) for each in seekers],
        [
            replace(each, visits=random.choice(left), places=random.choice([0, 1, 2, 3, 3]))
            for each in providers
        ],
        weights=random.choice(WEIGHTS),
    )


def any_problem(random: Random) -> Problem:
    """Four seekers and four providers between whom anything may stand."""
    providers = [random_provider(random, at) for at in range(4)]
    providers = [
        replace(each, visits=random.choice([None, (0,), (1, 0), (9, 9)])) for each in providers
    ]
    seekers = [random_seeker(random, at) for at in range(4)]
    rules = Rules(block_banned=random.random() < 0.5)
    return Problem.of(seekers, providers, random.choice(WEIGHTS), rules)


def solved(
    seekers: list[Seeker] | tuple[Seeker, ...],
    providers: list[Provider] | tuple[Provider, ...],
    plan: Plan,
) -> Plan:
    """The plan of other rows by the same weights and rules."""
    return match(seekers, providers, weights=plan.problem.weights, rules=plan.problem.rules)


def standing(plan: Plan) -> tuple[dict[int, int], int]:
    """What two plans are compared by, whatever their ``big_k``: served by tag, points."""
    return dict(plan.served_by_tag), plan.soft_cost
