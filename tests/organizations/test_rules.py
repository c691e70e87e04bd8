import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc as standard

from marketplace.kernel.errors import Malformed
from marketplace.organizations import rules
from marketplace.organizations.choices import OrganizationKind
from tests import hostile

# The worked example that is published with the standard's arithmetic, and the one of python-stdnum.
REAL = ("91350100M000100Y43", "91110000600037341L")


@pytest.mark.parametrize("code", REAL)
def test_real_codes_are_valid(code):
    assert rules.valid_uscc(code)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "91350100M000100Y4Z",
        "91350100M000100Y4",
        "91350100M000100Y433",
        "91350100M00010OY43",
        "91350100m000100y43",
        "9135 0100 M000100Y43",
        "９1350100M000100Y43",
        "0" * 18,
        "I1350100M000100Y43",
        "91350100M000100Y4\x00",
        hostile.TOO_LONG,
    ],
)
def test_wrong_codes_are_not(code):
    assert not rules.valid_uscc(code)


@pytest.mark.parametrize("front", ["N1", "N2", "N3"])
def test_rural_collectives_begin_with_a_letter_and_are_valid(front):
    body = f"{front}320113MF000001"
    code = body[:17].ljust(17, "0")
    code += standard.calc_check_digit(code)
    assert rules.valid_uscc(code)
    assert not standard.is_valid(code)


@given(st.sampled_from(REAL), st.integers(0, 17), st.sampled_from(rules.ALPHABET))
def test_every_single_slip_is_found(code, place, sign):
    slipped = code[:place] + sign + code[place + 1 :]
    assert rules.valid_uscc(slipped) == (slipped == code)


@given(st.sampled_from(REAL), st.integers(0, 16))
def test_every_swap_of_neighbours_is_found(code, place):
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert rules.valid_uscc(swapped) == (swapped == code)


@pytest.mark.parametrize("kind", OrganizationKind.values)
def test_the_demo_s_codes_are_valid_different_and_visibly_fictional(kind):
    codes = [rules.make_uscc(position, kind=kind) for position in range(300)]
    assert len(set(codes)) == 300
    for code in codes:
        assert rules.valid_uscc(code)
        assert rules.kind_agrees(code, kind)
        assert "320113DEMX" in code


def test_the_first_two_signs_belong_to_one_kind_of_social_organization():
    social = ("association", "service_institution", "foundation")
    for kind in social:
        code = rules.make_uscc(1, kind=kind)
        assert [other for other in social if rules.kind_agrees(code, other)] == [kind]
        assert not rules.kind_agrees(code, OrganizationKind.ENTERPRISE)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("025-85551234", "025-85551234"),
        ("０２５-85551234", "025-85551234"),
        ("+86 25 8555 1234", "+86 25 8555 1234"),
        ("025-85551234转801", "025-85551234转801"),
        ("12345", "12345"),
        ("", ""),
    ],
)
def test_office_phones_as_people_write_them(typed, kept):
    assert rules.clean_office_phone(typed) == kept


@pytest.mark.parametrize("typed", ["call me", "123", "1" * 30, "<b>", "😀", "\x00", "\ud800"])
def test_what_cannot_be_dialled_is_refused(typed):
    with pytest.raises(Malformed) as refusal:
        rules.clean_office_phone(typed)
    assert set(refusal.value.fields) == {"phone"}
