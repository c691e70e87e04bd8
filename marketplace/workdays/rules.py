"""How time is counted. Pure: the calendar is a value, the moment is handed in.

The office is open 09:00-17:00 on working days, without a gap at noon: 8 hours are a working day.
Answers are in Asia/Shanghai, whatever the time zone of the question.

====================  =============================================================================
30 minutes, 2 hours,  wall-clock time, where the clock does not pause (urgent needs): nights,
24 hours              weekends and holidays all count
4 hours               working time (safety net): runs only while the office is open; told at 16:00
                      on the eve of a holiday, it runs out at 12:00 on the first working day after
n working days        the day it begins does not count; over when the office closes on the n-th
                      working day after it
n calendar days       the day it begins does not count; over at midnight at the end of the n-th day
                      after it, whatever day that is
====================  =============================================================================

A year that is not published has plain weekends; what was counted through it is `provisional`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

SHANGHAI: tzinfo = ZoneInfo("Asia/Shanghai")
OPENS, CLOSES = time(9), time(17)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    """When a clock runs out. `provisional`: a year it ran through may still get other holidays."""

    at: datetime
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """`special` holds the days that differ from plain weekends: True if worked, False if off."""

    special: Mapping[date, bool] = field(default_factory=dict)
    published: frozenset[int] = frozenset()
    opens: time = OPENS
    closes: time = CLOSES

    def is_working_day(self, day: date) -> bool:
        return self.special.get(day, is_plain_working_day(day))

    def add_working_days(self, moment: datetime, days: int) -> Due:
        """The close of the `days`-th working day after that of `moment`; `moment` itself for 0."""
        _refuse_backwards(days < 0)
        start = _in_shanghai(moment)
        if days == 0:
            return Due(start)
        last = start.date()
        while days:
            if last == date.max:
                return self._end_of_time(start)
            last += _DAY
            if self.is_working_day(last):
                days -= 1
        at = datetime.combine(last, self.closes, SHANGHAI)
        return Due(at, self._guessed(start.date() + _DAY, last))

    def add_working_time(self, moment: datetime, length: timedelta) -> Due:
        """When `length` of office hours has gone by since `moment`."""
        _refuse_backwards(length < timedelta())
        start = _in_shanghai(moment)
        if not length:
            return Due(start)
        day, spent = start.date(), _since_midnight(start)
        opens, closes = _of_day(self.opens), _of_day(self.closes)
        while True:
            if self.is_working_day(day):
                begins = max(spent, opens)
                if begins + length <= closes:
                    return Due(_at(day, begins + length), self._guessed(start.date(), day))
                length -= max(closes - begins, timedelta())
            if day == date.max:
                return self._end_of_time(start)
            day, spent = day + _DAY, timedelta()

    def add_wall_time(self, moment: datetime, length: timedelta) -> Due:
        """`length` later by the clock on the wall: it never pauses."""
        _refuse_backwards(length < timedelta())
        start = _in_shanghai(moment)
        try:
            return Due(start + length)
        except OverflowError:
            return self._end_of_time(start)

    def add_calendar_days(self, moment: datetime, days: int) -> Due:
        """Midnight ending the `days`-th day after that of `moment`; `moment` itself for 0."""
        _refuse_backwards(days < 0)
        start = _in_shanghai(moment)
        if days == 0:
            return Due(start)
        try:
            return Due(_at(start.date() + timedelta(days=days + 1), timedelta()))
        except OverflowError:
            return self._end_of_time(start)

    def due(self, moment: datetime, within: str, *, pauses: bool = True) -> Due:
        """`moment` and a figure as the catalogue writes it: "2 hours", "1 working_days".

        Minutes and hours are working time, or wall-clock time where the clock never `pauses`.
        """
        amount, unit = within.split()
        if unit == "working_days":
            return self.add_working_days(moment, int(amount))
        if unit == "calendar_days":
            return self.add_calendar_days(moment, int(amount))
        add = self.add_working_time if pauses else self.add_wall_time
        return add(moment, timedelta(**{unit: int(amount)}))

    def _guessed(self, first: date, last: date) -> bool:
        return any(year not in self.published for year in range(first.year, last.year + 1))

    def _end_of_time(self, start: datetime) -> Due:
        return Due(
            max(start, datetime.combine(date.max, self.closes, SHANGHAI)),
            provisional=True,
        )


def is_plain_working_day(day: date) -> bool:
    """What `day` would be if nobody had announced anything."""
    return day.weekday() < 5


def _in_shanghai(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone is not a moment")
    try:
        return moment.astimezone(SHANGHAI)
    except OverflowError:
        day, clock = (date.max, time.max) if moment.year > 1 else (date.min, time.min)
        return datetime.combine(day, clock, SHANGHAI)


def _refuse_backwards(backwards: bool) -> None:
    if backwards:
        raise ValueError("clocks only run forwards")


def _since_midnight(moment: datetime) -> timedelta:
    return moment.replace(tzinfo=None) - datetime.combine(moment.date(), time())


def _of_day(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second)


def _at(day: date, since_midnight: timedelta) -> datetime:
    return (datetime.combine(day, time()) + since_midnight).replace(tzinfo=SHANGHAI)
