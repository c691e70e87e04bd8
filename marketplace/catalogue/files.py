"""The lists as files: what each column must hold, and where exactly a file is wrong. No database.

Every list is a CSV file (UTF-8, one header row). Rows are numbered as a spreadsheet numbers them:
the header is row 1.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.catalogue.choices import DeliveryMode, GroupScope, NationalClass, Rhythm, Unit
from marketplace.catalogue.rules import (
    GROUPS,
    LEVELS,
    parse_code,
    parse_frequency,
    parse_requirements,
    parse_within,
)
from marketplace.kernel.errors import Malformed
from marketplace.kernel.text import clean_text

DATA = Path(__file__).parent / "data"
ORDER = ("groups", "levels", "tags", "categories", "subcategories", "qualifications", "need_types")

Record = dict[str, Any]
Known = Mapping[str, set[Any]]


@dataclass(frozen=True, slots=True)
class Column:
    """`read` turns the cell into its value or raises ValueError; `expects` completes "is not …"."""

    read: Callable[[str], Any]
    expects: str | Promise


@dataclass(frozen=True, slots=True)
class Row:
    """One row of one file, and the way to say that it is wrong."""

    file: str
    number: int
    cells: Mapping[str, str] = field(default_factory=dict)

    def wrong(self, column: str, problem: str | Promise) -> Malformed:
        message = _("File %(file)s, row %(row)s, column %(column)s: %(problem)s") % {
            "file": self.file,
            "row": self.number,
            "column": column,
            "problem": problem,
        }
        return Malformed(
            "malformed_list", message, fields={f"rows.{self.number}.{column}": message}
        )


def read_lists(folder: Path = DATA) -> dict[str, list[Record]]:
    """Every list of `folder`, checked against itself and the lists before it; Malformed otherwise."""
    lists: dict[str, list[Record]] = {}
    known: dict[str, set[Any]] = {}
    for name in ORDER:
        columns = columns_of(name, known)
        rows = list(_rows(folder / f"{name}.csv", columns))
        lists[name] = [record_of(row, columns) for row in rows]
        _refuse_repeats(rows, lists[name])
        known[name] = {next(iter(record.values())) for record in lists[name]}
    return lists


def record_of(row: Row, columns: Mapping[str, Column]) -> Record:
    """The values of one row by the names of the model's fields."""
    record: Record = {}
    for name, column in columns.items():
        if name not in row.cells:
            raise row.wrong(name, _("This column is missing."))
        cell = row.cells[name]
        try:
            record[name] = column.read(cell)
        except (ValueError, KeyError, Malformed):
            problem = _("“%(cell)s” is not %(expected)s.") % {
                "cell": cell[:40],
                "expected": column.expects,
            }
            raise row.wrong(name, problem) from None
    if "duration_minutes" in record:
        _refuse_contradictions(row, record)
    return record


def columns_of(name: str, known: Known) -> dict[str, Column]:
    """The columns of the list `name`; `known` holds the codes of the lists before it."""
    both = {"name_zh": _text(40), "name_en": _text(60)}
    match name:
        case "groups":
            return {
                "code": _one_of(GROUPS),
                "identifier": _text(30),
                **both,
                "scope": _choice(GroupScope),
            }
        case "levels":
            return {"number": _number_of(LEVELS), "identifier": _text(30), **both}
        case "tags":
            clocks = ("accept", "first_contact", "deliver", "papers")
            return {
                "code": _text(12),
                "rank": _number_of((1, 2, 3, 4)),
                **both,
                **{f"{clock}_within": _CLOCK for clock in clocks},
                "contact_every": _CLOCK,
            }
        case "categories":
            return {"code": _one_of("ABCDEFGH"), **both}
        case "subcategories":
            return {
                "code": _text(2),
                "category": _one_of(known["categories"]),
                **both,
                "main_levels": Column(
                    lambda cell: [_from(known["levels"], int(part)) for part in cell.split("|")],
                    _("levels such as 1 or 2|4"),
                ),
                "national_class": _choice(NationalClass),
            }
        case "qualifications":
            return {"code": _text(4), **both, "expires": _YES_NO}
    return _need_type_columns(known)


def _need_type_columns(known: Known) -> dict[str, Column]:
    return {
        "code": Column(lambda cell: parse_code(cell) and cell, _("a code such as E-L1-03")),
        "name_zh": _text(60),
        "name_en": _text(100),
        "description_zh": _text(300),
        "description_en": _text(400),
        "group": _one_of(known["groups"]),
        "further_groups": Column(
            lambda cell: frozenset(
                _from(known["groups"], part) for part in cell.split("|") if part
            ),
            _("groups such as D|S"),
        ),
        "level": _number_of(known["levels"]),
        "subcategory": _one_of(known["subcategories"]),
        "tag": _one_of(known["tags"]),
        "qualifications": Column(
            lambda cell: _qualifications(cell, known["qualifications"]),
            _("qualifications such as NW|RN,HC, all of them on the list"),
        ),
        "staffing_zh": _text(120, required=False),
        "staffing_en": _text(240, required=False),
        "helpers": _number_of(range(1, 10)),
        "duration_minutes": _number_of(range(1, 1441)),
        "frequency": Column(
            lambda cell: str(parse_frequency(cell)), _("once, by_plan or weekly:2")
        ),
        "visits": Column(
            lambda cell: _from(range(1, 1000), int(cell)) if cell else None, _("empty or a number")
        ),
        "unit": _choice(Unit),
        "delivery_mode": _choice(DeliveryMode),
        "safeguards_minor": _YES_NO,
        "keywords_zh": _text(300),
        "keywords_en": _text(300),
    }


def _refuse_contradictions(row: Row, record: Record) -> None:
    """What is right in each cell and wrong between them."""
    group, level, _number = parse_code(record["code"])
    once = record["frequency"] == Rhythm.ONCE
    one_off = record["delivery_mode"] == DeliveryMode.ONE_OFF
    course = record["delivery_mode"] == DeliveryMode.COURSE
    open_ended = record["visits"] is None
    for wrong, column, problem in (
        (record["group"] != group, "group", _("The code names another group.")),
        (record["level"] != level, "level", _("The code names another level.")),
        (group in record["further_groups"], "further_groups", _("This is the primary group.")),
        (once != one_off, "frequency", _("“once” and “one_off” belong together.")),
        (one_off and record["visits"] != 1, "visits", _("What is done once has one visit.")),
        (
            course and (open_ended or record["visits"] < 2),
            "visits",
            _("A course has two visits or more."),
        ),
        (
            record["delivery_mode"] == DeliveryMode.LONG_TERM and not open_ended,
            "visits",
            _("Long-term help is open-ended."),
        ),
        (
            record["safeguards_minor"] and record["helpers"] < 2,
            "helpers",
            _("Nobody is alone with a child: two helpers."),
        ),
    ):
        if wrong:
            raise row.wrong(column, problem)


def _refuse_repeats(rows: list[Row], records: list[Record]) -> None:
    key = next(iter(records[0]))
    for column in (key, "name_zh", "name_en"):
        seen: set[Any] = set()
        for row, record in zip(rows, records, strict=True):
            value = record[column].casefold() if isinstance(record[column], str) else record[column]
            if value in seen:
                raise row.wrong(
                    column, _("“%(cell)s” stands there twice.") % {"cell": record[column]}
                )
            seen.add(value)


def _rows(path: Path, columns: Mapping[str, Column]) -> Iterator[Row]:
    """The rows of one file, when its header is the right one."""
    whole = Row(path.name, 1)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise whole.wrong("-", _("The file is missing.")) from None
    except UnicodeDecodeError:
        raise whole.wrong("-", _("The file is not UTF-8 text.")) from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header = next(reader, [])
    for name in (*columns, *header):
        if name not in columns or header.count(name) != 1:
            raise whole.wrong(name, _("The header must name this column once, and no others."))
    number = 1
    try:
        for cells in reader:
            number = reader.line_num
            if len(cells) != len(header):
                short = header[min(len(cells), len(header) - 1)]
                raise Row(path.name, number).wrong(
                    short, _("The row has too few or too many cells.")
                )
            yield Row(path.name, number, dict(zip(header, cells, strict=True)))
    except csv.Error:
        raise Row(path.name, number + 1).wrong(
            "-", _("The quotation marks do not close.")
        ) from None
    if number == 1:
        raise whole.wrong("-", _("The file has no rows."))


def _from(allowed: Any, value: Any) -> Any:
    if value not in allowed:
        raise ValueError(value)
    return value


def _one_of(allowed: Any) -> Column:
    return Column(
        lambda cell: _from(set(allowed), cell),
        _("one of %(allowed)s") % {"allowed": ", ".join(sorted(allowed))},
    )


def _choice(choices: Any) -> Column:
    return _one_of(choices.values)


def _number_of(allowed: Any) -> Column:
    return Column(
        lambda cell: _from(allowed, int(cell)),
        _("a number from %(least)s to %(most)s") % {"least": min(allowed), "most": max(allowed)},
    )


def _text(longest: int, *, required: bool = True) -> Column:
    return Column(
        lambda cell: clean_text(cell, field="", longest=longest, required=required),
        _("a text of at most %(longest)s characters") % {"longest": longest},
    )


def _qualifications(cell: str, known: set[Any]) -> str:
    for part in parse_requirements(cell):
        for code in part:
            _from(known, code)
    return cell


_YES_NO = Column(lambda cell: {"yes": True, "no": False}[cell], _("yes or no"))
_CLOCK = Column(
    lambda cell: (parse_within(cell), cell)[1],
    _("a figure such as 30 minutes, 1 working_days, or by_plan"),
)
