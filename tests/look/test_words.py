from datetime import UTC, datetime, timedelta

import pytest
from django.utils.formats import date_format
from django.utils.translation import override

from marketplace.look import words

NOW = datetime(2026, 3, 5, 2, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(0), "0 min"),
        (timedelta(seconds=59), "0 min"),
        (timedelta(minutes=45), "45 min"),
        (timedelta(hours=3), "3 h"),
        (timedelta(hours=3, minutes=20), "3 h 20 min"),
        (timedelta(days=2, hours=3, minutes=59), "2 d 3 h"),
        (timedelta(days=2, minutes=59), "2 d"),
        (-timedelta(minutes=45), "45 min"),
    ],
)
def test_a_span_is_told_in_its_two_largest_units(length, said):
    assert words.span(length) == said


def test_a_clock_says_what_is_left_and_how_late_it_is():
    assert words.time_left(NOW + timedelta(minutes=20), NOW) == "20 min left"
    assert words.time_left(NOW - timedelta(minutes=20), NOW) == "20 min overdue"


def test_a_moment_far_away_is_told_exactly_and_in_local_time():
    assert words.relative(NOW - timedelta(hours=3), NOW) == "3 h ago"
    assert words.relative(NOW + timedelta(minutes=20), NOW) == "in 20 min"
    assert words.relative(NOW + timedelta(seconds=20), NOW) == "just now"
    assert words.relative(NOW - timedelta(days=30), NOW) == "3 Feb 2026, 10:20"


def test_a_day_in_a_sentence_is_written_as_a_moment_is():
    assert date_format(NOW.date()) == "5 Mar 2026"
    assert words.exact(NOW).startswith(date_format(NOW.date()))
    with override("zh-hans"):
        assert date_format(NOW.date()) == "2026年3月5日"


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.932, "93%"),
        (1, "100%"),
        (0.9996, "99.96%"),
        (0.4996, "49.96%"),
        (0.499, "49.9%"),
        (0.5, "50%"),
        (0, "0%"),
    ],
)
def test_rounding_never_lifts_a_share_over_the_half_or_to_the_whole(share, said):
    assert words.percent(share) == said


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("王小梅", "小梅"),
        ("欧阳𠮷", "阳𠮷"),
        ("Anna Meyer", "AM"),
        ("anna", "A"),
        ("  ", "?"),
        ("栖霞 Station", "栖霞"),
    ],
)
def test_initials_suit_the_script_of_the_name(name, letters):
    assert words.initials(name) == letters


def test_a_small_round_has_room_for_one_character():
    assert words.initials("王小梅", longest=1) == "梅"
    assert words.initials("Anna Meyer", longest=1) == "A"


def test_thousands_are_parted_and_words_are_left_alone():
    assert [words.number(n) for n in (6214, 93.25, 2.0, "12 of 13", True)] == [
        "6,214",
        "93.25",
        "2",
        "12 of 13",
        "True",
    ]
