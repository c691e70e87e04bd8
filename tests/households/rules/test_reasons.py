import pytest

from marketplace.households.rules.reasons import clean_reason
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
