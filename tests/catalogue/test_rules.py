from fractions import Fraction

import pytest

from marketplace.catalogue.choices import ClockUnit, Rhythm
from marketplace.catalogue.rules import (
    Frequency,
    Within,
    next_code,
    parse_code,
    parse_frequency,
    parse_requirements,
    parse_within,
)


@pytest.mark.parametrize(
    ("text", "frequency", "per_week"),
    [
        ("once", Frequency(Rhythm.ONCE), None),
        ("by_plan", Frequency(Rhythm.BY_PLAN), None),
        ("daily:1", Frequency(Rhythm.DAILY, 1), 7),
        ("school_day:2", Frequency(Rhythm.SCHOOL_DAY, 2), 10),
        ("weekly:3", Frequency(Rhythm.WEEKLY, 3), 3),
        ("fortnightly:1", Frequency(Rhythm.FORTNIGHTLY, 1), Fraction(1, 2)),
        ("monthly:2", Frequency(Rhythm.MONTHLY, 2), Fraction(24, 52)),
        ("quarterly:1", Frequency(Rhythm.QUARTERLY, 1), Fraction(4, 52)),
        ("yearly:2", Frequency(Rhythm.YEARLY, 2), Fraction(2, 52)),
    ],
)
def test_a_frequency_reads_and_writes_itself(text, frequency, per_week):
    assert parse_frequency(text) == frequency
    assert frequency.per_week() == per_week
    assert str(frequency) == text


@pytest.mark.parametrize(
    ("text", "visits"),
    [("once", 1), ("by_plan", 1), ("daily:2", 14), ("weekly:3", 3), ("fortnightly:1", 1),
     ("monthly:2", 1), ("monthly:9", 3), ("yearly:1", 1)],
)  # fmt: skip
def test_the_fullest_week_of_a_frequency(text, visits):
    assert parse_frequency(text).most_in_a_week() == visits


@pytest.mark.parametrize(
    "text", ["", "weekly", "weekly:", "weekly:0", "weekly:-1", "weekly:1.5", "once:1", "by_plan:",
             "hourly:1", "weekly:２", "weekly:100", "weekly:1:1", " weekly:1", "WEEKLY:1"],
)  # fmt: skip
def test_a_frequency_that_reads_otherwise_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011
        parse_frequency(text)


def test_qualifications_are_all_of_any_of():
    assert parse_requirements("NW|RN,HC") == (frozenset({"NW", "RN"}), frozenset({"HC"}))
    assert parse_requirements("RN") == (frozenset({"RN"}),)
    assert parse_requirements("") == ()
    # (VOL and DRV) or NW, as a conjunction
    assert parse_requirements("VOL|NW,DRV|NW") == (
        frozenset({"VOL", "NW"}),
        frozenset({"DRV", "NW"}),
    )


@pytest.mark.parametrize(
    "text", [",", "NW,", "|NW", "NW||RN", "nw", "NW RN", "NW, RN", "N", "\x00", "护"]
)
def test_qualifications_that_read_otherwise_are_refused(text):
    with pytest.raises(ValueError, match="qualifications read"):
        parse_requirements(text)


def test_a_clock_has_an_amount_and_a_unit_or_goes_by_plan():
    assert parse_within("30 minutes") == Within(30, ClockUnit.MINUTES)
    assert parse_within("1 working_days") == Within(1, ClockUnit.WORKING_DAYS)
    assert parse_within("by_plan") is None
    assert parse_within("") is None


@pytest.mark.parametrize(
    "text", ["30", "minutes", "0 minutes", "30 fortnights", "-1 hours", "30  minutes"]
)
def test_a_clock_that_reads_otherwise_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011
        parse_within(text)


def test_a_code_names_its_cell():
    assert parse_code("E-L1-03") == ("E", 1, 3)
    for wrong in ("X-L1-03", "E-L5-03", "E-L1-3", "E-L1-003", "e-l1-03", "", "E-L1-03\n"):
        with pytest.raises(ValueError, match="a code reads"):
            parse_code(wrong)


def test_the_next_code_follows_the_last_of_its_own_cell():
    assert next_code("P", 3, ["P-L3-01", "P-L3-07", "P-L1-20", "E-L3-30"]) == "P-L3-08"
    assert next_code("P", 3, []) == "P-L3-01"
