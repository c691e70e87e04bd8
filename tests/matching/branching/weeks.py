"""Small made-up inputs whose weeks cross: visits of many rhythms, few of them left."""

from random import Random

from matching import Provider, Seeker, Weights
from tests.matching.instances import WEIGHTS, provider, seeker

RHYTHMS: list[list[tuple[int, ...]]] = [
    [(1,), (2,), (3,)],
    [(1,), (2,), (5,), (7,)],
    [(1, 1), (0, 1), (1,), (2,)],
    [(1,), (0, 1), (0, 0, 1), (1, 1, 1), (1, 0, 1)],
    [(2, 1), (1, 2), (3,), (0, 0, 0, 2), (1, 1, 1, 1)],
]


def crossing(
    random: Random, needs: int = 6, helpers: int = 3
) -> tuple[list[Seeker], list[Provider], Weights]:
    """Needs of every tag along a street, and helpers with places enough but few visits left."""
    rhythms = random.choice(RHYTHMS)
    weeks = max(map(len, rhythms))
    reach = random.choice([(None,), (None, 300, 500), (200, 300)])
    seekers = [
        seeker(
            f"n{number}",
            tag=random.randrange(1, 5),
            x=100 * random.randrange(8),
            previous=random.choice([None, None, "p0", "p1"]),
            visits=random.choice(rhythms),
        )
        for number in range(random.randrange(3, needs + 1))
    ]
    providers = [
        provider(
            f"p{number}",
            x=100 * random.randrange(8),
            radius=random.choice(reach),
            places=random.choice([1, 2, 3, 4, 6]),
            load=random.choice([0, 0, 1, 4]),
            visits=_left(random, weeks, max(map(max, rhythms))),
        )
        for number in range(random.randrange(1, helpers + 1))
    ]
    return seekers, providers, random.choice(WEIGHTS)


def _left(random: Random, weeks: int, most: int) -> tuple[int, ...] | None:
    if random.random() < 0.1:
        return None
    return tuple(
        random.randrange(most, 2 * most + 2) for _ in range(random.randrange(1, weeks + 1))
    )
