import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.households.rules.names import clean_name, name_key
from marketplace.kernel.errors import Malformed


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("王秀兰", "王秀兰"),
        (" 王 秀　兰 ", "王秀兰"),
        ("䶮𠮷", "䶮𠮷"),
        ("王\U00031350", "王\U00031350"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("阿依古丽・买买提", "阿依古丽·买买提"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽．买买提", "阿依古丽·买买提"),
        ("阿依古丽。买买提", "阿依古丽·买买提"),
        ("阿依古丽 · 买买提", "阿依古丽·买买提"),
        ("Ａｎｎａ  Smith", "Anna Smith"),
        ("J. O'Neill-Núñez", "J. O'Neill-Núñez"),
        ("བསྟན་འཛིན".replace("་", ""), "བསྟནའཛིན"),
        ("\u202e王\u200b秀\u200d兰\ufeff", "王秀兰"),
        ("王", "王"),
        ("王" * 60, "王" * 60),
    ],
)
def test_a_name_is_kept_as_it_is_in_one_form(typed, name):
    assert clean_name(typed) == name


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", "missing"),
        (" \u3000 ", "missing"),
        ("王\x00兰", "unreadable_text"),
        ("王\ud800兰", "unreadable_text"),
        ("王" * 61, "too_long"),
        ("王" * 10_000, "too_long"),
        ("\ufdfa" * 10, "too_long"),
        ("王*兰", "name_characters"),
        ("王秀兰1", "name_characters"),
        ("王秀兰😀", "name_characters"),
        ("<b>王秀兰</b>", "name_characters"),
        ("{{7*7}}", "name_characters"),
        ("'; DROP TABLE", "name_characters"),
        ("a" + "\u0335" * 4, "name_characters"),
        ("王\ue863", "name_private_character"),
        ("·王", "name_begins"),
    ],
)
def test_what_is_no_name_is_refused_with_its_reason(typed, fault):
    with pytest.raises(Malformed) as refused:
        clean_name(typed, field="guardian_name")
    assert (refused.value.code, set(refused.value.fields)) == (fault, {"guardian_name"})


def test_a_name_may_be_left_out_where_none_is_wanted():
    assert clean_name(" ", required=False) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("阿依古丽·买买提", "阿依古丽 买买提"),
        ("Anna Smith", "ANNA  SMITH"),
        ("Núñez", "NUNEZ"),
        ("葛\U000e0100城", "葛城"),
    ],
)
def test_two_spellings_of_one_name_share_a_key(one, other):
    assert name_key(one) == name_key(other)


def test_different_names_have_different_keys():
    assert len({name_key(n) for n in ("王秀兰", "王秀", "黄秀兰", "䶮", "𠮷", "吉")}) == 6


@given(st.text(max_size=70))
def test_cleaning_twice_changes_nothing_more(typed):
    try:
        name = clean_name(typed)
    except Malformed:
        return
    assert clean_name(name) == name
    assert name_key(name)
