"""What a provider may still do, who must come, and when visits fall due. Pure.

Boundary of every clock here, said once: the moment itself is still in time; what lapses, lapses after it.
"""

from calendar import monthrange
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from marketplace.kernel.errors import Malformed

SIGHT_AFTER_END = timedelta(days=30)
PLANNED_AHEAD = timedelta(days=28)
FARTHEST_AHEAD = timedelta(days=400)
MOST_SLOTS = 120
_DAY = timedelta(days=1)

# How far one period of a rhythm leads: so many days, or so many months.
_DAYS = {"daily": 1, "weekly": 7, "fortnightly": 14}
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
    is_school_day: Callable[[date], bool],
) -> list[Slot]:
    """Every visit of a rhythm from `first` on: `wanted` of them, or those that begin before `until`.

    An open-ended rhythm gives at least one visit after `first`, however rare it is.
    """
    slots: list[Slot] = []
    for slot in _occurrences(first, rhythm, times, is_school_day):
        if wanted is not None and len(slots) >= min(wanted, MOST_SLOTS):
            break
        if wanted is None and slot.from_at >= until and len(slots) >= 2:
            break
        slots.append(slot)
    return slots


def _occurrences(
    first: Slot, rhythm: str, times: int | None, is_school_day: Callable[[date], bool]
) -> Iterator[Slot]:
    """Endless, in order; only `first` where there is no rhythm."""
    if times is None:
        yield first
    elif rhythm == "school_day":
        yield from _school_days(first, times, is_school_day)
    else:
        yield from _periods(first, rhythm, times)


def _periods(first: Slot, rhythm: str, times: int) -> Iterator[Slot]:
    number = 0
    while True:
        begins, ends = _period(first, rhythm, number), _period(first, rhythm, number + 1)
        for turn in range(times):
            if rhythm == "daily":
                shift = min(_WITHIN_A_DAY, _DAY / times) * turn
            else:
                shift = _DAY * round((ends.from_at - begins.from_at).days * turn / times)
            yield Slot(begins.from_at + shift, begins.until_at + shift)
        number += 1


def _period(first: Slot, rhythm: str, number: int) -> Slot:
    if rhythm in _DAYS:
        shift = _DAY * _DAYS[rhythm] * number
    else:
        shift = _months_on(first.from_at, _MONTHS[rhythm] * number) - first.from_at
    return Slot(first.from_at + shift, first.until_at + shift)


def _months_on(moment: datetime, months: int) -> datetime:
    """The same day so many months on, or the last of that month."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    return moment.replace(
        year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1])
    )


def _school_days(first: Slot, times: int, is_school_day: Callable[[date], bool]) -> Iterator[Slot]:
    shift = timedelta()
    while True:
        if not shift or is_school_day((first.from_at + shift).date()):
            for turn in range(times):
                turned = shift + min(_WITHIN_A_DAY, _DAY / times) * turn
                yield Slot(first.from_at + turned, first.until_at + turned)
        shift += _DAY
