"""When a need is due, what is missing from it, how it is numbered. Pure: every moment is handed in.

The figures of the clocks are the tag's (catalogue). Before there is a tag, a need waits to be judged:
one working day, or half an hour by the wall where somebody may be at risk.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from marketplace.catalogue.rules import BY_PLAN
from marketplace.kernel.errors import Malformed
from marketplace.needs.choices import MissingItem, NeedState
from marketplace.workdays.rules import Due, WorkingCalendar

# What was told longer ago is told anew: a date before it is a slip of the pen.
TOLD_WITHIN = timedelta(days=366)
REOPEN_WITHIN = timedelta(days=30)
MOST_URGENT = 1
JUDGE_WITHIN = "1 working_days"
JUDGE_AT_RISK_WITHIN = "30 minutes"


def judge_told_at(told: datetime, *, at: datetime) -> None:
    """Refuse a moment at which nobody can first have told of a need: to come, or too long ago."""
    if told.utcoffset() is None or told > at:
        raise Malformed(
            "in_future", _("A need cannot have been told in the future."), field="reported_at"
        )
    if told < at - TOLD_WITHIN:
        raise Malformed(
            "too_long_ago",
            _("This was more than a year ago. Please check the date."),
            field="reported_at",
        )


class ClockKind(StrEnum):
    """What a need can be late with."""

    TRIAGE = "triage"
    ACCEPT = "accept"
    FIRST_CONTACT = "first_contact"
    DELIVER = "deliver"
    PAPERS = "papers"


class Figures(Protocol):
    """The figures of one tag: catalogue's UrgencyTag."""

    rank: int
    accept_within: str
    first_contact_within: str
    deliver_within: str
    papers_within: str


class Told(Protocol):
    """What the clocks of a need depend on: a Need."""

    state: str
    at_risk: bool | None
    reported_at: datetime
    restarted_at: datetime | None
    approved_at: datetime | None
    fulfilled_at: datetime | None
    papers_completed_at: datetime | None

    @property
    def tag(self) -> Figures | None: ...


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock of a need: what for, and when it runs out."""

    kind: ClockKind
    due: Due


# While a need is in one of these states, the clock runs. Only work orders know when somebody has
# accepted or come, so there the state is the last word that this room has.
RUNNING = {
    ClockKind.TRIAGE: (NeedState.SUBMITTED, NeedState.TRIAGED, NeedState.ASSESSED),
    ClockKind.ACCEPT: (NeedState.APPROVED, NeedState.ORDERED),
    ClockKind.FIRST_CONTACT: (NeedState.APPROVED, NeedState.ORDERED),
    ClockKind.DELIVER: (NeedState.APPROVED, NeedState.ORDERED, NeedState.IN_SERVICE),
    ClockKind.PAPERS: (NeedState.FULFILLED,),
}


def due(
    kind: ClockKind,
    tag: Figures | None,
    from_at: datetime,
    calendar: WorkingCalendar,
    *,
    at_risk: bool = False,
) -> Due | None:
    """When the clock that began at `from_at` runs out; None where it goes by plan.

    Urgent clocks never pause: nights, weekends and holidays count, except for the papers, whose figure
    is in working days.
    """
    if kind == ClockKind.TRIAGE:
        within = JUDGE_AT_RISK_WITHIN if at_risk else JUDGE_WITHIN
        return calendar.due(from_at, within, pauses=not at_risk)
    if tag is None:
        return None
    within = getattr(tag, f"{kind.value}_within")
    if within in ("", BY_PLAN):
        return None
    return calendar.due(from_at, within, pauses=tag.rank != MOST_URGENT)


def begins_at(kind: ClockKind, need: Told) -> datetime | None:
    """The moment from which `kind` is counted; None if that has not come.

    An urgent need's clocks begin when it was told, all others' with the order. What was answered,
    reopened or resumed begins anew, and papers are counted from the aid.
    """
    if kind == ClockKind.PAPERS:
        return need.fulfilled_at
    if kind == ClockKind.TRIAGE or (need.tag is not None and need.tag.rank == MOST_URGENT):
        begun: datetime | None = need.reported_at
    else:
        begun = need.approved_at
    if begun is None or need.restarted_at is None:
        return begun
    return max(begun, need.restarted_at)


def clock(kind: ClockKind, need: Told, calendar: WorkingCalendar) -> Clock | None:
    """The clock `kind` of a need, running or not; None if the need has none."""
    from_at = begins_at(kind, need)
    if from_at is None:
        return None
    answer = due(kind, need.tag, from_at, calendar, at_risk=bool(need.at_risk))
    return Clock(kind, answer) if answer else None


def running(need: Told, calendar: WorkingCalendar) -> list[Clock]:
    """The clocks that run now, nearest first."""
    kinds = [kind for kind, states in RUNNING.items() if need.state in states]
    if need.papers_completed_at is not None and ClockKind.PAPERS in kinds:
        kinds.remove(ClockKind.PAPERS)
    clocks = [clock(kind, need, calendar) for kind in kinds]
    return sorted((c for c in clocks if c), key=lambda c: c.due.at)


def may_reopen(ended_at: datetime, at: datetime) -> bool:
    """Whether the same need may still be taken up again: up to and including the 30th day."""
    return at <= ended_at + REOPEN_WITHIN


def number(day: date, position: int) -> str:
    """XQ-20261122-0001; the ten-thousandth of a day has five digits."""
    return f"XQ-{day:%Y%m%d}-{position:04d}"


@dataclass(frozen=True, slots=True)
class Known:
    """What is there and what is not, without saying what it is."""

    description: bool
    need_type: bool
    consent: bool
    phone: bool
    address: bool
    under_age: bool
    guardian: bool


def missing_items(known: Known) -> list[MissingItem]:
    """Everything that a need lacks before it can be judged, at once (一次性告知)."""
    lacks: Iterable[tuple[MissingItem, bool]] = (
        (MissingItem.CONSENT, not known.consent),
        (MissingItem.DESCRIPTION, not (known.description or known.need_type)),
        (MissingItem.PHONE, not known.phone),
        (MissingItem.ADDRESS, not known.address),
        (MissingItem.GUARDIAN, known.under_age and not known.guardian),
    )
    return [item for item, lacking in lacks if lacking]
