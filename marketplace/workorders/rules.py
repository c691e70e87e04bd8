"""What a provider may still do, who must come, and when visits fall due. Pure.

Boundary of every clock here, said once: the moment itself is still in time; what lapses, lapses after it.
"""

from calendar import SATURDAY, monthrange
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count, groupby, pairwise
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from marketplace.kernel.errors import Malformed
from marketplace.workdays.rules import SHANGHAI

SIGHT_AFTER_END = timedelta(days=30)
PLANNED_AHEAD = timedelta(days=28)
FARTHEST_AHEAD = timedelta(days=400)
MOST_SLOTS = 120
_DAY = timedelta(days=1)

# How far one period of a rhythm leads: so many days, or so many months.
_DAYS = {"daily": 1, "school_day": 1, "weekly": 7, "fortnightly": 14}
_MONTHS = {"monthly": 1, "quarterly": 3, "yearly": 12}
# Two meals a day come six hours apart.
_WITHIN_A_DAY = timedelta(hours=6)


class Slot(NamedTuple):
    """When somebody comes: from, until."""

    from_at: datetime
    until_at: datetime


def is_in_time(due_at: datetime, at: datetime) -> bool:
    """An answer at the due moment itself is in time."""
    return at <= due_at


def is_still_seen(ended_at: datetime | None, at: datetime) -> bool:
    """A provider sees how to reach the resident until 30 days after the order ended, that day excluded."""
    return ended_at is None or at < ended_at + SIGHT_AFTER_END


def people_present(names: Sequence[str], companion: str) -> int:
    """`names` are different people; the companion counts unless blank or one of them."""
    known = {_plainly(name) for name in names}
    return len(names) + (_plainly(companion) not in {"", *known})


def _plainly(name: str) -> str:
    return "".join(name.split()).casefold()


def check_slots(
    slots: Collection[Slot], *, planned: Collection[Slot], earliest: datetime, at: datetime
) -> None:
    """Malformed unless every slot runs forward, lies near enough, and overlaps no other."""
    if not slots:
        raise Malformed(
            "missing",
            _("Please choose at least one time."),
            fields={"slots": _("Please fill this in.")},
        )
    if len(slots) > MOST_SLOTS:
        raise Malformed("too_many", _("At most 120 visits can be planned at once."))
    for slot in slots:
        if slot.until_at <= slot.from_at:
            raise _bad_slot("backwards", _("A visit must end after it begins."))
        if slot.from_at < earliest:
            raise _bad_slot("too_early", _("A visit cannot lie before the order was accepted."))
        if slot.until_at > at + FARTHEST_AHEAD:
            raise _bad_slot("too_far_ahead", _("A visit cannot be planned more than a year ahead."))
    ordered = sorted([*slots, *planned])
    if any(later.from_at < earlier.until_at for earlier, later in pairwise(ordered)):
        raise _bad_slot("overlap", _("Two visits overlap."))


def _bad_slot(code: str, message: Any) -> Malformed:
    return Malformed(code, message, fields={"slots": message})


def series(
    first: Slot,
    *,
    rhythm: str,
    times: int | None,
    wanted: int | None,
    until: datetime,
    is_working_day: Callable[[date], bool],
) -> list[Slot]:
    """Every visit of a rhythm from `first` on: `wanted` of them, or those that begin before `until`.

    An open-ended rhythm gives at least one visit after `first`, however rare it is. Each period, counted
    from the day of `first`, gets its `times`, on working days where it has enough of them; whoever begins
    on a weekend wants weekends too. School days are working days.
    """
    slots: list[Slot] = []
    for slot in _occurrences(first, rhythm, times, is_working_day):
        if wanted is not None and len(slots) >= min(wanted, MOST_SLOTS):
            break
        if wanted is None and slot.from_at >= until and len(slots) >= 2:
            break
        slots.append(slot)
    return slots


def going_on(slots: Sequence[Slot], planned: Collection[Slot], *, rhythm: str) -> list[Slot]:
    """Of a whole series the visits after those `planned`.

    The last period planned gets no more than it lacks, even if its days fall otherwise by now: the
    calendar changed, or a visit was moved.
    """
    last = max(planned)
    begins, ends = _period_of(_day_of(last), _day_of(slots[0]), rhythm)
    known = sum(begins <= _day_of(slot) < ends for slot in planned)
    lacking = [slot for slot in slots if begins <= _day_of(slot) < ends][known:]
    later = [slot for slot in slots if _day_of(slot) >= ends]
    return [slot for slot in lacking + later if slot.from_at >= last.until_at]


def _occurrences(
    first: Slot, rhythm: str, times: int | None, is_working_day: Callable[[date], bool]
) -> Iterator[Slot]:
    """Endless, in order; only `first` where there is no rhythm."""
    if times is None:
        yield first
        return
    begun = _day_of(first)
    rank = partial(_rank, first=begun, is_working_day=is_working_day)
    for days in _periods(begun, rhythm, is_working_day):
        for day, visits in _shared(days, times, rank).items():
            for turn in range(visits):
                shift = (day - begun) + min(_WITHIN_A_DAY, _DAY / visits) * turn
                yield Slot(first.from_at + shift, first.until_at + shift)


def _day_of(slot: Slot) -> date:
    return slot.from_at.astimezone(SHANGHAI).date()


def _periods(
    first: date, rhythm: str, is_working_day: Callable[[date], bool]
) -> Iterator[list[date]]:
    """The days of each period, from the one that begins on `first`."""
    for number in count():
        begins, ends = _begins(first, rhythm, number), _begins(first, rhythm, number + 1)
        if rhythm != "school_day" or begins == first or is_working_day(begins):
            yield [begins + _DAY * n for n in range((ends - begins).days)]


def _period_of(day: date, first: date, rhythm: str) -> tuple[date, date]:
    """The first day of the period around `day`, and of the one after it."""
    begins = (_begins(first, rhythm, number) for number in count())
    return next(pair for pair in pairwise(begins) if day < pair[1])


def _begins(first: date, rhythm: str, number: int) -> date:
    if rhythm in _DAYS:
        return first + _DAY * _DAYS[rhythm] * number
    return _months_on(first, _MONTHS[rhythm] * number)


def _months_on(day: date, months: int) -> date:
    """The same day so many months on, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


def _rank(day: date, *, first: date, is_working_day: Callable[[date], bool]) -> int:
    """Lowest on the days that a rhythm takes first: working days from Monday to Friday, then weekends
    worked in place of them, holidays, Saturdays, Sundays."""
    if day == first or first.weekday() >= SATURDAY:
        return 0
    if day.weekday() < SATURDAY:
        return 0 if is_working_day(day) else 2
    return 1 if is_working_day(day) else day.weekday()


def _shared(days: Sequence[date], times: int, rank: Callable[[date], int]) -> dict[date, int]:
    """How many visits each day of a period gets, in order: one, or more where there are more visits than
    days."""
    if times > len(days):
        return Counter(days[len(days) * turn // times] for turn in range(times))
    chosen: list[date] = []
    for _same, alike in groupby(sorted(days, key=rank), key=rank):
        chosen += _spread(list(alike), times - len(chosen), within=days)
    return dict.fromkeys(sorted(chosen), 1)


def _spread(days: Sequence[date], wanted: int, *, within: Sequence[date]) -> list[date]:
    """`wanted` of the days, or all: one after the other, each as near to its even share of the period
    `within` as leaves room for the rest."""
    wanted = min(wanted, len(days))
    chosen: list[date] = []
    for turn in range(wanted):
        even = within[0].toordinal() + len(within) * turn / wanted
        chosen.append(_nearest(days[: len(days) - wanted + turn + 1], even))
        days = [day for day in days if day > chosen[-1]]
    return chosen


def _nearest(days: Sequence[date], number: float) -> date:
    """The day whose ordinal is nearest to `number`; of two, the earlier."""
    return min(days, key=lambda day: abs(day.toordinal() - number))
