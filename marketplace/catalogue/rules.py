"""The small languages of the lists: frequencies, qualifications, clocks, codes; and the matrix. Pure."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Protocol

from marketplace.catalogue.choices import ClockUnit, Rhythm

GROUPS = "EDMSUP"
LEVELS = (1, 2, 3, 4)
BY_PLAN = "by_plan"

# Weeks that one period lasts; school terms fill about forty weeks, but within them five days count.
_WEEKS = {
    Rhythm.DAILY: Fraction(1, 7),
    Rhythm.SCHOOL_DAY: Fraction(1, 5),
    Rhythm.WEEKLY: Fraction(1),
    Rhythm.FORTNIGHTLY: Fraction(2),
    Rhythm.MONTHLY: Fraction(52, 12),
    Rhythm.QUARTERLY: Fraction(52, 4),
    Rhythm.YEARLY: Fraction(52),
}
_CODE = re.compile(r"([EDMSUP])-L([1-4])-([0-9]{2})")
_QUALIFICATIONS = re.compile(r"[A-Z]{2,4}(?:[|,][A-Z]{2,4})*")


@dataclass(frozen=True, slots=True)
class Frequency:
    """`times` in each period of `rhythm`; `once` and `by_plan` have no times."""

    rhythm: Rhythm
    times: int | None = None

    def per_week(self) -> Fraction | None:
        """Visits in a week on average; None for `once` and `by_plan`."""
        return None if self.times is None else self.times / _WEEKS[self.rhythm]

    def most_in_a_week(self) -> int:
        """Visits in its fullest week; 1 for `once` and `by_plan`."""
        return ceil(self.per_week() or 1)

    def __str__(self) -> str:
        return self.rhythm.value if self.times is None else f"{self.rhythm.value}:{self.times}"


@dataclass(frozen=True, slots=True)
class Within:
    """A figure of a clock: 1 working_days."""

    amount: int
    unit: ClockUnit


class Placed(Protocol):
    """Anything with a group and a level: a NeedType."""

    group_id: str
    level_id: int


def parse_frequency(text: str) -> Frequency:
    """`once`, `by_plan`, or `weekly:2`; ValueError otherwise."""
    name, colon, times = text.partition(":")
    rhythm = Rhythm(name)
    if rhythm in (Rhythm.ONCE, Rhythm.BY_PLAN):
        if colon:
            raise ValueError(f"{name} takes no number")
        return Frequency(rhythm)
    if not re.fullmatch(r"[1-9][0-9]?", times):
        raise ValueError(f"{name} needs how many times, as in {name}:1")
    return Frequency(rhythm, int(times))


def parse_requirements(text: str) -> tuple[frozenset[str], ...]:
    """`NW|RN,HC` is all of (any of): ({"NW", "RN"}, {"HC"}); ValueError if it reads otherwise."""
    if text and not _QUALIFICATIONS.fullmatch(text):
        raise ValueError("qualifications read NW|RN,HC: all of the parts, any of their codes")
    return tuple(frozenset(part.split("|")) for part in text.split(",") if part)


def parse_within(text: str) -> Within | None:
    """`30 minutes`; None for `by_plan` and for nothing; ValueError otherwise."""
    if text in ("", BY_PLAN):
        return None
    amount, _, unit = text.partition(" ")
    if not re.fullmatch(r"[1-9][0-9]{0,2}", amount):
        raise ValueError("a clock reads 30 minutes, 1 working_days, or by_plan")
    return Within(int(amount), ClockUnit(unit))


def parse_code(code: str) -> tuple[str, int, int]:
    """Group, level and number in its cell: `E-L1-03` is ("E", 1, 3); ValueError otherwise."""
    match = _CODE.fullmatch(code)
    if not match:
        raise ValueError("a code reads E-L1-03: group, level, number")
    return match[1], int(match[2]), int(match[3])


def next_code(group: str, level: int, taken: Iterable[str]) -> str:
    """The code after the last one of this cell; codes of other cells may be among `taken`."""
    cell = f"{group}-L{level}-"
    numbers = [parse_code(code)[2] for code in taken if code.startswith(cell)]
    return f"{cell}{max(numbers, default=0) + 1:02d}"


def matrix(need_types: Iterable[Placed]) -> dict[str, dict[int, int]]:
    """How many need types each group has at each level, each counted under its primary group."""
    counted = Counter((need_type.group_id, need_type.level_id) for need_type in need_types)
    return {group: {level: counted[group, level] for level in LEVELS} for group in GROUPS}
