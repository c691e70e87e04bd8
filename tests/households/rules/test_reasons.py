import pytest

from marketplace.households.rules.reasons import clean_reason, redact
from marketplace.kernel.errors import Malformed

ABOUT = ["王秀兰", "13812345678", "32019919500307002X", "演示路 1 号 101 室", "糖尿病", ""]


@pytest.mark.parametrize(
    "typed", ["上门前核对电话", "12345 来电核实身份", "checking before the visit"]
)
def test_a_reason_in_words_is_kept(typed):
    assert clean_reason(f" {typed}\n", about=ABOUT) == typed


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", "missing"),
        ("  ", "missing"),
        ("要看", "reason_too_short"),
        ("。。。。。。", "reason_too_short"),
        ("aaaaaaaa", "reason_too_short"),
        ("核" * 301, "too_long"),
        ("核对身份\x00", "unreadable_text"),
        ("王秀兰来电核实", "reason_tells_personal_data"),
        ("王 秀 兰来电核实", "reason_tells_personal_data"),
        ("给１３８ 1234 5678回电", "reason_tells_personal_data"),
        ("给别人 13987654321 回电", "reason_tells_personal_data"),
        ("身份证 11010519491231002x 核对", "reason_tells_personal_data"),
        ("打电话025-85551234核对", "reason_tells_personal_data"),
        ("去演示路1号101室看看", "reason_tells_personal_data"),
        ("有糖尿病要核对", "reason_tells_personal_data"),
    ],
)
def test_a_reason_that_says_nothing_or_too_much_is_refused(typed, fault):
    with pytest.raises(Malformed) as refused:
        clean_reason(typed, about=ABOUT)
    assert (refused.value.code, set(refused.value.fields)) == (fault, {"reason"})


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("王秀兰住院了，暂停", "***住院了，暂停"),
        ("王 秀·兰 (１３８ 1234-5678) 住院", "*** (***) 住院"),
        ("邻居 8613987654321 说她不在", "邻居 *** 说她不在"),
        ("+86 139.8765.4321", "+***"),
        ("身份证 110105 19491231 002x 有误", "身份证 *** 有误"),
        ("旧证 110105491231002", "旧证 ***"),
        ("打025-85551234问过", "打***问过"),
        ("去演示路1号101室看过", "去***看过"),
        ("因为糖尿病改期", "因为***改期"),
    ],
)
def test_what_tells_who_it_is_is_hidden(typed, kept):
    assert redact(typed, about=ABOUT) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "换人",
        "１２３ＡＢＣ，。",
        "XQ-20261122-0001 重复",
        "2026-10-21 10:00 后再来",
        "12345 转来的",
        "每月 3000 元",
    ],
)
def test_what_tells_nobody_is_left_alone(typed):
    assert redact(typed, about=ABOUT) == typed


def test_a_redacted_text_fits_where_the_text_did():
    assert len(redact("王芳" * 250, about=["王芳"])) == 500
