"""Which clocks of a need run, which were met, which breached. Pure; derived anew each time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from marketplace.needs.choices import NeedState
from marketplace.needs.rules import ClockKind, Told, begins_at, clock
from marketplace.workdays.rules import WorkingCalendar

TO_JUDGE = (NeedState.SUBMITTED, NeedState.TRIAGED, NeedState.ASSESSED)
BEING_SERVED = (NeedState.APPROVED, NeedState.ORDERED, NeedState.IN_SERVICE)

# A kind of clock and when it was met.
Counted = tuple[ClockKind, datetime | None]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the open work order of a need is: what the need itself does not know.

    `first_visit_at` is when somebody first came, `first_done_at` when the first visit was over,
    `delivered_at` when the provider reported all the work done.
    """

    accepted_at: datetime | None = None
    first_visit_at: datetime | None = None
    delivered_at: datetime | None = None
    first_done_at: datetime | None = None

    @property
    def helped_at(self) -> datetime | None:
        """When help had reached the person. Of a year of weekly visits, the first one counts."""
        return min(filter(None, (self.first_done_at, self.delivered_at)), default=None)


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock: from when, until when, and when it was met, if it was."""

    kind: ClockKind
    began_at: datetime
    due_at: datetime
    provisional: bool
    met_at: datetime | None = None

    def runs(self) -> bool:
        return self.met_at is None

    def breached(self, at: datetime) -> bool:
        """Exactly at the due moment is still in time."""
        return (self.met_at or at) > self.due_at

    def fraction(self, at: datetime) -> float:
        """The share of the time that has gone by: 0 at the beginning, above 1 when late."""
        whole = (self.due_at - self.began_at).total_seconds()
        gone = ((self.met_at or at) - self.began_at).total_seconds()
        return max(gone / whole, 0.0) if whole else 1.0


def clocks_of(need: Told, progress: Progress, calendar: WorkingCalendar) -> list[Clock]:
    """Every clock that counts in the need's present state, nearest first, those met included."""
    return _clocks(_counted(need, progress), need, calendar)


def clocks_of_service(need: Told, progress: Progress, calendar: WorkingCalendar) -> list[Clock]:
    """The clocks from approval to delivery, whatever has become of the need since, nearest first."""
    return _clocks(_served(progress), need, calendar)


def nearest(clocks: Iterable[Clock]) -> Clock | None:
    """The running clock that is due first."""
    return min((one for one in clocks if one.runs()), key=lambda one: one.due_at, default=None)


def _counted(need: Told, progress: Progress) -> list[Counted]:
    """Which clocks count now, and when each was met."""
    if need.state in TO_JUDGE:
        return [(ClockKind.TRIAGE, None)]
    if need.state in BEING_SERVED:
        return _served(progress)
    if need.fulfilled_at is not None:
        return [(ClockKind.PAPERS, need.papers_completed_at)]
    return []


def _served(progress: Progress) -> list[Counted]:
    return [
        (ClockKind.ACCEPT, progress.accepted_at),
        (ClockKind.FIRST_CONTACT, progress.first_visit_at),
        (ClockKind.DELIVER, progress.helped_at),
    ]


def _clocks(counted: Iterable[Counted], need: Told, calendar: WorkingCalendar) -> list[Clock]:
    found = (_clock(kind, met_at, need, calendar) for kind, met_at in counted)
    return sorted((one for one in found if one), key=lambda one: one.due_at)


def _clock(
    kind: ClockKind, met_at: datetime | None, need: Told, calendar: WorkingCalendar
) -> Clock | None:
    began_at, found = begins_at(kind, need), clock(kind, need, calendar)
    if began_at is None or found is None:
        return None
    return Clock(kind, began_at, found.due.at, found.due.provisional, met_at)
