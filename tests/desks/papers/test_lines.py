"""Where lines end: a line of Chinese never begins with a closing sign, and words stay whole."""

import doctest
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.desks.papers import lines
from marketplace.desks.papers.lines import CLOSING, OPENING, broken


def test_the_example_in_the_description_holds():
    assert not doctest.testmod(lines).failed


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("满意率低于百分之五十，可以申诉。", ["满意率低于百", "分之五十，可", "以申诉。"]),
        ("依据《办法》决定", ["依据《办法》", "决定"]),
        ("一二三四五《办法》", ["一二三四五", "《办法》"]),
        ("自 2026 年起 three years", ["自 2026", "年起", "three", "years"]),
        ("一\n二", ["一", "二"]),
        ("abcdefghij", ["abcdef", "ghij"]),
        ("", [""]),
    ],
)
def test_a_line_ends_where_a_reader_would_end_it(text, told):
    assert broken(text, 6, len) == told


def test_only_the_first_line_is_indented():
    assert broken("一二三四五六七八九\n一二", 4, len, indent=2) == [
        "一二",
        "三四五六",
        "七八九",
        "一二",
    ]


@given(st.text("一二三，。《》a1 -%", max_size=40), st.integers(4, 12))
def test_nothing_is_lost_and_no_line_is_too_wide_or_begins_wrongly(text, width):
    found = broken(text, width, len)
    assert "".join(found).replace(" ", "") == text.replace(" ", "")
    parted = [piece for piece in text.split() if len(piece) > 3]
    assert parted or all(len(line) <= width for line in found)
    for before, line in pairwise(found):
        assert len(line) <= width
        if len(before) < width - 3 and line:
            assert line[0] not in CLOSING
            assert before[-1:] not in OPENING or not before
