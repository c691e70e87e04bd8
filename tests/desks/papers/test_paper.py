"""A sheet of paper: the same facts give the same bytes, a long one goes on, and any text can be set."""

from datetime import UTC, datetime

import pytest
from django.utils.translation import override

from marketplace.desks.papers.paper import Column, Head, Paper
from tests.desks.papers.reading import made_at, pages_of, words_of

AT = datetime(2026, 10, 21, 2, tzinfo=UTC)


def a_paper(text: str = "决定如下。", rows: int = 1) -> bytes:
    paper = Paper(Head("栖霞区民政局", "320113-2026-001-B1-2", "决定书", AT))
    paper.address("演示·𠮷䶮养老服务中心")
    paper.paragraph(text)
    paper.table([Column("投标人", 0.7), Column("得分", 0.3, True)], [("某公司", 1)] * rows)
    paper.sign([("决定人", "张三")])
    return paper.made()


def test_it_says_whose_it_is_its_number_its_day_and_who_signed():
    with override("zh-hans"):
        content = a_paper()
    told = words_of(content)
    for wanted in ("栖霞区民政局", "320113-2026-001-B1-2", "决定书", "2026年10月21日", "张三"):
        assert wanted in told
    assert "〓(U+20BB7)䶮养老" in told
    assert made_at(content).startswith("D:20261021020000")


def test_the_same_facts_are_the_same_file_and_others_are_not():
    assert a_paper() == a_paper()
    assert a_paper() != a_paper("决定如上。")


def test_the_head_of_a_table_stands_on_each_page_and_pages_are_counted():
    with override("en"):
        pages = pages_of(a_paper(rows=60))
    assert len(pages) == 3
    assert ["得分" in page for page in pages] == [True] * 3
    assert [f"Page {n} of 3" in page for n, page in enumerate(pages, 1)] == [True] * 3


@pytest.mark.parametrize(
    "text", ["", "字" * 10_000, "x" * 10_000, "\x00\ufffd<b>", "\n" * 50, "{nb} \\( %s", "龘"]
)
def test_whatever_was_typed_can_be_set(text):
    assert pages_of(a_paper(text))
