import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.households.rules.masks import mask_id_number, mask_name, mask_phone


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王秀兰", "王*兰"),
        ("王兰", "王*"),
        ("王秀兰花", "王**花"),
        ("欧阳修远", "欧阳**"),
        ("欧阳修", "欧阳*"),
        ("欧阳", "欧*"),
        ("𠮷䶮𠮷", "𠮷*𠮷"),
        ("王", "*"),
        ("阿依古丽·买买提", "阿**"),
        ("Anna Smith", "A**"),
        ("", ""),
    ],
)
def test_a_name_keeps_its_surname_and_at_most_its_last_character(name, masked):
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812341234", "138****1234"),
        ("025-85551234", "025-****1234"),
        ("025-85551234-801", "025-****1234"),
        ("0851-5551234", "0851-****1234"),
        ("", ""),
    ],
)
def test_a_phone_keeps_its_ends(phone, masked):
    assert mask_phone(phone) == masked


def test_an_identity_number_keeps_its_ends():
    assert mask_id_number("32019919500307002X") == "3201**********002X"
    assert mask_id_number("") == ""


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1))
def test_a_mask_never_lets_a_whole_name_through(name):
    masked = mask_name(name)
    assert "*" in masked
    assert name not in masked
