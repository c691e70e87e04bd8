"""Panels, seats and who there is for them, in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy, pgettext

from marketplace.desks.evaluators.desk import gone
from marketplace.desks.words import staff_word
from marketplace.panels.choices import EvaluatorKind, Obstacle, PanelState, SeatState
from marketplace.panels.engine import Supply
from marketplace.panels.lifecycle import HELD, PANEL, SEAT
from marketplace.panels.models import Panel, Seat
from marketplace.panels.prospects import obstacles_of
from marketplace.panels.replay import Replay
from marketplace.projects.models import Project

DIFFERENCES = {
    "digest": gettext_lazy("What went in is not what was kept of it."),
    "seed": gettext_lazy("The seed does not come from its sources."),
    "journal": gettext_lazy("The journal tells of another draw."),
    "unreadable": gettext_lazy("What went in that day cannot be read any more."),
    "members": gettext_lazy("Other people sit there than were drawn."),
}


@dataclass(frozen=True, slots=True)
class PanelRow:
    """A panel of the list: how many of its seats are answered or signed, and the clock that runs."""

    panel: Panel
    state: tuple[str, str]
    done: int
    done_label: str
    due_at: datetime | None
    fraction: float | None

    @property
    def is_late(self) -> bool:
        return self.fraction is not None and self.fraction > 1


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A member. `obstacles`: what has come up against them since; `may_excuse`: they let their time pass."""

    seat: Seat
    state: tuple[str, str]
    obstacles: Sequence[str]
    may_excuse: bool


@dataclass(frozen=True, slots=True)
class SupplyRow:
    """Who there is for one kind of seat; `reasons`: (how many, why not)."""

    role: str
    wanted: int
    registered: int
    free: int
    missing: int
    reasons: Sequence[tuple[int, str]]


def panel_row(panel: Panel, at: datetime) -> PanelRow:
    held = [seat for seat in panel.seats.all() if seat.state in HELD]
    wanted = SeatState.ACCEPTED if panel.state == PanelState.DRAWN else SeatState.SIGNED
    label = (
        pgettext("seat", "Accepted")
        if panel.state == PanelState.DRAWN
        else pgettext("seat", "Signed")
    )
    due_at, fraction = _clock(panel, held, at)
    done = sum(seat.state == wanted for seat in held)
    return PanelRow(panel, staff_word(PANEL, panel.state), done, label, due_at, fraction)


def seat_rows(panel: Panel, at: datetime) -> list[SeatRow]:
    open_seats = [seat for seat in panel.seats.all() if seat.state in HELD]
    is_open = panel.state in (PanelState.DRAWN, PanelState.SCORING)
    against = obstacles_of(panel, open_seats, at) if is_open else {}
    return [
        SeatRow(
            seat,
            staff_word(SEAT, seat.state),
            [str(Obstacle(code).label) for code in against.get(seat.pk, ())],
            panel.state == PanelState.DRAWN
            and seat.state == SeatState.INVITED
            and at > seat.answer_by,
        )
        for seat in panel.seats.all()
    ]


def supply_rows(
    found: Iterable[tuple[Project, Sequence[Supply]]],
) -> list[tuple[Project, list[SupplyRow]]]:
    return [(project, [_supply(each) for each in supplies]) for project, supplies in found]


def differences_of(replayed: Replay) -> list[str]:
    return list(dict.fromkeys(str(DIFFERENCES[each.what]) for each in replayed.differences))


def _clock(
    panel: Panel, held: Sequence[Seat], at: datetime
) -> tuple[datetime | None, float | None]:
    if panel.state == PanelState.SCORING:
        return panel.score_by, gone(panel.scoring_at, panel.score_by, at)
    waiting = [seat for seat in held if seat.state == SeatState.INVITED]
    if panel.state != PanelState.DRAWN or not waiting:
        return None, None
    first = min(waiting, key=lambda seat: seat.answer_by)
    return first.answer_by, gone(first.invited_at, first.answer_by, at)


def _supply(each: Supply) -> SupplyRow:
    return SupplyRow(
        str(EvaluatorKind(each.role).label),
        each.wanted,
        each.registered,
        each.free,
        each.missing,
        [(count, str(Obstacle(code).label)) for code, count in each.obstacles.items()],
    )
