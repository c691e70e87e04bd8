"""A sheet of A4 that is written from top to bottom: head, address, paragraphs, facts, tables, seal and hands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from fpdf import FPDF

from marketplace.desks.papers.face import FACE, FILE, settable
from marketplace.desks.papers.lines import broken
from marketplace.workdays.rules import SHANGHAI

MARGIN = 22.0
FOOT = 16.0
BODY, SMALL, TITLE, HEADING = 11.0, 8.5, 18.0, 12.5
LEADING = 1.65
"""Of the size of the type, as Chinese is set."""
_MM = 25.4 / 72
INK, GREY, RULE = (26, 26, 26), (100, 100, 100), (190, 190, 190)


@dataclass(frozen=True, slots=True)
class Head:
    """Whose paper it is, its number and title, and the moment that it tells of."""

    issuer: Any
    number: str
    title: Any
    at: datetime


@dataclass(frozen=True, slots=True)
class Column:
    """`share` of the width; figures stand at the right."""

    label: Any
    share: float
    is_figure: bool = False


class Paper:
    def __init__(self, head: Head, *, wide: bool = False) -> None:
        self.head = head
        self.pdf = FPDF(orientation="landscape" if wide else "portrait", format="A4")
        self.pdf.set_margins(MARGIN, MARGIN, MARGIN)
        self.pdf.set_auto_page_break(False)
        self.pdf.str_alias_nb_pages = ""  # what was typed is no sign of ours
        self.pdf.set_creation_date(head.at)
        self.pdf.set_lang("en" if _is_english() else "zh-CN")
        self.pdf.add_font(FACE, fname=FILE)
        self.pdf.set_font(FACE, size=BODY)
        self._known = self.pdf.fonts[FACE.lower()].cmap  # type: ignore[union-attr]
        self.pdf.set_title(self._settable(f"{head.title} {head.number}"))
        self.pdf.set_author(self._settable(head.issuer))
        self._begin()

    # what is written

    def address(self, name: Any) -> None:
        self._write(f"{name}{_(': ').rstrip()}", size=BODY, after=2.5)

    def paragraph(self, text: Any) -> None:
        """Each line that was typed is a paragraph of its own, indented as the language wants it."""
        indent = 0 if _is_english() else 2 * BODY * _MM
        for part in str(text).splitlines():
            if part.strip():
                self._write(part, size=BODY, first=indent, after=2.5)

    def heading(self, text: Any) -> None:
        self._room(22)
        self.pdf.ln(2.5)
        self._write(text, size=HEADING, after=1.5)

    def note(self, text: Any) -> None:
        self._write(text, size=SMALL, colour=GREY, after=2)

    def facts(self, rows: Iterable[tuple[Any, Any]]) -> None:
        """Label and value, between fine rules."""
        self.pdf.ln(1)
        self._rule()
        for label, value in rows:
            self._row([(0.28, label, False, GREY), (0.72, value, False, INK)], size=10)
            self._rule()
        self.pdf.ln(3.5)

    def table(self, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> None:
        """Its head stands on every page that it goes over."""
        self.pdf.ln(1)
        head = [(each.share, each.label, each.is_figure, GREY) for each in columns]
        self._header(head)
        for row in rows:
            cells = [
                (each.share, value, each.is_figure, INK)
                for each, value in zip(columns, row, strict=True)
            ]
            self._row(cells, size=9.5, header=head)
            self._rule()
        self.pdf.ln(3.5)

    def sign(self, hands: Iterable[tuple[Any, Any]], *, sealed: bool = True) -> None:
        """Who did it, as (what, who), and where the seal goes; at the right, as letters end."""
        lines = [f"{what}{_(': ')}{who}" for what, who in hands]
        if sealed:
            lines.append(str(self.head.issuer))
        lines.append(_day(self.head.at))
        self._room(len(lines) * _height(BODY) + 14)
        self.pdf.ln(8)
        left = self.pdf.epw * 0.5
        for line in lines:
            self._write(line, size=BODY, indent=left, after=0)
        if sealed:
            self._write(_("(Seal)"), size=SMALL, colour=GREY, indent=left, after=2)

    def next_page(self) -> None:
        """The next sheet of the same paper, with its head."""
        self._begin()

    def made(self) -> bytes:
        pages = len(self.pdf.pages)
        for page in range(1, pages + 1):
            self.pdf.page = page
            told = _("Page %(page)s of %(pages)s") % {"page": page, "pages": pages}
            self._at_the_foot(f"{self.head.number} · {told}")
        return bytes(self.pdf.output())

    # how it is set

    def _begin(self) -> None:
        self.pdf.add_page()
        self.pdf.set_text_color(*GREY)
        self.pdf.set_font(FACE, size=9)
        number = _("No. %(number)s") % {"number": self.head.number}
        number = self._settable(number)
        right = self.pdf.get_string_width(number)
        lines = self._lines(self.head.issuer, self.pdf.epw - right - 8)
        self.pdf.text(MARGIN + self.pdf.epw - right, MARGIN, number)
        for at, line in enumerate(lines):
            self.pdf.text(MARGIN, MARGIN + at * _height(9), line)
        self.pdf.set_y(MARGIN + (len(lines) - 1) * _height(9) + 3)
        self._rule()
        self.pdf.ln(9 if len(self.pdf.pages) == 1 else 5)
        if len(self.pdf.pages) == 1:
            self._write(self.head.title, size=TITLE, centred=True, after=6)

    def _at_the_foot(self, text: str) -> None:
        self.pdf.set_font(FACE, size=SMALL)
        self.pdf.set_text_color(*GREY)
        text = self._settable(text)
        middle = (self.pdf.w - self.pdf.get_string_width(text)) / 2
        self.pdf.text(middle, self.pdf.h - FOOT + 4, text)

    def _header(self, cells: Sequence[tuple[float, Any, bool, Any]]) -> None:
        self._rule(INK)
        self._row(cells, size=9)
        self._rule(INK)

    def _row(
        self, cells: Sequence[tuple[float, Any, bool, Any]], *, size: float, header: Any = None
    ) -> None:
        self.pdf.set_font(FACE, size=size)
        gap = 2.5
        set_cells = [
            (self.pdf.epw * share, self._lines(value, self.pdf.epw * share - gap), right, colour)
            for share, value, right, colour in cells
        ]
        height = _height(size, 1.45)
        whole = max(len(lines) for _width, lines, _right, _colour in set_cells)
        for first in range(0, whole, 40):  # a cell that is longer than a page goes over it in parts
            self._part(set_cells, first, min(whole - first, 40), size, height, gap, header)

    def _part(
        self,
        cells: Sequence[Any],
        first: int,
        many: int,
        size: float,
        height: float,
        gap: float,
        header: Any,
    ) -> None:
        if self._room(many * height + 3) and header:
            self._header(header)
            self.pdf.set_font(FACE, size=size)
        top, x = self.pdf.get_y() + 1.2, MARGIN
        for width, lines, right, colour in cells:
            self.pdf.set_text_color(*colour)
            for at, line in enumerate(lines[first : first + many]):
                shift = width - gap - self.pdf.get_string_width(line) if right else 0
                self.pdf.text(x + shift, top + at * height + size * _MM * 1.05, line)
            x += width
        self.pdf.set_y(top + many * height + 1.2)

    def _write(
        self,
        text: Any,
        *,
        size: float,
        colour: tuple[int, int, int] = INK,
        first: float = 0,
        indent: float = 0,
        centred: bool = False,
        after: float = 0,
    ) -> None:
        self.pdf.set_font(FACE, size=size)
        for at, line in enumerate(self._lines(text, self.pdf.epw - indent, first)):
            self._room(_height(size))
            self.pdf.set_font(FACE, size=size)
            self.pdf.set_text_color(*colour)
            left = indent + (first if at == 0 else 0)
            if centred:
                left = (self.pdf.epw - self.pdf.get_string_width(line)) / 2
            self.pdf.text(MARGIN + left, self.pdf.get_y() + size * _MM, line)
            self.pdf.ln(_height(size))
        self.pdf.ln(after)

    def _lines(self, text: Any, width: float, first: float = 0) -> list[str]:
        return broken(self._settable(text), width, self.pdf.get_string_width, indent=first)

    def _settable(self, text: Any) -> str:
        return settable(str(text), self._known)

    def _room(self, height: float) -> bool:
        """A new page where so much does not fit; whether there was need of one."""
        if self.pdf.get_y() + height <= self.pdf.h - FOOT - 4:
            return False
        self._begin()
        return True

    def _rule(self, colour: tuple[int, int, int] = RULE) -> None:
        self.pdf.set_draw_color(*colour)
        self.pdf.set_line_width(0.2)
        y = self.pdf.get_y()
        self.pdf.line(MARGIN, y, MARGIN + self.pdf.epw, y)


def _day(moment: datetime) -> str:
    return date_format(moment.astimezone(SHANGHAI), "DATE_FORMAT")


def _height(size: float, leading: float = LEADING) -> float:
    return size * _MM * leading


def _is_english() -> bool:
    return (get_language() or "").startswith("en")
