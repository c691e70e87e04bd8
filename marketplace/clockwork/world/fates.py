"""What becomes of the 33 projects of a demo's year: so many of each kind that every stage can be seen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from marketplace.evaluations.choices import EvaluationState
from marketplace.workdays.rules import SHANGHAI


class Fate(StrEnum):
    """How far a project comes until the demo's own moment."""

    FAILED_TENDER = "too few bid"
    BELOW_HALF = "the final evaluation finds fewer than half satisfied, and waits for a signature"
    EXACTLY_HALF = "the final evaluation finds exactly half satisfied"
    CLOSED = "evaluated, paid and closed"
    MIDTERM_PASSED = "past its mid-term"
    RECTIFYING = "below the line at its mid-term"
    AT_MIDTERM = "its mid-term is going on"
    LATE = "its deadline was put off: its bids are being compared, or were just"


# Positions in the list of the year's projects.
_FATES = {
    Fate.FAILED_TENDER: (5,),
    Fate.BELOW_HALF: (0,),
    Fate.EXACTLY_HALF: (2,),
    Fate.CLOSED: (8, 9, 13, 14),
    Fate.MIDTERM_PASSED: (1, 3, 4, 7, 10),
    Fate.RECTIFYING: (12,),
    Fate.AT_MIDTERM: (6, 11, *range(15, 25)),
    Fate.LATE: range(25, 33),
}
FATES = {position: fate for fate, positions in _FATES.items() for position in positions}
HALF_A_YEAR = (Fate.BELOW_HALF, Fate.EXACTLY_HALF, Fate.CLOSED)
# How far the mid-terms are that are going on; the demo's own organization is asked for its papers.
OWN_MIDTERM = EvaluationState.MATERIALS_REQUESTED
MIDTERMS = (
    EvaluationState.SCHEDULED,
    EvaluationState.MATERIALS_REQUESTED,
    EvaluationState.MATERIALS_IN,
    EvaluationState.SURVEY_OPEN,
    EvaluationState.SURVEY_OPEN,
    EvaluationState.SURVEY_CLOSED,
    EvaluationState.SITE_VISITED,
    EvaluationState.SCORED,
    EvaluationState.PRELIMINARY,
    EvaluationState.OBJECTING,
    EvaluationState.OBJECTING,
)


@dataclass(frozen=True, slots=True)
class Term:
    """When a service is given, and after how many days its mid-term is due."""

    begins: date
    months: int = 12
    midterm_after: int = 182

    @property
    def ends(self) -> date:
        """The first day after it."""
        years, month = divmod(self.begins.month - 1 + self.months, 12)
        return self.begins.replace(year=self.begins.year + years, month=month + 1)


def usual_term(planned: datetime) -> Term:
    return Term(next_first(planned, 60))


def term_of(fate: Fate, planned: datetime, at: datetime) -> Term:
    """Of a project of the year that was planned then, seen at the demo's own moment."""
    begins = next_first(planned, 60)
    if fate in HALF_A_YEAR:
        return Term(begins, 6, 91)
    if fate is Fate.LATE:
        return Term(next_first(at, 60))
    return Term(begins, 12, 250 if fate is Fate.AT_MIDTERM else 205)


def next_first(moment: datetime, days: int) -> date:
    """The first of the month in which so many days later lies."""
    return (moment.astimezone(SHANGHAI).date() + timedelta(days=days)).replace(day=1)


def positions(*fates: Fate) -> Iterable[int]:
    return [position for position, fate in sorted(FATES.items()) if fate in fates]
