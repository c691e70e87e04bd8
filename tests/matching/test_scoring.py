"""Points: quality that leans on the mean, convex load, and the same in arrays."""

from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import Problem, Weights, match
from matching.candidates import find_pairs
from matching.columns import Columns
from matching.network import place_arcs
from matching.scoring import mean_satisfaction, place_price, quality
from tests.matching.instances import provider, seeker, small

SATISFACTION = st.integers(0, 5000).flatmap(
    lambda answers: st.tuples(st.integers(0, answers), st.just(answers))
)


def test_three_happy_answers_do_not_beat_three_hundred():
    few = provider("few", satisfied=3, answers=3)
    many = provider("many", satisfied=297, answers=300)
    poor = provider("poor", satisfied=300, answers=400)
    plan = match([seeker()], [few, many, poor])
    assert plan.assignments[0].provider == "many"


@given(SATISFACTION, st.integers(0, 1000))
def test_quality_lies_between_ones_own_satisfaction_and_the_mean(own, mean):
    satisfied, answers = own
    reached = quality(satisfied, answers, (mean, 1000), Weights())
    ends = [mean] if not answers else [1000 * satisfied // answers, mean]
    assert min(ends) <= reached <= max(ends) + 1


def test_without_a_prior_quality_is_ones_own_satisfaction_and_without_answers_the_mean():
    own = Weights(prior_answers=0)
    assert quality(1, 3, (900, 1000), own) == 333
    assert quality(0, 0, (2, 3), own) == 666
    assert mean_satisfaction([provider()], Weights(prior_satisfaction=870)) == (870, 1000)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32))
def test_places_cost_the_same_in_arrays_and_never_less_than_the_place_before(seed: int):
    seekers, providers, weights, rules = small(Random(seed))
    problem = Problem.of(seekers, providers, weights, rules)
    columns = Columns(problem)
    pairs = find_pairs(columns)
    wanted = {j: pairs.provider.tolist().count(j) for j in pairs.provider.tolist()}
    expected = {
        j: [
            place_price(problem.providers[j], taken, weights)
            for taken in range(min(problem.providers[j].places, many))
        ]
        for j, many in wanted.items()
    }
    owner, units, price = place_arcs(columns, pairs, np.array(sorted(wanted), np.int64))
    found: dict[int, list[int]] = {}
    for j, many, points in zip(owner.tolist(), units.tolist(), price.tolist(), strict=True):
        found.setdefault(j, []).extend([points] * many)
    assert found == expected
    assert all(prices == sorted(prices) for prices in found.values())
    assert len(set(zip(owner.tolist(), price.tolist(), strict=True))) == len(owner)
