"""Half is enough, less is not; and three years are three years."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.bans import rules
from marketplace.bans.rules import Finding

answers = st.integers(1, 10**9).flatmap(
    lambda valid: st.tuples(st.integers(0, valid), st.just(valid))
)


@pytest.mark.parametrize(
    ("satisfied", "valid", "found"),
    [
        (1, 2, Finding.STANDS),
        (5, 10, Finding.STANDS),
        (4, 10, Finding.BANS),
        (499, 1000, Finding.BANS),
        (500, 1000, Finding.STANDS),
        (5 * 10**17, 10**18, Finding.STANDS),
        (5 * 10**17 - 1, 10**18, Finding.BANS),
        (0, 0, Finding.ASK_AGAIN),
    ],
)
def test_exactly_half_is_not_banned(satisfied, valid, found):
    assert rules.finding(satisfied, valid, clients=valid, fewest=1) is found


@given(answers)
def test_it_is_the_fraction_that_counts_and_no_rounding(pair):
    satisfied, valid = pair
    found = rules.finding(satisfied, valid, clients=valid, fewest=1)
    assert (found is Finding.BANS) == (satisfied < valid - satisfied)


@pytest.mark.parametrize(("valid", "clients"), [(9, 200), (3, 4)])
def test_too_few_answers_are_asked_for_again(valid, clients):
    assert rules.finding(0, valid, clients=clients, fewest=10) is Finding.ASK_AGAIN


def test_where_there_are_few_clients_all_of_them_are_enough():
    assert rules.finding(1, 4, clients=4, fewest=10) is Finding.BANS


@given(answers)
def test_the_interval_holds_the_rate_and_stays_within_bounds(pair):
    satisfied, valid = pair
    found = rules.interval(satisfied, valid)
    assert 0 <= found.low <= found.high <= 1
    assert float(found.low) - 1e-4 <= satisfied / valid <= float(found.high) + 1e-4


def test_the_interval_of_a_known_case():
    # Brown, Cai and DasGupta (2001) give (0.2366, 0.7634) for 5 of 10.
    found = rules.interval(5, 10)
    assert (str(found.low), str(found.high)) == ("0.2366", "0.7634")


@pytest.mark.parametrize(
    ("begins", "is_free"),
    [
        (date(2024, 2, 29), date(2027, 2, 28)),
        (date(2026, 10, 21), date(2029, 10, 21)),
        (date(2025, 3, 1), date(2028, 3, 1)),
        (date(2025, 2, 28), date(2028, 2, 28)),
    ],
)
def test_three_years_end_on_the_day(begins, is_free):
    assert rules.first_free_day(begins, 3) == is_free
