"""When satisfaction bans, how sure that is, and how long it lasts. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from math import sqrt


class Finding(StrEnum):
    """What a satisfaction survey says about the right to bid."""

    BANS = "bans"
    STANDS = "stands"
    ASK_AGAIN = "ask_again"


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the true rate lies, as fractions of 1."""

    low: Decimal
    high: Decimal


def finding(satisfied: int, valid: int, *, clients: int, fewest: int) -> Finding:
    """Fewer than half satisfied bans; exactly half does not.

    Args:
        satisfied, valid: answers, `0 <= satisfied <= valid`.
        clients: everybody who could have been asked: where they are few, all of them are enough.
        fewest: valid answers that it takes. Below it the survey is repeated, never rounded.

    >>> finding(499, 1000, clients=1200, fewest=10)
    <Finding.BANS: 'bans'>
    >>> finding(5, 10, clients=12, fewest=10)
    <Finding.STANDS: 'stands'>
    """
    if not 0 <= satisfied <= valid:
        raise ValueError("there are at most as many satisfied answers as answers")
    if valid == 0 or valid < min(fewest, clients):
        return Finding.ASK_AGAIN
    return Finding.BANS if 2 * satisfied < valid else Finding.STANDS


def interval(satisfied: int, valid: int) -> Interval | None:
    """Wilson's score interval at 95 %; None without answers.

    E. B. Wilson, *Probable inference, the law of succession, and statistical inference*, JASA 22 (1927).
    """
    if not valid:
        return None
    z = 1.959963984540054
    rate, spread = satisfied / valid, z * z / valid
    centre = (rate + spread / 2) / (1 + spread)
    half = z * sqrt(rate * (1 - rate) / valid + spread / (4 * valid)) / (1 + spread)
    return Interval(_fraction(max(centre - half, 0)), _fraction(min(centre + half, 1)))


def first_free_day(from_on: date, years: int) -> date:
    """The same day `years` later; the 29th of February ends with the 28th, which is then free.

    >>> first_free_day(date(2024, 2, 29), 3)
    datetime.date(2027, 2, 28)
    """
    try:
        return from_on.replace(year=from_on.year + years)
    except ValueError:
        return from_on.replace(year=from_on.year + years, day=28)


def appeal_until(decided_at: datetime, days: int) -> datetime:
    """The last moment for an appeal; `days` are days of the calendar."""
    return decided_at + timedelta(days=days)


def _fraction(value: float) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.0001"))
