"""What may happen to a small plan, at random."""

from dataclasses import replace
from random import Random

from matching import Seeker
from matching.repair import Arrival, Change, Refit, Standing, Withdrawal
from tests.matching.instances import random_seeker


def some(random: Random, standing: Standing, number: int) -> list[Change]:
    """One to three happenings at once; new needs are numbered from ``number``."""
    changes: list[Change] = []
    spoken_of: set[str] = set()
    for more in range(random.choice([1, 1, 1, 2, 3])):
        happening = _one(random, standing, number + more)
        needs = {_need(change) for change in happening} - {None}
        if needs.isdisjoint(spoken_of):
            changes += happening
            spoken_of |= needs
    return changes


def _one(random: Random, standing: Standing, number: int) -> list[Change]:
    seekers = [each.key for each in standing.problem.seekers]
    one = random.choice(standing.problem.providers)
    match random.choice(["comes", "comes", "leaves", "asks anew", "accepts", "fits"]):
        case "leaves" if seekers:
            return [Withdrawal(random.choice(seekers))]
        case "asks anew" if seekers:
            asking = random.choice(standing.problem.seekers)
            return [Withdrawal(asking.key), Arrival(_refusing(asking, one.key))]
        case "accepts" if served := [key for key, to in standing.goes_to.items() if to]:
            key = random.choice(served)
            one = standing.provider(standing.goes_to[key] or "")
            taken = replace(one, places=one.places - 1, load=one.load + 1)
            return [Withdrawal(key), Refit(taken)]
        case "fits":
            places, load = random.choice([-1, 0, 0, 1, 2, 3]), random.randrange(3)
            return [Refit(replace(one, places=places, load=load))]
    newcomer = random_seeker(random, number)
    return [Arrival(_modest(newcomer) if random.random() < 0.7 else newcomer)]


def _modest(seeker: Seeker) -> Seeker:
    """Asks for little, so that most providers may come and the needs compete."""
    return replace(
        seeker, level=1, helpers=1, qualifications=(), windows=None, language=None, sex=None
    )


def _refusing(seeker: Seeker, key: str) -> Seeker:
    return replace(seeker, refused=seeker.refused | {key})


def _need(change: Change) -> str | None:
    match change:
        case Arrival(seeker):
            return seeker.key
        case Withdrawal(key):
            return key
    return None
