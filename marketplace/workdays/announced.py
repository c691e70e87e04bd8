"""What the State Council has announced so far: the calendar's first content.

The days come from the package chinesecalendar 1.11.0 and were checked against the notices.
"""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


def special_days() -> Iterator[dict[str, Any]]:
    """Each weekday off and each weekend day worked, as the fields of a SpecialDay."""
    for row in _rows("special_days.csv"):
        yield {
            "on": date.fromisoformat(row["on"]),
            "is_working": {"worked": True, "off": False}[row["kind"]],
            "name_zh": row["name_zh"],
            "name_en": row["name_en"],
        }


def published_years() -> Iterator[dict[str, Any]]:
    """Each year whose notice is out, as the fields of a PublishedYear."""
    for row in _rows("published_years.csv"):
        yield {"year": int(row["year"]), "source": row["source"]}


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
