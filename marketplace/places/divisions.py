"""The statistics bureau's list of divisions, as a file: read, and refused where it is wrong. Pure.

A csv with the columns `code`, `name`, `level` (city, district, subdistrict, community),
`parent_code` and, if somebody wrote them, `name_en`; in UTF-8 or GB18030, plain or gzipped. A refusal
says every row and column that is wrong, rows as a spreadsheet counts them (the header is row 1).
"""

import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from marketplace.kernel.errors import Malformed, Refusal
from marketplace.kernel.text import clean_code, clean_text

# The demo district: Qixia in Nanjing, as the bureau's list of 2023 has it.
QIXIA = Path(__file__).parent / "data" / "qixia.csv"

COLUMNS = ("code", "name", "level", "parent_code")
CODE_LENGTHS = {"province": 2, "city": 4, "district": 6, "subdistrict": 9, "community": 12}
LEVELS = list(CODE_LENGTHS)
LONGEST_NAME = 60
# The whole country has 620,000 rows, some 40 MB. More than this is no such list.
LARGEST_FILE = 100 * 1024 * 1024
MOST_FAULTS = 20


@dataclass(frozen=True, slots=True)
class Division:
    """One row: a place of any level."""

    code: str
    name: str
    level: str
    parent_code: str
    name_en: str = ""
    row: int = field(default=0, compare=False)


def read(raw: bytes, *, of: str = "") -> list[Division]:
    """The divisions of a file, judged row by row; Malformed if any is wrong.

    `of` is the code of a district or city: below districts, only what belongs to it is kept, so
    that one district of the list of the whole country takes little memory.
    """
    faults = _Faults()
    divisions = [
        division
        for division in _rows(_text(_unzipped(raw)), faults)
        if division.level not in ("subdistrict", "community") or division.code.startswith(of)
    ]
    faults.refuse()
    return judge(divisions)


def judge(divisions: Iterable[Division]) -> list[Division]:
    """The divisions, if codes, levels and parents fit together; Malformed names every row if not."""
    faults = _Faults()
    known: dict[str, Division] = {}
    for division in divisions:
        if division.code in known:
            faults.add(
                division.row,
                "code",
                _("%(code)s is already in row %(row)s")
                % {"code": division.code, "row": known[division.code].row},
            )
        known.setdefault(division.code, division)
    for division in known.values():
        _judge_parent(division, known, faults)
    faults.refuse()
    return list(known.values())


def districts_in(divisions: Sequence[Division], code: str) -> list[Division]:
    """The district of this code, or every district of the city of this code; Malformed if none."""
    districts = [d for d in divisions if d.level == "district"]
    chosen = [d for d in districts if code in (d.code, d.parent_code)]
    if chosen:
        return chosen
    there = ", ".join(f"{d.code} {d.name}" for d in districts[:10]) or _("no district at all")
    message = _("There is no district or city %(code)s in this file. It has: %(there)s.") % {
        "code": code,
        "there": there + (" …" if len(districts) > 10 else ""),
    }
    raise Malformed("no_such_district", message, fields={"district_code": message})


def _judge_parent(division: Division, known: dict[str, Division], faults: "_Faults") -> None:
    above = LEVELS.index(division.level) - 1
    if not division.parent_code and division.level in ("province", "city"):
        return
    parent = known.get(division.parent_code)
    if parent is None and division.level != "city":
        fault = _("no row of this file has the code “%(code)s”") % {"code": division.parent_code}
        faults.add(division.row, "parent_code", fault)
    elif not division.code.startswith(division.parent_code):
        fault = _("%(code)s does not begin with the code of its parent") % {"code": division.code}
        faults.add(division.row, "parent_code", fault)
    elif parent is not None and parent.level != LEVELS[above]:
        fault = _("row %(row)s is no %(level)s") % {"row": parent.row, "level": LEVELS[above]}
        faults.add(division.row, "parent_code", fault)


class _Faults:
    """What is wrong with a file, all of it at once."""

    def __init__(self) -> None:
        self._messages: dict[str, str] = {}
        self._more = 0

    def add(self, row: int, column: str, fault: object) -> None:
        if len(self._messages) >= MOST_FAULTS:
            self._more += 1
            return
        message = _("Row %(row)s, column %(column)s: %(fault)s.")
        self._messages[f"rows.{row}.{column}"] = message % {
            "row": row,
            "column": column,
            "fault": fault,
        }

    def refuse(self) -> None:
        if not self._messages:
            return
        lines = list(self._messages.values())
        if self._more:
            lines.append(_("And %(count)s more.") % {"count": self._more})
        raise Malformed("wrong_divisions", "\n".join(lines), fields=self._messages)


def _unzipped(raw: bytes) -> bytes:
    if raw[:2] == b"\x1f\x8b":
        try:
            with gzip.open(io.BytesIO(raw)) as file:
                raw = file.read(LARGEST_FILE + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise _unreadable(_("This gzip file is damaged.")) from error
    if len(raw) > LARGEST_FILE:
        raise _unreadable(_("This file is too large for a list of divisions."))
    return raw


def _text(raw: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with it, else GB18030 (which holds GBK and GB2312)."""
    marked = raw[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ["utf-16"] if marked else ["utf-8-sig", "gb18030"]:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    line = raw.count(b"\n", 0, _first_unreadable(raw)) + 1
    raise _unreadable(
        _("Row %(row)s cannot be read: the file is neither UTF-8 nor GB18030 text.") % {"row": line}
    )


def _first_unreadable(raw: bytes) -> int:
    try:
        return max(raw.decode("utf-8-sig").find("\x00"), 0)
    except UnicodeDecodeError as error:
        return error.start


def _rows(text: str, faults: _Faults) -> Iterator[Division]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip().lstrip("\ufeff") for cell in next(reader, [])]
        _judge_header(header)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                counts = {"cells": len(cells), "columns": len(header)}
                fault = _("there are %(cells)s cells for %(columns)s columns") % counts
                faults.add(reader.line_num, "code", fault)
                continue
            division = _division(dict(zip(header, cells, strict=True)), reader.line_num, faults)
            if division:
                yield division
    except csv.Error as error:
        message = _("Row %(row)s cannot be read: %(error)s.")
        raise _unreadable(message % {"row": reader.line_num, "error": error}) from error


def _judge_header(header: list[str]) -> None:
    missing = [column for column in COLUMNS if column not in header]
    unknown = [column for column in header if column not in (*COLUMNS, "name_en")]
    twice = sorted({column for column in header if header.count(column) > 1})
    for columns, message in [
        (missing, _("Row 1 lacks these columns: %(columns)s.")),
        (unknown, _("Row 1 has columns that are not known: %(columns)s.")),
        (twice, _("Row 1 has these columns twice: %(columns)s.")),
    ]:
        if columns:
            raise Malformed(
                "wrong_columns", message % {"columns": ", ".join(c[:40] or "“”" for c in columns)}
            )


def _division(cells: dict[str, str], row: int, faults: _Faults) -> Division | None:
    level = cells["level"].strip()
    if level not in CODE_LENGTHS:
        faults.add(
            row,
            "level",
            _("“%(level)s” is not one of %(levels)s")
            % {
                "level": level[:40],
                "levels": ", ".join(LEVELS),
            },
        )
        return None
    code = _code(cells["code"], level, row, faults)
    parent_code = clean_code(cells["parent_code"])
    names = {}
    for column, required in (("name", True), ("name_en", False)):
        try:
            names[column] = clean_text(
                " ".join(cells.get(column, "").split()),
                field=column,
                longest=LONGEST_NAME,
                required=required,
            )
        except Refusal as refusal:
            faults.add(row, column, str(refusal.message).rstrip(".。"))
    if code is None or len(names) < 2:
        return None
    return Division(code, names["name"], level, parent_code, names["name_en"], row)


def _code(cell: str, level: str, row: int, faults: _Faults) -> str | None:
    code = clean_code(cell)
    digits = CODE_LENGTHS[level]
    if re.fullmatch("[0-9]*", code) and len(code) == digits:
        return code
    if re.fullmatch(r"[0-9.]+E\+?[0-9]+", code):
        fault = _("a spreadsheet shortened the code to %(code)s; export codes as text")
    else:
        fault = _("“%(code)s” is not the code of a %(level)s, which has %(digits)s digits")
    faults.add(row, "code", fault % {"code": cell.strip()[:40], "level": level, "digits": digits})
    return None


def _unreadable(message: str) -> Malformed:
    return Malformed("unreadable_file", message, fields={"file": message})
