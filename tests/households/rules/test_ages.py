from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.households.choices import AgeBand
from marketplace.households.rules.ages import age_band, age_on, clean_birth_on, needs_guardian
from marketplace.kernel.errors import Malformed

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (date(2012, 11, 22), TODAY, 14),
        (date(2012, 11, 23), TODAY, 13),
        (date(2026, 11, 22), TODAY, 0),
        (date(2012, 2, 29), date(2026, 2, 28), 13),
        (date(2012, 2, 29), date(2026, 3, 1), 14),
        (date(2012, 2, 29), date(2024, 2, 29), 12),
    ],
)
def test_an_age_grows_on_the_birthday(born, on, age):
    assert age_on(born, on) == age


@pytest.mark.parametrize(
    ("age", "band"),
    [
        (0, AgeBand.INFANT),
        (5, AgeBand.INFANT),
        (6, AgeBand.CHILD),
        (13, AgeBand.CHILD),
        (14, AgeBand.YOUTH),
        (17, AgeBand.YOUTH),
        (18, AgeBand.YOUNG_ADULT),
        (34, AgeBand.YOUNG_ADULT),
        (35, AgeBand.MIDDLE),
        (59, AgeBand.MIDDLE),
        (60, AgeBand.OLDER),
        (69, AgeBand.OLDER),
        (70, AgeBand.OLD),
        (79, AgeBand.OLD),
        (80, AgeBand.VERY_OLD),
        (130, AgeBand.VERY_OLD),
    ],
)
def test_each_age_has_its_band(age, band):
    assert age_band(date(TODAY.year - age, 11, 22), TODAY) == band


def test_an_unknown_age_is_a_band_of_its_own():
    assert age_band(None, TODAY) == AgeBand.UNKNOWN


@pytest.mark.parametrize(
    ("born", "groups", "wanted"),
    [
        (date(2012, 11, 23), "", True),
        (date(2012, 11, 22), "", False),
        (date(2012, 11, 22), "M", False),
        (date(1950, 1, 1), "ED", False),
        (None, "M", True),
        (None, "E", False),
        (None, "", False),
    ],
)
def test_a_guardian_is_wanted_under_14_and_for_minors_of_unknown_age(born, groups, wanted):
    assert needs_guardian(born, groups=groups, on=TODAY) is wanted


@pytest.mark.parametrize(
    "typed",
    ["1950-03-07", "1950/3/7", "1950.03.07", "1950年3月7日", "１９５０－０３－０７", " 19500307 "],
)
def test_a_day_is_read_as_people_write_it(typed):
    assert clean_birth_on(typed, on=TODAY) == date(1950, 3, 7)


@pytest.mark.parametrize("typed", [None, "", "  "])
def test_no_day_is_no_fault(typed):
    assert clean_birth_on(typed, on=TODAY) is None


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("2026/2/30", "birth_no_date"),
        ("1950-02-29", "birth_no_date"),
        ("二〇二六年", "birth_no_date"),
        ("0000-01-01", "birth_no_date"),
        ("36526", "birth_no_date"),
        ("1950-03-07\x00", "birth_no_date"),
        ("2026-11-23", "birth_in_future"),
        (date(9999, 12, 31), "birth_in_future"),
        ("1895-11-22", "birth_too_long_ago"),
        (date(1, 1, 1), "birth_too_long_ago"),
    ],
)
def test_an_impossible_day_is_refused_with_its_reason(typed, fault):
    with pytest.raises(Malformed) as refused:
        clean_birth_on(typed, on=TODAY)
    assert (refused.value.code, set(refused.value.fields)) == (fault, {"birth_on"})


@given(st.text(max_size=20))
def test_whatever_is_typed_is_a_day_nothing_or_a_refusal(typed):
    try:
        born = clean_birth_on(typed, on=TODAY)
    except Malformed:
        return
    assert born is None or born <= TODAY
