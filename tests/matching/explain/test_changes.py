"""Changes: each answer takes away the reason it answers, and nothing else."""

from collections import Counter
from dataclasses import fields, replace
from random import Random

import pytest

from matching import InputError, Problem, Reason, Rules, Weights, refusals
from matching.explain.changes import (
    ANSWERED_BY,
    ANSWERS,
    HAPPENS,
    Kind,
    Part,
    Prices,
    changed,
    less,
    openings,
    places,
)
from matching.scoring import mean_satisfaction, pair_terms
from tests.matching.explain.crowds import any_problem
from tests.matching.instances import provider, seeker


def test_every_kind_and_every_reason_has_its_place():
    assert set(HAPPENS) == set(Kind)
    assert set(ANSWERED_BY) == set(ANSWERS)
    assert set(Reason) - set(ANSWERS) == {
        Reason.BANNED,
        Reason.CONFLICT,
        Reason.REFUSED_BEFORE,
        Reason.CAPACITY,  # room is made apart
        Reason.BELOW_THRESHOLD,  # a wish given up may answer it
    }
    priced = {field.name for field in fields(Prices)} - {
        "version",
        "radius_step",
        "may_wait",
        "dearest",
    }
    assert priced == {kind.value for kind in Kind}


def test_an_opening_takes_away_every_reason_and_no_part_of_it_does():
    random, prices = Random(91), Prices()
    seen: Counter[Kind] = Counter()
    for _ in range(150):
        problem = any_problem(random)
        mean = mean_satisfaction(problem.providers, problem.weights)
        for i, one in enumerate(problem.seekers):
            for j, each in enumerate(problem.providers):
                for parts in openings(one, each, problem, mean, prices):
                    assert not stands(changed(problem, parts), i, j)
                    for at in range(len(parts)):
                        assert stands(changed(problem, parts[:at] + parts[at + 1 :]), i, j)
                    for part in parts:
                        seen[part.kind] += 1
                        if part.amount > 1:
                            fewer = replace(part, amount=part.amount - 1)
                            rest = [other for other in parts if other is not part]
                            assert stands(changed(problem, [*rest, fewer]), i, j)
    assert set(seen) == set(Kind) - {Kind.PLACE, Kind.WAIT}


def stands(problem: Problem, i: int, j: int) -> bool:
    """Does anything but places stand between the two?"""
    one, each = problem.seekers[i], problem.providers[j]
    mean = mean_satisfaction(problem.providers, problem.weights)
    points = sum(pair_terms(one, each, mean, problem.weights).values())
    reasons = set(refusals(one, each, problem.rules)) - {Reason.CAPACITY}
    return bool(reasons) or points > problem.weights.threshold


def test_a_radius_with_less_reaches_the_next_one_nearer():
    problem = Problem.of(
        [seeker("a", x=300), seeker("b", x=550), seeker("c", x=900)],
        [provider(radius=200)],
        Weights(),
        Rules(),
    )
    part = Part(Kind.RADIUS, "o1", "", 700, 70)
    nearer = less(part, problem, Prices())
    assert nearer == Part(Kind.RADIUS, "o1", "", 350, 40)
    assert less(nearer, problem, Prices()).amount == 100
    assert less(less(nearer, problem, Prices()), problem, Prices()) is None


def test_waiting_gives_back_what_is_carried():
    one = provider(places=-1, load=3)
    problem = Problem.of([seeker()], [one], Weights(), Rules())
    (after,) = changed(problem, [places(one, Kind.WAIT, 1, Prices())]).providers
    assert (after.places, after.load) == (1, 1)


def test_somebody_who_is_not_there_is_refused():
    problem = Problem.of([seeker()], [provider()], Weights(), Rules())
    with pytest.raises(InputError, match="place: o9 is not there"):
        changed(problem, [Part(Kind.PLACE, "o9", "", 1, 60)])


def test_nothing_is_free():
    for changes in ({"place": 0}, {"radius": -1}, {"dearest": 1.5}):
        with pytest.raises(InputError, match="must be a whole number from 1"):
            Prices(**changes)
