"""The golden tables were counted by hand on the notices' calendars, not by the code."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.workdays.announced import published_years, special_days
from marketplace.workdays.rules import SHANGHAI, Due, WorkingCalendar

CALENDAR = WorkingCalendar(
    {day["on"]: day["is_working"] for day in special_days()},
    frozenset(year["year"] for year in published_years()),
)
NEW_YORK = ZoneInfo("America/New_York")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


WORKING_DAYS = [
    # begins, working days, runs out
    ("2026-09-30 16:00", 1, "2026-10-08 17:00"),  # over National Day
    ("2026-09-30 16:00", 2, "2026-10-09 17:00"),
    ("2026-09-30 16:00", 3, "2026-10-10 17:00"),  # a Saturday that is worked
    ("2026-09-30 16:00", 5, "2026-10-13 17:00"),
    ("2026-10-01 09:00", 1, "2026-10-08 17:00"),  # told on the holiday
    ("2026-10-07 23:59", 1, "2026-10-08 17:00"),
    ("2026-10-08 00:00", 1, "2026-10-09 17:00"),
    ("2026-09-17 10:00", 2, "2026-09-20 17:00"),  # a Sunday that is worked
    ("2026-09-17 10:00", 5, "2026-09-23 17:00"),
    ("2026-09-17 10:00", 7, "2026-09-28 17:00"),  # over Mid-autumn
    ("2026-02-13 10:00", 1, "2026-02-14 17:00"),  # a Saturday worked before Spring Festival
    ("2026-02-13 10:00", 2, "2026-02-24 17:00"),
    ("2026-02-13 10:00", 6, "2026-02-28 17:00"),  # and one after it
    ("2026-02-13 10:00", 7, "2026-03-02 17:00"),
    ("2026-02-09 10:00", 15, "2026-03-06 17:00"),
    ("2026-02-09 10:00", 20, "2026-03-13 17:00"),
    ("2025-12-31 10:00", 1, "2026-01-04 17:00"),  # New Year, and its Sunday
    ("2025-12-31 10:00", 2, "2026-01-05 17:00"),
    ("2025-09-26 10:00", 1, "2025-09-28 17:00"),
    ("2025-09-30 10:00", 1, "2025-10-09 17:00"),
    ("2025-09-30 10:00", 3, "2025-10-11 17:00"),
    ("2025-09-30 10:00", 4, "2025-10-13 17:00"),
    ("2025-01-24 10:00", 1, "2025-01-26 17:00"),
    ("2025-01-24 10:00", 3, "2025-02-05 17:00"),
    ("2025-01-24 10:00", 6, "2025-02-08 17:00"),
    ("2025-01-24 10:00", 7, "2025-02-10 17:00"),
    ("2024-02-02 10:00", 1, "2024-02-04 17:00"),
    ("2024-02-09 10:00", 1, "2024-02-18 17:00"),
    ("2024-09-28 10:00", 3, "2024-10-08 17:00"),
    ("2024-02-28 10:00", 1, "2024-02-29 17:00"),  # the day that most years lack
    ("2024-02-28 10:00", 2, "2024-03-01 17:00"),
    ("2024-02-29 10:00", 1, "2024-03-01 17:00"),
    ("2026-12-30 10:00", 1, "2026-12-31 17:00"),
    ("2023-12-31 10:00", 1, "2024-01-02 17:00"),  # nothing of 2023 is counted
]

PROVISIONAL_WORKING_DAYS = [
    ("2026-12-31 10:00", 1, "2027-01-01 17:00"),
    ("2026-12-28 10:00", 3, "2026-12-31 17:00", False),
    ("2026-12-28 10:00", 5, "2027-01-04 17:00"),
    ("2026-12-14 10:00", 15, "2027-01-04 17:00"),
    ("2027-09-30 10:00", 1, "2027-10-01 17:00"),
    ("2023-12-29 10:00", 1, "2024-01-02 17:00"),
    ("9999-12-30 10:00", 1, "9999-12-31 17:00"),
    ("9999-12-31 10:00", 1, "9999-12-31 17:00"),  # there is no day after it
    ("9999-12-31 20:00", 1, "9999-12-31 20:00"),
    ("0001-01-01 10:00", 1, "0001-01-02 17:00"),
]

FOUR_HOURS = [
    ("2026-09-30 10:00", "2026-09-30 14:00"),  # noon is worked
    ("2026-09-30 13:00", "2026-09-30 17:00"),
    ("2026-09-30 13:01", "2026-10-08 09:01"),
    ("2026-09-30 16:00", "2026-10-08 12:00"),
    ("2026-09-30 06:00", "2026-09-30 13:00"),
    ("2026-09-30 17:00", "2026-10-08 13:00"),
    ("2026-09-30 23:59", "2026-10-08 13:00"),
    ("2026-10-03 11:00", "2026-10-08 13:00"),
    ("2026-10-10 15:00", "2026-10-12 11:00"),  # Saturday worked, Sunday not
    ("2026-02-14 15:30", "2026-02-24 11:30"),
    ("2024-02-29 15:00", "2024-03-01 11:00"),
]


@pytest.mark.parametrize(("begins", "days", "ends"), WORKING_DAYS)
def test_working_days_run_over_holidays_and_make_up_days(begins, days, ends):
    assert CALENDAR.add_working_days(at(begins), days) == Due(at(ends))


@pytest.mark.parametrize("row", PROVISIONAL_WORKING_DAYS)
def test_a_year_that_is_not_published_is_provisional_and_never_an_error(row):
    begins, days, ends, *rest = row
    assert CALENDAR.add_working_days(at(begins), days) == Due(at(ends), *(rest or [True]))


@pytest.mark.parametrize(("begins", "ends"), FOUR_HOURS)
def test_working_hours_run_while_the_office_is_open(begins, ends):
    assert CALENDAR.add_working_time(at(begins), timedelta(hours=4)) == Due(at(ends))


def test_working_hours_into_the_next_year_are_provisional():
    four_hours = CALENDAR.add_working_time(at("2026-12-31 15:00"), timedelta(hours=4))
    assert four_hours == Due(at("2027-01-01 11:00"), provisional=True)


def test_eight_working_hours_are_one_working_day():
    a_week = CALENDAR.add_working_time(at("2026-09-28 09:00"), timedelta(hours=5 * 8))
    assert a_week == Due(at("2026-10-09 17:00"))  # 28, 29, 30 September, 8 and 9 October


@pytest.mark.parametrize(
    ("begins", "length", "ends"),
    [
        ("2026-09-30 18:00", timedelta(hours=24), "2026-10-01 18:00"),
        ("2026-02-16 23:50", timedelta(minutes=30), "2026-02-17 00:20"),
        ("2024-02-28 12:00", timedelta(hours=24), "2024-02-29 12:00"),
        ("2026-12-31 23:00", timedelta(hours=2), "2027-01-01 01:00"),
    ],
)
def test_the_urgent_clock_never_pauses(begins, length, ends):
    assert CALENDAR.add_wall_time(at(begins), length) == Due(at(ends))


@pytest.mark.parametrize(
    ("begins", "days", "ends"),
    [
        ("2026-09-30 16:00", 7, "2026-10-08 00:00"),
        ("2026-10-01 00:00", 7, "2026-10-09 00:00"),
        ("2024-02-25 09:00", 7, "2024-03-04 00:00"),
        ("2025-02-25 09:00", 7, "2025-03-05 00:00"),
        ("2026-12-28 09:00", 7, "2027-01-05 00:00"),
    ],
)
def test_calendar_days_end_at_midnight_whatever_day_it_is(begins, days, ends):
    assert CALENDAR.add_calendar_days(at(begins), days) == Due(at(ends))


def test_the_last_moment_of_time_is_a_deadline_like_any_other():
    last = Due(at("9999-12-31 17:00"), provisional=True)
    assert CALENDAR.add_wall_time(at("9999-12-31 16:00"), timedelta(days=1)) == last
    assert CALENDAR.add_calendar_days(at("9999-12-31 16:00"), 7) == last
    assert CALENDAR.add_working_time(at("9999-12-31 16:00"), timedelta(hours=4)) == last
    far_west = datetime(9999, 12, 31, 20, tzinfo=NEW_YORK)
    assert CALENDAR.add_working_days(far_west, 1).provisional


@pytest.mark.parametrize(
    ("within", "pauses", "ends"),
    [
        ("30 minutes", False, "2026-09-30 16:30"),
        ("24 hours", False, "2026-10-01 16:00"),
        ("4 hours", True, "2026-10-08 12:00"),
        ("1 working_days", True, "2026-10-08 17:00"),
        ("7 calendar_days", True, "2026-10-08 00:00"),
    ],
)
def test_a_figure_of_the_catalogue_becomes_a_deadline(within, pauses, ends):
    assert CALENDAR.due(at("2026-09-30 16:00"), within, pauses=pauses) == Due(at(ends))


@pytest.mark.parametrize(("days", "wrong"), [(5, 74), (15, 138), (20, 170)])
def test_plain_weekends_would_be_wrong_for_many_days_of_2026(days, wrong):
    """The figures were measured independently of this code, with the package chinesecalendar."""
    starts = [at("2026-01-01 10:00") + timedelta(days=n) for n in range(300)]
    plain = WorkingCalendar()
    differ = [
        start
        for start in starts
        if plain.add_working_days(start, days).at != CALENDAR.add_working_days(start, days).at
    ]
    assert len(differ) == wrong


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        CALENDAR.add_working_days(datetime(2026, 9, 30, 10), 1)


@pytest.mark.parametrize(
    "count",
    [
        lambda moment: CALENDAR.add_working_days(moment, -1),
        lambda moment: CALENDAR.add_calendar_days(moment, -1),
        lambda moment: CALENDAR.add_working_time(moment, timedelta(minutes=-1)),
        lambda moment: CALENDAR.add_wall_time(moment, timedelta(minutes=-1)),
    ],
)
def test_clocks_do_not_run_backwards(count):
    with pytest.raises(ValueError, match="forwards"):
        count(at("2026-09-30 10:00"))


MOMENTS = st.datetimes(datetime(2023, 6, 1), datetime(2028, 6, 1), timezones=st.just(SHANGHAI))
DAYS = st.integers(0, 40)
LENGTHS = st.timedeltas(timedelta(0), timedelta(hours=100))
ZONES = st.sampled_from([UTC, SHANGHAI, NEW_YORK, ZoneInfo("Asia/Urumqi")])
COUNTED = st.one_of(
    DAYS.map(lambda n: lambda moment: CALENDAR.add_working_days(moment, n)),
    DAYS.map(lambda n: lambda moment: CALENDAR.add_calendar_days(moment, n)),
    LENGTHS.map(lambda length: lambda moment: CALENDAR.add_working_time(moment, length)),
    LENGTHS.map(lambda length: lambda moment: CALENDAR.add_wall_time(moment, length)),
)


@given(MOMENTS, COUNTED)
def test_no_clock_runs_out_before_it_begins(moment, count):
    assert count(moment).at >= moment


@given(MOMENTS, MOMENTS, COUNTED)
def test_what_begins_later_never_runs_out_earlier(one, other, count):
    earlier, later = sorted([one, other])
    assert count(earlier).at <= count(later).at


@given(MOMENTS, DAYS, LENGTHS)
def test_more_time_never_runs_out_earlier(moment, days, length):
    longer = length + timedelta(hours=1)
    for less, more in [
        (CALENDAR.add_working_days(moment, days), CALENDAR.add_working_days(moment, days + 1)),
        (CALENDAR.add_calendar_days(moment, days), CALENDAR.add_calendar_days(moment, days + 1)),
        (CALENDAR.add_working_time(moment, length), CALENDAR.add_working_time(moment, longer)),
    ]:
        assert less.at < more.at
        assert less.provisional <= more.provisional


@given(MOMENTS, ZONES, COUNTED)
def test_the_time_zone_of_the_question_changes_nothing(moment, zone, count):
    assert count(moment.astimezone(zone)) == count(moment)


@given(MOMENTS, st.integers(1, 40))
def test_working_days_end_when_the_office_closes_on_a_working_day(moment, days):
    due = CALENDAR.add_working_days(moment, days).at
    assert due.timetz().replace(tzinfo=None) == time(17)
    assert CALENDAR.is_working_day(due.date())
    begins, between = moment.date(), (due.date() - moment.date()).days
    counted = [begins + timedelta(days=n) for n in range(1, between + 1)]
    assert sum(map(CALENDAR.is_working_day, counted)) == days


def test_one_change_of_a_day_moves_the_clocks_over_it():
    friday_off = WorkingCalendar({**CALENDAR.special, date(2026, 11, 6): False}, CALENDAR.published)
    assert CALENDAR.add_working_days(at("2026-11-05 10:00"), 1) == Due(at("2026-11-06 17:00"))
    assert friday_off.add_working_days(at("2026-11-05 10:00"), 1) == Due(at("2026-11-09 17:00"))
