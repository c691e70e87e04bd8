"""A workbook for whoever goes on reckoning: sheets of typed cells, in the language of whoever reads it.

What was typed by people is text there and never a formula: a name may begin with “=”.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from marketplace.workdays.rules import SHANGHAI

KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MONEY, DAY, MOMENT = "#,##0.00", "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
MOST_CHARS = 32_000
"""A cell of a workbook holds 32,767."""


@dataclass(frozen=True, slots=True)
class Heading:
    """`width` in characters; `form` is how the numbers and days below are shown."""

    label: Any
    width: int
    form: str = "General"


@dataclass(frozen=True, slots=True)
class Sheet:
    title: Any
    headings: Sequence[Heading]
    rows: Iterable[Sequence[Any]] = field(default_factory=list)


def money(fen: int) -> Decimal:
    """Yuan."""
    return Decimal(fen) / 100


def made(title: Any, sheets: Iterable[Sheet]) -> bytes:
    book = Workbook(write_only=True)
    book.properties.title, book.properties.creator = str(title), ""
    for sheet in sheets:
        _fill(book.create_sheet(str(sheet.title)[:31]), sheet)
    told = BytesIO()
    book.save(told)
    return told.getvalue()


def _fill(page: Any, sheet: Sheet) -> None:
    page.freeze_panes = "B2"
    for at, heading in enumerate(sheet.headings, 1):
        page.column_dimensions[get_column_letter(at)].width = heading.width
    head = [_cell(page, heading.label) for heading in sheet.headings]
    for cell in head:
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    page.append(head)
    for row in sheet.rows:
        pairs = zip(sheet.headings, row, strict=True)
        page.append([_cell(page, value, heading.form) for heading, value in pairs])


def _cell(page: Any, value: Any, form: str = "General") -> WriteOnlyCell:
    if isinstance(value, datetime):
        value = value.astimezone(SHANGHAI).replace(tzinfo=None)
    elif value is not None and not isinstance(value, (int, Decimal, date)):
        value = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:MOST_CHARS]
    cell = WriteOnlyCell(page, value)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    elif value is not None:
        cell.number_format = form
        cell.alignment = Alignment(vertical="top")
    return cell
