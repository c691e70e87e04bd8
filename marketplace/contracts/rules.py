"""How an amount is parted, and until when somebody may object, answer and sign. Pure.

Working days end when the office closes, calendar days at midnight: see `workdays.rules`. The last moment of
every period is still in time.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from marketplace.workdays.rules import WorkingCalendar

WHOLE = 100
USUAL_SHARES = (40, 40, 20)
"""Per cent of a contract that are usually due with the signing, the mid-term and the final evaluation."""


class Span(NamedTuple):
    """From a moment until another; `until` None: it has not ended."""

    begun: datetime
    until: datetime | None


class Periods(NamedTuple):
    """The figures of a rulebook about awards. `publicity` and `award` are calendar days, the others
    working days."""

    publicity: int
    challenge: int
    answer: int
    complaint: int
    decision: int
    award: int


def split(amount: int, shares: Sequence[int]) -> list[int]:
    """`amount` in fen by `shares` per cent, to the last fen: what is left over by rounding down goes one
    by one to the largest remainders, the earlier first.

    >>> split(10_001, [40, 40, 20])
    [4001, 4000, 2000]
    """
    whole = sum(shares)
    if not shares or min(shares) < 1 or amount < 0:
        raise ValueError("shares are at least one per cent of something")
    parts = [amount * share // whole for share in shares]
    remainders = [amount * share % whole for share in shares]
    largest = sorted(range(len(shares)), key=lambda at: -remainders[at])
    for at in largest[: amount - sum(parts)]:
        parts[at] += 1
    return parts


def publicity_until(begun: datetime, periods: Periods, calendar: WorkingCalendar) -> datetime:
    return calendar.add_calendar_days(begun, periods.publicity).at


def challenge_until(begun: datetime, periods: Periods, calendar: WorkingCalendar) -> datetime:
    """Until when a bidder may challenge what was publicized at `begun`."""
    return calendar.add_working_days(begun, periods.challenge).at


def answer_until(raised: datetime, periods: Periods, calendar: WorkingCalendar) -> datetime:
    return calendar.add_working_days(raised, periods.answer).at


def complaint_until(
    raised: datetime, answered: datetime | None, periods: Periods, calendar: WorkingCalendar
) -> datetime:
    """Until when whoever challenged at `raised` may complain: after the answer, or after its last day."""
    since = answered or answer_until(raised, periods, calendar)
    return calendar.add_working_days(since, periods.complaint).at


def decision_until(raised: datetime, periods: Periods, calendar: WorkingCalendar) -> datetime:
    return calendar.add_working_days(raised, periods.decision).at


def sign_until(
    begun: datetime,
    suspensions: Iterable[Span],
    periods: Periods,
    calendar: WorkingCalendar,
    at: datetime,
) -> datetime:
    """The last moment to sign what was publicized at `begun`: the days in which the signing was suspended
    do not count. What is still open has gone on until `at`."""
    due = calendar.add_calendar_days(begun, periods.award).at
    return due + suspended_for(suspensions, at)


def suspended_for(suspensions: Iterable[Span], at: datetime) -> timedelta:
    """How long at least one of them was open: what overlaps counts once."""
    closed = sorted((span.begun, span.until or at) for span in suspensions)
    total, reached = timedelta(), None
    for begun, until in closed:
        begun = max(begun, reached) if reached else begun
        total += max(until - begun, timedelta())
        reached = max(until, reached) if reached else until
    return total


def is_in_time(due: datetime, at: datetime) -> bool:
    return at <= due
