"""A year as twelve months of weeks, each day with what it is."""

from calendar import Calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.dates import MONTHS

from marketplace.workdays.models import SpecialDay
from marketplace.workdays.rules import is_plain_working_day

WEEKS = Calendar(firstweekday=0)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the grid. `kind`: worked, weekend, holiday, makeup."""

    on: date
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Month:
    name: str
    weeks: list[list[Day | None]]


def months_of(year: int, special: Mapping[date, SpecialDay]) -> list[Month]:
    """Weeks begin on Monday; days of the months around are None."""
    return [
        Month(str(MONTHS[month]), [_week(week, month, special) for week in _weeks(year, month)])
        for month in range(1, 13)
    ]


def _weeks(year: int, month: int) -> list[list[date]]:
    return WEEKS.monthdatescalendar(year, month)


def _week(week: list[date], month: int, special: Mapping[date, SpecialDay]) -> list[Day | None]:
    return [_day(on, special.get(on)) if on.month == month else None for on in week]


def _day(on: date, special: SpecialDay | None) -> Day:
    if special is None:
        return Day(on, "worked" if is_plain_working_day(on) else "weekend", "")
    return Day(on, "makeup" if special.is_working else "holiday", special.name)
