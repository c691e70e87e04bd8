"""How long bidders have, how large a panel is, and what must add up. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from math import ceil

from marketplace.projects.choices import Method, ProjectState
from marketplace.workdays.rules import SHANGHAI


@dataclass(frozen=True, slots=True)
class Bound:
    """How far a figure of a rulebook may go."""

    least: int
    most: int


_DAYS = Bound(1, 365)
PANELS = ("small_panel", "open_panel", "large_panel")
BOUNDS = {
    "fewest_bids": Bound(3, 20),
    "bidding_days": Bound(5, 365),
    "amendment_days": Bound(1, 365),
    **dict.fromkeys(PANELS, Bound(3, 15)),
    "large_budget": Bound(1, 100_000_000_000),
    "experts_of": Bound(1, 10),
    "panel_thirds": Bound(1, 10),
    "partner_years": Bound(1, 20),
    "publicity_days": _DAYS,
    "challenge_days": _DAYS,
    "answer_days": _DAYS,
    "complaint_days": _DAYS,
    "decision_days": _DAYS,
    "award_days": _DAYS,
    "invitation_days": Bound(1, 60),
    "scoring_days": Bound(1, 60),
    "pass_mark": Bound(1, 100),
    "objection_days": _DAYS,
}
"""The figures of a rulebook. `large_budget` in fen."""

OUT_OF = 100
"""What the weights of a project's criteria add up to."""


class Stage(StrEnum):
    """Where a published project stands: read off its deadline, never stored."""

    BIDDING = "bidding"
    BIDS_CLOSED = "bids_closed"


@dataclass(frozen=True, slots=True)
class PanelSizes:
    """The figures of a rulebook about panels. `experts_of` in `panel_thirds` are experts, at least."""

    small_panel: int
    open_panel: int
    large_panel: int
    large_budget: int
    experts_of: int
    panel_thirds: int


def stage(state: str, bids_until: datetime | None, now: datetime) -> Stage | None:
    """None unless published. The last moment itself is still in time."""
    if state != ProjectState.PUBLISHED or bids_until is None:
        return None
    return Stage.BIDDING if now <= bids_until else Stage.BIDS_CLOSED


def earliest_deadline(released: datetime, days: int) -> datetime:
    """The end of the `days`-th calendar day after that of the release, in Shanghai."""
    return _end_of(released.astimezone(SHANGHAI).date() + timedelta(days=days))


def deadline_after_amendment(standing: datetime, amended: datetime, days: int) -> datetime:
    """The standing deadline, or a later one where a change leaves bidders less than `days`."""
    return max(standing, earliest_deadline(amended, days))


def panel_size(method: str, budget: int, sizes: PanelSizes) -> int:
    """Members of a panel: by the method, and more where much money is spent. `budget` in fen."""
    if budget >= sizes.large_budget:
        return sizes.large_panel
    return sizes.open_panel if method == Method.OPEN_TENDER else sizes.small_panel


def experts_needed(size: int, sizes: PanelSizes) -> int:
    """At least so many of `size` members are experts: two thirds, rounded up."""
    return ceil(size * sizes.experts_of / sizes.panel_thirds)


def missing_points(weights: Collection[int]) -> int:
    """How many points the weights of the criteria still lack; negative: they are too many."""
    return OUT_OF - sum(weights)


def missing_budget(budget: int, lines: Sequence[int]) -> int:
    """How many fen the lines of a budget still lack; negative: they are too many."""
    return budget - sum(lines)


def days_are_in_order(
    service_from: date, service_until: date, midterm_on: date, final_on: date
) -> bool:
    """The mid-term lies in the service, the final after it."""
    return service_from <= midterm_on < service_until and midterm_on < final_on


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59, 999999), SHANGHAI)
