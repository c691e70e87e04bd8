"""Small made-up inputs with many ties, and one seeker and provider that fit together."""

from dataclasses import replace
from random import Random
from typing import Any

from matching import Provider, Rules, Seeker, Weights

SERVICES = ("A1", "B2")
GROUPS = "ED"
WEIGHTS = (
    Weights(),
    Weights(version="flat", quality=0, load=((100, 0),), load_per_order=0),
    Weights(version="steep", load=((34, 0), (67, 500), (100, 5000)), load_per_order=70),
    Weights(version="strict", threshold=260),
    Weights(version="near", travel=200, prior_answers=0),
)


def seeker(key: str = "n1", **changes: Any) -> Seeker:
    """A seeker that ``provider()`` fits."""
    plain: dict[str, Any] = {
        "need_type": "A1-01",
        "subcategory": "A1",
        "group": "E",
        "level": 1,
        "tag": 3,
        "community": "c1",
        "subdistrict": "s1",
        "x": 0,
        "y": 0,
    }
    return Seeker(key=key, **(plain | changes))


def provider(key: str = "o1", **changes: Any) -> Provider:
    """A provider that fits ``seeker()``."""
    plain: dict[str, Any] = {
        "kind": "organization",
        "party": key,
        "subcategories": frozenset({"A1"}),
        "groups": frozenset({"E"}),
        "levels": frozenset({1}),
        "x": 0,
        "y": 0,
        "qualifications": frozenset(),
        "places": 1,
        "load": 0,
    }
    return Provider(key=key, **(plain | changes))


def small(random: Random) -> tuple[list[Seeker], list[Provider], Weights, Rules]:
    """At most five seekers and four providers, on a coarse grid so that costs often tie.

    In two of three the providers serve nearly everybody, so that the needs compete.
    """
    seekers = [random_seeker(random, number) for number in range(random.randrange(1, 6))]
    providers = [random_provider(random, number) for number in range(random.randrange(1, 5))]
    if random.random() < 0.67:
        providers = [open_to_most(random, each) for each in providers]
    rules = Rules(block_banned=random.random() < 0.5)
    return seekers, providers, random.choice(WEIGHTS), rules


def random_seeker(random: Random, number: int) -> Seeker:
    names = [f"p{random.randrange(4)}", "party", "nobody"]
    return seeker(
        f"n{number}",
        need_type=random.choice(["t1", "t2"]),
        subcategory=random.choice(["A1", "A1", "A1", "B2"]),
        group=random.choice(GROUPS),
        groups=frozenset(random.sample(GROUPS, random.randrange(2))),
        level=random.choice([1, 1, 2]),
        tag=random.randrange(1, 5),
        community=random.choice(["c1", "c2"]),
        subdistrict=random.choice(["s1", "s2"]),
        x=100 * random.randrange(6),
        y=100 * random.randrange(3),
        qualifications=random.choice(
            [(), (), (frozenset({"NW", "RN"}),), (frozenset({"NW"}), frozenset({"HC", "RN"}))]
        ),
        helpers=random.choice([1, 1, 1, 2]),
        refused=frozenset(random.sample(names, random.random() < 0.15)),
        conflicts=frozenset(random.sample(names, random.random() < 0.15)),
        previous=random.choice([None, None, *names]),
        wish=random.choice([None, None, None, *names]),
        offered=random.choice([None, None, None, *names]),
        district=random.choice(["", "", "d1"]),
        windows=random.choice([None, None, None, frozenset({"mo-am"}), frozenset({"mo-am", "su"})]),
        language=random.choice([None, None, None, None, "sign"]),
        sex=random.choice([None, None, None, None, "female"]),
        visits=random.choice([(1,), (1,), (1,), (1, 1), (0, 1), (2,)]),
    )


def random_provider(random: Random, number: int) -> Provider:
    answers = random.choice([0, 0, 5, 40])
    return provider(
        f"p{number}",
        party=random.choice([f"p{number}", "party"]),
        subcategories=random.choice([frozenset({"A1"}), frozenset(SERVICES)]),
        need_types=random.choice([None, None, None, frozenset({"t1"}), frozenset()]),
        groups=random.choice([frozenset("ED"), frozenset("ED"), frozenset("E"), frozenset()]),
        levels=random.choice([frozenset({1, 2}), frozenset({1})]),
        communities=random.choice([None, None, None, frozenset({"c1"}), frozenset()]),
        subdistricts=random.choice([None, None, None, frozenset({"s1"})]),
        radius=random.choice([None, None, 500, 300, 100, 0]),
        x=100 * random.randrange(6),
        y=100 * random.randrange(3),
        qualifications=frozenset(random.sample(["NW", "RN", "HC"], random.choice([0, 2, 3, 3]))),
        helpers=random.choice([1, 2, 2]),
        places=random.choice([-1, 0, 1, 1, 2, 3]),
        load=random.choice([0, 0, 1, 3, 60]),
        answers=answers,
        satisfied=random.randrange(answers + 1),
        districts=random.choice([None, None, None, frozenset({""}), frozenset({"", "d1"})]),
        windows=random.choice([None, None, None, frozenset({"mo-am"}), frozenset({"su"})]),
        languages=frozenset(random.sample(["sign", "english"], random.randrange(3))),
        sexes=frozenset(random.sample(["female", "male"], random.randrange(3))),
        suspended=random.random() < 0.05,
        licence_expired=random.random() < 0.05,
        banned=random.random() < 0.1,
    )


def open_to_most(random: Random, provider: Provider) -> Provider:
    return replace(
        provider,
        subcategories=frozenset(SERVICES),
        need_types=None,
        groups=frozenset(GROUPS),
        levels=frozenset({1, 2}),
        communities=None,
        subdistricts=None,
        districts=None,
        windows=None,
        languages=frozenset({"sign"}),
        sexes=frozenset({"female"}),
        radius=random.choice([None, 500, 300]),
        qualifications=frozenset({"NW", "RN", "HC"}),
        places=random.choice([0, 1, 1, 1, 2]),
        suspended=False,
        licence_expired=False,
    )
