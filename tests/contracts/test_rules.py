"""Amounts are parted to the last fen; every clock counts the days it says, National Day or not."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.contracts import rules
from marketplace.contracts.rules import Periods, Span
from marketplace.workdays.rules import WorkingCalendar
from tests.makers import NOW, at, later

PERIODS = Periods(publicity=3, challenge=7, answer=7, complaint=15, decision=30, award=30)
# 1 to 7 October are off, and worked off on the Sundays before and after.
OFF = {at(f"2026-10-0{number}").date(): False for number in range(1, 8)}
MADE_UP = {at("2026-09-20").date(): True, at("2026-10-10").date(): True}
CALENDAR = WorkingCalendar({**OFF, **MADE_UP}, frozenset({2026}))

shares = st.lists(st.integers(1, 100), min_size=1, max_size=8)


@given(st.integers(0, 10**12), shares)
def test_the_parts_of_an_amount_add_up_to_it(amount, parts):
    assert sum(rules.split(amount, parts)) == amount


@given(st.integers(0, 10**9), shares)
def test_no_part_is_a_fen_or_more_away_from_its_share(amount, parts):
    for part, share in zip(rules.split(amount, parts), parts, strict=True):
        assert abs(part * sum(parts) - amount * share) < sum(parts)


@given(st.integers(0, 10**9), shares)
def test_equal_shares_differ_by_a_fen_at_most(amount, parts):
    equal = rules.split(amount, [7] * len(parts))
    assert max(equal) - min(equal) <= 1


@pytest.mark.parametrize("parts", [[], [0, 100], [-1, 101]])
def test_a_share_is_a_part_of_something(parts):
    with pytest.raises(ValueError, match="per cent"):
        rules.split(100, parts)


def test_working_days_skip_national_day_and_count_the_days_that_make_up_for_it():
    begun = at("2026-09-28", "15:00")
    # 29, 30, 8, 9, 10 (made up), 12, 13
    assert rules.challenge_until(begun, PERIODS, CALENDAR) == at("2026-10-13", "17:00")
    assert rules.answer_until(begun, PERIODS, CALENDAR) == at("2026-10-13", "17:00")


def test_publicity_runs_through_holidays():
    assert rules.publicity_until(at("2026-09-30"), PERIODS, CALENDAR) == at("2026-10-04", "00:00")


def test_whoever_got_no_answer_complains_from_its_last_day_on():
    raised = at("2026-10-12")
    unanswered = rules.complaint_until(raised, None, PERIODS, CALENDAR)
    last_day = rules.answer_until(raised, PERIODS, CALENDAR)
    assert unanswered == rules.complaint_until(raised, last_day, PERIODS, CALENDAR)
    assert rules.complaint_until(raised, later(days=-5), PERIODS, CALENDAR) < unanswered


def test_the_last_moment_is_still_in_time():
    due = rules.challenge_until(NOW, PERIODS, CALENDAR)
    assert rules.is_in_time(due, due)
    assert not rules.is_in_time(due, due + timedelta(microseconds=1))


def test_what_is_open_at_the_same_time_suspends_once():
    spans = [
        Span(NOW, later(days=4)),
        Span(later(days=2), later(days=6)),
        Span(later(days=8), None),
    ]
    assert rules.suspended_for(spans, later(days=9)) == timedelta(days=7)


moments = st.floats(0, 100).map(lambda days: later(days=days))


@given(st.lists(st.tuples(moments, moments).map(sorted), max_size=6))
def test_a_suspension_never_lasts_longer_than_from_the_first_moment_to_the_last(spans):
    told = [Span(*span) for span in spans]
    total = rules.suspended_for(told, later(days=200))
    longest = max((span.until - span.begun for span in told), default=timedelta())
    first = min((span.begun for span in told), default=NOW)
    last = max((span.until for span in told), default=NOW)
    assert longest <= total <= last - first
    assert total == rules.suspended_for(reversed(told), later(days=200))


def test_suspended_days_are_added_to_the_time_to_sign():
    plain = rules.sign_until(NOW, [], PERIODS, CALENDAR, later(days=9))
    longer = rules.sign_until(NOW, [Span(NOW, later(days=3))], PERIODS, CALENDAR, later(days=9))
    assert longer - plain == timedelta(days=3)
