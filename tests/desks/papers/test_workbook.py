"""A workbook holds what it was given: numbers as numbers, moments as in Shanghai, and what people typed as text."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from marketplace.desks.papers.workbook import DAY, MOMENT, MONEY, Heading, Sheet, made, money


def cells_of(content: bytes) -> list[list]:
    (page,) = load_workbook(BytesIO(content)).worksheets
    return [list(row) for row in page.iter_rows(min_row=2)]


def a_book(*values) -> bytes:
    forms = {date: DAY, datetime: MOMENT, Decimal: MONEY}
    headings = [Heading("列", 10, forms.get(type(value), "General")) for value in values]
    return made("批次", [Sheet("项目", headings, [values])])


def test_each_kind_of_value_comes_back_as_it_is():
    moment = datetime(2026, 12, 31, 17, tzinfo=UTC)
    (row,) = cells_of(a_book("演示", 7, money(1234567), date(2027, 1, 1), moment, None))
    assert [cell.value for cell in row] == [
        "演示",
        7,
        12345.67,
        datetime(2027, 1, 1),
        datetime(2027, 1, 1, 1),
        None,
    ]
    assert money(5) == Decimal("0.05")


@pytest.mark.parametrize("typed", ["=1+1", "+86 25", "-2", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_what_was_typed_is_never_a_formula(typed):
    (row,) = cells_of(a_book(typed))
    assert (row[0].value, row[0].data_type) == (typed, "s")


def test_what_no_workbook_can_hold_is_left_out():
    (row,) = cells_of(a_book("一\x00二\x0b", "字" * 40_000))
    assert row[0].value == "一二"
    assert len(row[1].value) == 32_000


def test_the_name_of_a_sheet_is_as_long_as_it_may_be():
    book = load_workbook(BytesIO(made("x", [Sheet("很" * 40, [Heading("a", 5)])])))
    assert book.sheetnames == ["很" * 31]
