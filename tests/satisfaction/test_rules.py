from decimal import Decimal
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.satisfaction.rules import (
    SCORES,
    Tally,
    is_satisfied,
    is_unsatisfied,
    wilson_interval,
)

STEP = Decimal("0.0001")
tallies = st.integers(1, 10**7).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_four_and_five_are_satisfied_one_and_two_are_not_and_three_is_neither():
    assert {score: (is_satisfied(score), is_unsatisfied(score)) for score in SCORES} == {
        1: (False, True),
        2: (False, True),
        3: (False, False),
        4: (True, False),
        5: (True, False),
    }


@pytest.mark.parametrize(
    ("satisfied", "answers", "low", "high"),
    [
        # Wilson's interval as published tables and R's prop.test(correct = FALSE) give it.
        (0, 10, "0.0000", "0.2776"),
        (10, 10, "0.7224", "1.0000"),
        (5, 10, "0.2365", "0.7635"),
        (1, 2, "0.0945", "0.9055"),
        (81, 263, "0.2552", "0.3663"),
    ],
)
def test_the_interval_agrees_with_published_values(satisfied, answers, low, high):
    interval = wilson_interval(satisfied, answers)
    assert abs(interval.low - Decimal(low)) <= STEP
    assert abs(interval.high - Decimal(high)) <= STEP


def test_nobody_asked_means_that_nothing_is_known():
    assert wilson_interval(0, 0) == (Decimal(0), Decimal(1))
    assert Tally().rate is None


@given(tallies)
def test_the_interval_holds_the_rate_stays_within_bounds_and_mirrors(tally):
    satisfied, answers = tally
    low, high = wilson_interval(satisfied, answers)
    assert 0 <= low <= Decimal(satisfied) / answers <= high <= 1
    mirrored = wilson_interval(answers - satisfied, answers)
    assert (mirrored.low, mirrored.high) == (1 - high, 1 - low)


@given(tallies)
def test_the_interval_agrees_with_the_formula_in_floats(tally):
    satisfied, answers = tally
    z, p = 1.959963984540054, satisfied / answers
    middle = (p + z * z / (2 * answers)) / (1 + z * z / answers)
    reach = z * sqrt(p * (1 - p) / answers + z * z / (4 * answers**2)) / (1 + z * z / answers)
    low, high = wilson_interval(satisfied, answers)
    assert abs(float(low) - (middle - reach)) < 2e-4
    assert abs(float(high) - (middle + reach)) < 2e-4


@given(st.integers(1, 1000), st.integers(1, 1000))
def test_more_answers_of_the_same_rate_say_more(parts, times):
    few, many = wilson_interval(parts, 2 * parts), wilson_interval(parts * times, 2 * parts * times)
    assert many.high - many.low <= few.high - few.low


@pytest.mark.parametrize(("satisfied", "answers"), [(-1, 5), (6, 5)])
def test_more_satisfied_than_asked_is_no_tally(satisfied, answers):
    with pytest.raises(ValueError, match="some of all"):
        wilson_interval(satisfied, answers)


@pytest.mark.parametrize(
    ("tally", "rate"),
    [((1, 2), "0.5000"), ((2, 3), "0.6666"), ((499, 1000), "0.4990"), ((0, 7), "0.0000")],
)
def test_a_rate_is_never_rounded_up(tally, rate):
    assert Tally(*tally).rate == Decimal(rate)
