import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.households.rules.contacts import (
    clean_address,
    clean_phone,
    make_fictional_phone,
    phone_digits,
)
from marketplace.kernel.errors import Malformed


@pytest.mark.parametrize(
    "typed",
    [
        "13812345678",
        "138 1234 5678",
        "138-1234-5678",
        "１３８１２３４５６７８",
        "+86 13812345678",
        "+8613812345678",
        "＋８６　138 1234 5678",
        "0086-138-1234-5678",
        "086-13812345678",
        "86 13812345678",
        "(+86) 138.1234.5678",
        "\u200b13812345678\u202c",
    ],
)
def test_every_way_to_write_a_mobile_gives_the_one_form(typed):
    assert clean_phone(typed) == "13812345678"


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("025-85551234", "025-85551234"),
        ("(025) 8555 1234", "025-85551234"),
        ("（０２５）８５５５１２３４", "025-85551234"),
        ("02585551234", "025-85551234"),
        ("+86 25 8555 1234", "025-85551234"),
        ("+86 025 8555 1234", "025-85551234"),
        ("010-85551234转801", "010-85551234-801"),
        ("010-85551234 分机 801", "010-85551234-801"),
        ("010-85551234-801", "010-85551234-801"),
        ("010 85551234 ext. 801", "010-85551234-801"),
        ("010-85551234#801", "010-85551234-801"),
        ("0512-85551234", "0512-85551234"),
        ("0851-5551234", "0851-5551234"),
        ("08515551234", "0851-5551234"),
    ],
)
def test_a_landline_keeps_its_area_code_and_extension(typed, phone):
    assert clean_phone(typed) == phone


@pytest.mark.parametrize("typed", ["", " ", "\u3000", "-", "()"])
def test_no_phone_is_no_fault_unless_one_is_wanted(typed):
    assert clean_phone(typed) == ""
    with pytest.raises(Malformed) as refused:
        clean_phone(typed, required=True)
    assert refused.value.code == "missing"


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("85551234", "phone_area_code"),
        ("8555123", "phone_area_code"),
        ("23812345678", "phone_form"),
        ("12812345678", "phone_form"),
        ("1381234567", "phone_form"),
        ("138123456789", "phone_form"),
        ("138****5678", "phone_form"),
        ("+85291234567", "phone_form"),
        ("+861234", "phone_form"),
        ("025-8555123", "phone_form"),
        ("025-85551234-123456", "phone_form"),
        ("12345", "phone_form"),
        ("1.38123E+10", "phone_form"),
        ("١٣٨١٢٣٤٥٦٧٨", "phone_form"),
        ("13812345678\x00", "phone_form"),
        ("1381234567\ud800", "phone_form"),
        ("<b>13812345678</b>", "phone_form"),
        ("王秀兰", "phone_form"),
        ("1" * 10_000, "phone_form"),
        (("-" * 5_000) + "x", "phone_form"),
    ],
)
def test_what_is_no_phone_is_refused_with_its_reason(typed, fault):
    with pytest.raises(Malformed) as refused:
        clean_phone(typed, field="guardian_phone")
    assert (refused.value.code, set(refused.value.fields)) == (fault, {"guardian_phone"})


@given(st.text(alphabet="0123456789+-() 转x", max_size=24))
def test_cleaning_twice_changes_nothing_more(typed):
    try:
        phone = clean_phone(typed)
    except Malformed:
        return
    assert clean_phone(phone) == phone
    assert len(phone) <= 20


def test_two_spellings_share_their_digits_whatever_the_extension():
    assert phone_digits("025-85551234-801") == phone_digits("025-85551234") == "02585551234"
    assert phone_digits("13812345678") == "13812345678"


@given(st.integers(0, 10**8 - 1))
def test_a_fictional_mobile_is_valid_and_rings_nowhere(serial):
    phone = make_fictional_phone(serial)
    assert clean_phone(phone) == phone
    assert phone.startswith("154")


def test_an_address_is_one_line():
    assert clean_address(" 尧化街道\u3000演示路1号\r\n101室\u202e ") == "尧化街道 演示路1号 101室"


@pytest.mark.parametrize(
    ("typed", "fault"),
    [("路" * 201, "too_long"), ("路\x00", "unreadable_text"), ("路\udfff", "unreadable_text")],
)
def test_what_is_no_address_is_refused(typed, fault):
    with pytest.raises(Malformed) as refused:
        clean_address(typed)
    assert (refused.value.code, set(refused.value.fields)) == (fault, {"address"})
