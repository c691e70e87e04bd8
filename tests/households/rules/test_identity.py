from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum import numdb
from stdnum.cn import ric

from marketplace.households.choices import Sex
from marketplace.households.rules.identity import (
    FICTIONAL_REGION,
    birth_of,
    clean_id_number,
    make_fictional_id,
    sex_of,
)
from marketplace.kernel.errors import Malformed

TODAY = date(2026, 11, 22)
COUNTIES = numdb.get("cn/loc")
A_NUMBER = "32019919500307000X"

births = st.dates(date(1897, 1, 1), TODAY)
sexes = st.sampled_from([Sex.FEMALE, Sex.MALE])
serials = st.integers(0, 499)


def with_check_digit(seventeen: str) -> str:
    return seventeen + ric.calc_check_digit(seventeen + "0")


def fault_of(text: str, on: date = TODAY) -> str:
    with pytest.raises(Malformed) as refused:
        clean_id_number(text, on=on)
    assert set(refused.value.fields) == {"id_number"}
    return refused.value.code


@pytest.mark.parametrize(
    "typed",
    [
        "32019919500307000x",
        "３２０１９９１９５００３０７０００Ｘ",
        "32019919500307000Ⅹ",
        "32019919500307000ⅹ",
        "320199 1950 0307 000X",
        "320199-19500307-000X",
        "320199–19500307—000X",
        "\u3000320199\u200b19500307\ufeff000X\u200d\n",
        "'32019919500307000X",
    ],
)
def test_every_way_to_type_a_number_gives_the_one_form(typed):
    assert clean_id_number(typed, on=TODAY) == A_NUMBER


@pytest.mark.parametrize("typed", ["", " ", "\u3000", "'", "--"])
def test_nothing_typed_is_no_number_and_no_fault(typed):
    assert clean_id_number(typed, on=TODAY) == ""


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("320199500307002", "id_number_old"),
        ("3.20199E+17", "id_number_rounded"),
        ("3.20199195003E17", "id_number_rounded"),
        ("32019919500307002", "id_number_form"),
        ("32019919500307000XX", "id_number_form"),
        ("X2019919500307002X", "id_number_form"),
        ("٣٢019919500307002X", "id_number_form"),
        ("32019919500307000Х", "id_number_form"),
        ("3201991950\x00307002X", "id_number_form"),
        ("3201991950\ud800307002X", "id_number_form"),
        ("<script>alert(1)</script>", "id_number_form"),
        ("王秀兰", "id_number_form"),
        ("9" * 10_000, "id_number_form"),
        (with_check_digit("00019919500307002"), "id_number_region"),
        (with_check_digit("38019919500307002"), "id_number_region"),
        (with_check_digit("32019919491331002"), "id_number_date"),
        (with_check_digit("32019919500230002"), "id_number_date"),
        (with_check_digit("32019919500229002"), "id_number_date"),
        (with_check_digit("32019900000101002"), "id_number_date"),
        (with_check_digit("32019920261123002"), "id_number_future"),
        (with_check_digit("32019999991231002"), "id_number_future"),
        (with_check_digit("32019918951121002"), "id_number_age"),
        (with_check_digit("32019900010101002"), "id_number_age"),
        ("320199195003070020", "id_number_check_digit"),
        ("320199195003070029", "id_number_check_digit"),
    ],
)
def test_each_fault_has_its_own_name(typed, fault):
    assert fault_of(typed) == fault


def test_no_refusal_repeats_the_number():
    for typed in ["320199195003070020", "320199500307002", with_check_digit("32019919500230002")]:
        with pytest.raises(Malformed) as refused:
            clean_id_number(typed, on=TODAY)
        assert typed[6:14] not in str(refused.value) + repr(refused.value.fields)


def test_somebody_born_on_the_day_itself_and_somebody_of_130_are_accepted():
    born_today = make_fictional_id(birth_on=TODAY, sex=Sex.FEMALE)
    of_130 = make_fictional_id(birth_on=date(1895, 11, 23), sex=Sex.MALE)
    assert clean_id_number(born_today, on=TODAY) == born_today
    assert clean_id_number(of_130, on=TODAY) == of_130


@pytest.mark.parametrize(
    "region", ["320113", "320102", "110228", "710000", "810000", "830000", "911156", "320198"]
)
def test_a_county_that_no_list_knows_is_accepted_as_are_residence_permits(region):
    number = with_check_digit(f"{region}19500307002")
    assert clean_id_number(number, on=TODAY) == number


@given(births, sexes, serials)
def test_a_fictional_number_is_valid_and_tells_birth_and_sex(born, sex, serial):
    number = make_fictional_id(birth_on=born, sex=sex, serial=serial)
    assert clean_id_number(number, on=TODAY) == number
    assert (birth_of(number), sex_of(number)) == (born, sex)


@given(births, sexes, serials)
def test_a_fictional_number_is_nobodys_because_no_county_has_its_region(born, sex, serial):
    number = make_fictional_id(birth_on=born, sex=sex, serial=serial)
    assert number.startswith(FICTIONAL_REGION)
    assert "county" not in {k for _, known in COUNTIES.info(number[:6]) for k in known}


@given(births, births, sexes, serials, serials)
def test_fictional_numbers_of_two_people_differ(born, other, sex, serial, another):
    assume((born, serial) != (other, another))
    assert make_fictional_id(birth_on=born, sex=sex, serial=serial) != make_fictional_id(
        birth_on=other, sex=sex, serial=another
    )


@pytest.mark.parametrize("serial", [-1, 500])
def test_a_serial_out_of_range_is_refused(serial):
    with pytest.raises(ValueError, match="serial"):
        make_fictional_id(birth_on=TODAY, sex=Sex.MALE, serial=serial)


@given(births, sexes, serials, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_mistyped_character_is_always_noticed(born, sex, serial, place, wrong):
    number = make_fictional_id(birth_on=born, sex=sex, serial=serial)
    assume(number[place] != wrong)
    fault_of(number[:place] + wrong + number[place + 1 :])


@given(births, sexes, serials, st.integers(0, 16))
def test_two_neighbours_swapped_are_always_noticed(born, sex, serial, place):
    number = make_fictional_id(birth_on=born, sex=sex, serial=serial)
    assume(number[place] != number[place + 1])
    fault_of(number[:place] + number[place + 1] + number[place] + number[place + 2 :])


@given(st.text(max_size=40))
def test_whatever_is_typed_gives_18_clean_characters_or_nothing_or_a_refusal(typed):
    try:
        number = clean_id_number(typed, on=TODAY)
    except Malformed:
        return
    assert number == "" or (len(number) == 18 and number.isascii() and number.isalnum())
