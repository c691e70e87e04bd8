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
    first: Slot, rhythm: str, times: int | None, *, wanted: int | None = None
) -> list[Slot]:
    return rules.series(
        first,
        rhythm=rhythm,
        times=times,
        wanted=wanted,
        until=first.from_at + rules.PLANNED_AHEAD,
        is_school_day=lambda day: day.weekday() < 5,
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
        ("2026-11-02", "weekly", 2, 4, ["2026-11-02", "2026-11-06", "2026-11-09", "2026-11-13"]),
        ("2026-11-02", "fortnightly", 1, 2, ["2026-11-02", "2026-11-16"]),
        ("2027-01-31", "monthly", 1, 3, ["2027-01-31", "2027-02-28", "2027-03-31"]),
        ("2026-11-30", "quarterly", 1, 2, ["2026-11-30", "2027-02-28"]),
        ("2028-02-29", "yearly", 1, 2, ["2028-02-29", "2029-02-28"]),
        ("2026-11-06", "school_day", 1, 3, ["2026-11-06", "2026-11-09", "2026-11-10"]),
        ("2026-11-02", "daily", 2, 3, ["2026-11-02", "2026-11-02", "2026-11-03"]),
    ],
)
def test_a_rhythm_gives_its_days(first, rhythm, times, wanted, expected):
    assert days(planned(a_slot(first), rhythm, times, wanted=wanted)) == expected


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
