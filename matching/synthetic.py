"""Made-up districts of any size, always the same for the same seed: for benchmarks and tests.

Proportions follow the district the product was made for: 9 subdistricts, 129 communities, 117
organizations with broad services and 2,000 volunteers with a small radius for 6,000 needs; free
places are 1.1 times the needs, so that there is real competition.
"""

from __future__ import annotations

from random import Random

from matching.model import Provider, Seeker

SUBCATEGORIES = tuple(f"{letter}{number}" for letter in "ABCDEFGH" for number in (1, 2, 3))
GROUPS = "EDMSUP"
CARE = (frozenset({"NW", "RN"}), frozenset({"HC"}))
WIDTH = 20_000
"""Metres across the district."""


def district(
    needs: int, *, seed: int = 20261121, tightness: float = 1.1
) -> tuple[list[Seeker], list[Provider]]:
    """Seekers and providers of one district.

    Args:
        needs: number of seekers; providers are in proportion.
        seed: the same seed gives the same district on every machine.
        tightness: free places divided by needs.

    >>> seekers, providers = district(60)
    >>> len(seekers), len(providers), sum(provider.places for provider in providers)
    (60, 21, 66)
    """
    random = Random(seed)
    places = _communities(random)
    seekers = [_seeker(random, number, places) for number in range(needs)]
    organizations = max(1, needs * 117 // 6000)
    volunteers = max(1, needs * 2000 // 6000)
    capacity = _shares(random, int(needs * tightness), organizations, volunteers)
    providers = [
        _provider(random, number, number < organizations, capacity[number], places)
        for number in range(organizations + volunteers)
    ]
    return seekers, providers


Place = tuple[str, str, int, int]
"""Community, subdistrict, and the planar metres of its middle."""


def _communities(random: Random) -> list[Place]:
    return [
        (f"c{number:03}", f"s{number % 9}", random.randrange(WIDTH), random.randrange(WIDTH))
        for number in range(129)
    ]


def _seeker(random: Random, number: int, places: list[Place]) -> Seeker:
    community, subdistrict, x, y = random.choice(places)
    subcategory = random.choice(SUBCATEGORIES)
    kind = random.randrange(6)
    group = random.choice(GROUPS)
    more = random.choice(GROUPS) if random.random() < 0.3 else group
    return Seeker(
        key=f"n{number:07}",
        need_type=f"{subcategory}-{kind}",
        subcategory=subcategory,
        group=group,
        groups=frozenset({group, more}),
        level=1 + SUBCATEGORIES.index(subcategory) % 4,
        tag=random.choices((1, 2, 3, 4), (5, 15, 36, 44))[0],
        community=community,
        subdistrict=subdistrict,
        x=x + random.randrange(-600, 600),
        y=y + random.randrange(-600, 600),
        qualifications=CARE if kind == 0 else (frozenset({"HC", "SW"}),) if kind == 1 else (),
        helpers=2 if kind == 0 and random.random() < 0.2 else 1,
        previous=f"o{random.randrange(117):04}" if random.random() < 0.3 else None,
        wish=f"o{random.randrange(117):04}" if random.random() < 0.1 else None,
        refused=frozenset({f"o{random.randrange(117):04}"} if random.random() < 0.05 else ()),
    )


def _provider(
    random: Random, number: int, is_organization: bool, capacity: int, places: list[Place]
) -> Provider:
    _, subdistrict, x, y = random.choice(places)
    held = ["NW", "RN", "HC", "SW"]
    answers = random.randrange(200) if is_organization else random.randrange(20)
    load = random.randrange(capacity + 1)
    return Provider(
        key=f"{'o' if is_organization else 'v'}{number:04}",
        kind="organization" if is_organization else "volunteer",
        party=f"{'o' if is_organization else 'v'}{number:04}",
        subcategories=frozenset(random.sample(SUBCATEGORIES, 6 if is_organization else 2)),
        groups=frozenset(random.sample(GROUPS, 5 if is_organization else 4)),
        levels=frozenset(random.sample((1, 2, 3, 4), 4 if is_organization else 3)),
        subdistricts=(
            frozenset({subdistrict, *(f"s{each}" for each in random.sample(range(9), 5))})
            if is_organization and random.random() < 0.5
            else None
        ),
        radius=None if is_organization else random.randrange(3000, 9000),
        x=x,
        y=y,
        qualifications=frozenset(random.sample(held, random.randrange(2, 5)))
        if is_organization
        else frozenset(random.sample(held, random.randrange(3))),
        helpers=2 if is_organization else 1,
        places=capacity,
        load=load,
        answers=answers,
        satisfied=sum(random.random() < 0.93 for _ in range(answers)),
        suspended=random.random() < 0.02,
    )


def _shares(random: Random, total: int, organizations: int, volunteers: int) -> list[int]:
    """Half of the places with the organizations, half with the volunteers, none empty-handed."""
    shares = [1] * (organizations + volunteers)
    for _ in range(total - len(shares)):
        if random.random() < 0.6:
            shares[random.randrange(organizations)] += 1
        else:
            shares[organizations + random.randrange(volunteers)] += 1
    return shares
