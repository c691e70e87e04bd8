from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.errors import Malformed
from marketplace.workorders import rules
from marketplace.workorders.rules import Slot
from tests.makers import NOW, at, later

HOUR = timedelta(hours=1)
INSTANT = timedelta(microseconds=1)


def a_slot(day: str, clock: str = "10:00") -> Slot:
    return Slot(at(day, clock), at(day, clock) + HOUR)


def days(slots: list[Slot]) -> list[str]:
    return [slot.from_at.date().isoformat() for slot in slots]


def planned(
    first: Slot,
    rhythm: str,
    times: int | None,
    *,
    wanted: int | None = None,
    is_working_day=lambda day: day.weekday() < 5,
) -> list[Slot]:
    return rules.series(
        first,
        rhythm=rhythm,
        times=times,
        wanted=wanted,
        until=first.from_at + rules.PLANNED_AHEAD,
        is_working_day=is_working_day,
    )


@pytest.mark.parametrize(
    ("after", "in_time"), [(-INSTANT, True), (timedelta(), True), (INSTANT, False)]
)
def test_the_due_moment_itself_is_the_last_in_time(after, in_time):
    assert rules.is_in_time(NOW, NOW + after) is in_time


@pytest.mark.parametrize(("after", "seen"), [(-INSTANT, True), (timedelta(), False)])
def test_sight_ends_thirty_days_after_the_end(after, seen):
    assert rules.is_still_seen(NOW, NOW + timedelta(days=30) + after) is seen
    assert rules.is_still_seen(None, NOW + timedelta(days=3000))


@pytest.mark.parametrize(
    ("names", "companion", "present"),
    [
        ([], "", 0),
        (["王芳"], "", 1),
        (["王芳", "王芳"], "", 2),  # two people of one name
        (["王芳"], "李娜", 2),
        (["王芳"], " 王 芳 ", 1),
        (["Ann Lee"], "ANN LEE", 1),
        ([], "李娜", 1),
        (["王芳"], "   ", 1),
    ],
)
def test_a_companion_counts_unless_they_are_the_helper_under_another_spelling(
    names, companion, present
):
    assert rules.people_present(names, companion) == present


@pytest.mark.parametrize(
    ("first", "rhythm", "times", "wanted", "expected"),
    [
        ("2026-11-02", "once", None, None, ["2026-11-02"]),
        ("2026-11-02", "by_plan", None, 5, ["2026-11-02"]),
        ("2026-11-02", "weekly", 1, 3, ["2026-11-02", "2026-11-09", "2026-11-16"]),
        ("2026-11-02", "weekly", 2, 4, ["2026-11-02", "2026-11-05", "2026-11-09", "2026-11-12"]),
        ("2026-11-02", "weekly", 3, 4, ["2026-11-02", "2026-11-04", "2026-11-06", "2026-11-09"]),
        ("2026-11-04", "weekly", 2, 3, ["2026-11-04", "2026-11-06", "2026-11-11"]),
        ("2026-11-05", "weekly", 2, 3, ["2026-11-05", "2026-11-09", "2026-11-12"]),
        ("2026-11-06", "weekly", 2, 3, ["2026-11-06", "2026-11-09", "2026-11-13"]),
        ("2026-11-06", "weekly", 3, 3, ["2026-11-06", "2026-11-09", "2026-11-11"]),
        ("2026-11-05", "weekly", 5, 3, ["2026-11-05", "2026-11-06", "2026-11-09"]),
        ("2026-11-07", "weekly", 2, 3, ["2026-11-07", "2026-11-10", "2026-11-14"]),
        ("2026-11-06", "weekly", 6, 3, ["2026-11-06", "2026-11-07", "2026-11-09"]),
        ("2026-11-06", "weekly", 7, 3, ["2026-11-06", "2026-11-07", "2026-11-08"]),
        ("2026-11-02", "weekly", 8, 3, ["2026-11-02", "2026-11-02", "2026-11-03"]),
        ("2026-11-06", "daily", 1, 3, ["2026-11-06", "2026-11-07", "2026-11-08"]),
        ("2026-11-06", "monthly", 1, 3, ["2026-11-06", "2026-12-07", "2027-01-06"]),
        ("2026-11-02", "monthly", 2, 4, ["2026-11-02", "2026-11-17", "2026-12-02", "2026-12-17"]),
        ("2026-11-02", "fortnightly", 1, 2, ["2026-11-02", "2026-11-16"]),
        ("2027-01-31", "monthly", 1, 3, ["2027-01-31", "2027-02-28", "2027-03-31"]),
        ("2026-11-30", "quarterly", 1, 2, ["2026-11-30", "2027-03-01"]),
        ("2028-02-29", "yearly", 1, 2, ["2028-02-29", "2029-02-28"]),
        ("2026-11-06", "school_day", 1, 3, ["2026-11-06", "2026-11-09", "2026-11-10"]),
        ("2026-11-02", "daily", 2, 3, ["2026-11-02", "2026-11-02", "2026-11-03"]),
    ],
)
def test_a_rhythm_gives_its_days(first, rhythm, times, wanted, expected):
    assert days(planned(a_slot(first), rhythm, times, wanted=wanted)) == expected


WORKDAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31)).filter(lambda day: day.weekday() < 5)
RHYTHMS = st.one_of(
    st.tuples(st.just("weekly"), st.integers(1, 7)),
    st.tuples(st.just("fortnightly"), st.integers(1, 12)),
    st.tuples(st.just("monthly"), st.integers(1, 20)),
    st.tuples(st.sampled_from(["quarterly", "yearly"]), st.integers(1, 30)),
)
HOLIDAYS = st.sets(st.integers(0, 60), max_size=12)
PERIODS = 3


def begins(first: date, rhythm: str, number: int) -> date:
    if rhythm in ("weekly", "fortnightly"):
        return first + timedelta(weeks={"weekly": 1, "fortnightly": 2}[rhythm] * number)
    months = {"monthly": 1, "quarterly": 3, "yearly": 12}[rhythm] * number
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return max(
        date(year, month + 1, day)
        for day in range(1, first.day + 1)
        if day <= monthrange(year, month + 1)[1]
    )


@given(first=WORKDAYS, rhythm=RHYTHMS, holidays=HOLIDAYS)
def test_a_rhythm_begun_on_a_working_day_stays_on_working_days_where_it_can(
    first, rhythm, holidays
):
    def is_working_day(day):
        return day.weekday() < 5 and (day - first).days not in holidays

    name, times = rhythm
    slots = planned(
        a_slot(first.isoformat()),
        name,
        times,
        wanted=PERIODS * times,
        is_working_day=is_working_day,
    )
    visited = [slot.from_at.date() for slot in slots]
    assert visited[0] == first
    assert visited == sorted(set(visited))
    for number in range(PERIODS):
        begun, ended = begins(first, name, number), begins(first, name, number + 1)
        here = {day for day in visited if begun <= day < ended}
        assert len(here) == times
        days = {begun + timedelta(days=n) for n in range((ended - begun).days)}
        working = {day for day in days if is_working_day(day)} | (days & {first})
        assert here <= working or here >= working
        weekdays = {day for day in days if day.weekday() < 5}
        assert here <= weekdays or here >= weekdays


def test_a_holiday_is_stepped_around_and_a_week_of_holidays_is_not_skipped():
    def is_working_day(day):
        return day.weekday() < 5 and not date(2026, 10, 1) <= day <= date(2026, 10, 7)

    first = a_slot("2026-09-24")
    weekly = planned(first, "weekly", 1, wanted=3, is_working_day=is_working_day)
    assert days(weekly) == ["2026-09-24", "2026-10-01", "2026-10-08"]
    twice = planned(a_slot("2026-09-28"), "weekly", 2, wanted=4, is_working_day=is_working_day)
    assert days(twice) == ["2026-09-28", "2026-09-30", "2026-10-08", "2026-10-09"]


def test_a_saturday_worked_in_place_of_a_holiday_stands_in_for_it():
    worked = {date(2026, 10, 10)}

    def is_working_day(day):
        return day in worked or (day.weekday() < 5 and day != date(2026, 10, 7))

    meals = planned(a_slot("2026-10-05"), "weekly", 5, wanted=5, is_working_day=is_working_day)
    assert days(meals) == ["2026-10-05", "2026-10-06", "2026-10-08", "2026-10-09", "2026-10-10"]


@given(
    first=st.dates(date(2024, 1, 1), date(2030, 12, 31)), rhythm=RHYTHMS, known=st.integers(1, 30)
)
def test_a_series_goes_on_where_it_was_left(first, rhythm, known):
    name, times = rhythm
    whole = planned(a_slot(first.isoformat()), name, times, wanted=40)
    assert rules.going_on(whole, whole[:known], rhythm=name) == whole[known:]


def test_a_calendar_that_changed_gives_no_period_more_than_its_own():
    before = planned(a_slot("2026-09-24"), "weekly", 1, wanted=2)

    def is_working_day(day):
        return day.weekday() < 5 and day != date(2026, 10, 1)

    whole = planned(before[0], "weekly", 1, wanted=4, is_working_day=is_working_day)
    assert days(before)[1] == "2026-10-01"
    assert days(whole)[1] == "2026-10-02"
    assert days(rules.going_on(whole, before, rhythm="weekly")) == ["2026-10-08", "2026-10-15"]


def test_a_half_planned_period_gets_the_rest():
    whole = planned(a_slot("2026-11-02"), "weekly", 3, wanted=6)
    moved = [whole[0], a_slot("2026-11-05")]
    assert days(rules.going_on(whole, moved, rhythm="weekly")) == [
        "2026-11-06",
        "2026-11-09",
        "2026-11-11",
        "2026-11-13",
    ]


def test_two_meals_a_day_come_six_hours_apart():
    lunch, supper = planned(a_slot("2026-11-02", "11:00"), "daily", 2, wanted=2)
    assert supper.from_at - lunch.from_at == timedelta(hours=6)
    assert supper.until_at - supper.from_at == HOUR


def test_what_has_no_end_is_planned_four_weeks_ahead_and_once_more_where_it_is_rare():
    assert len(planned(a_slot("2026-11-02"), "weekly", 1)) == 4
    assert days(planned(a_slot("2026-11-02"), "yearly", 1)) == ["2026-11-02", "2027-11-02"]


@given(
    st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    st.sampled_from(
        ["daily", "school_day", "weekly", "fortnightly", "monthly", "quarterly", "yearly"]
    ),
    st.integers(1, 5),
    st.integers(1, 60),
)
def test_a_course_has_as_many_visits_as_wanted_in_order_and_none_overlaps(
    first, rhythm, times, wanted
):
    slots = planned(a_slot(first.isoformat()), rhythm, times, wanted=wanted)
    assert len(slots) == wanted
    assert slots[0] == a_slot(first.isoformat())
    rules.check_slots(slots, planned=[], earliest=slots[0].from_at, at=slots[-1].until_at)


@pytest.mark.parametrize(
    ("code", "slots"),
    [
        ("missing", []),
        ("backwards", [Slot(later(hours=2), later(hours=1))]),
        ("backwards", [Slot(later(hours=2), later(hours=2))]),
        ("too_early", [Slot(NOW - INSTANT, later(hours=1))]),
        ("too_far_ahead", [Slot(later(days=400), later(days=400, hours=1))]),
        ("overlap", [Slot(later(hours=1), later(hours=3)), Slot(later(hours=2), later(hours=4))]),
        ("overlap", [Slot(later(days=5), later(days=5, hours=2))]),
        ("too_many", [Slot(later(hours=n), later(hours=n + 1)) for n in range(121)]),
    ],
)
def test_times_that_cannot_be_are_refused_by_name(code, slots):
    standing = [Slot(later(days=5, hours=1), later(days=5, hours=3))]
    with pytest.raises(Malformed) as refusal:
        rules.check_slots(slots, planned=standing, earliest=NOW, at=NOW)
    assert refusal.value.code == code


def test_visits_may_follow_each_other_without_a_pause():
    slots = [Slot(later(hours=1), later(hours=2)), Slot(later(hours=2), later(hours=3))]
    rules.check_slots(slots, planned=[], earliest=NOW, at=NOW)
