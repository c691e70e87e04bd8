"""What is left for me: seats to answer, sheets to score, each with its clock; and what is over."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.desks.evaluators.people import evaluating
from marketplace.desks.now import now
from marketplace.desks.words import staff_word
from marketplace.evaluations.models import Evaluation
from marketplace.panels.choices import PanelState, Purpose, SeatState
from marketplace.panels.lifecycle import PANEL, SEAT
from marketplace.panels.models import Seat
from marketplace.panels.queries import evaluator_of, seats_of


@dataclass(frozen=True, slots=True)
class Row:
    """A seat as the list shows it. `due_at` with `fraction` of the time gone; None where nothing waits."""

    seat: Seat
    state: tuple[str, str]
    meta: str
    next_label: str = ""
    next_url: str = ""
    due_at: datetime | None = None
    fraction: float | None = None

    @property
    def is_late(self) -> bool:
        return self.fraction is not None and self.fraction > 1


@evaluating
def desk(request: HttpRequest) -> HttpResponse:
    at = now()
    seats = list(seats_of(request.user))
    evaluated = _evaluated(seats)
    rows = [_row(seat, evaluated.get(seat.panel_id), at) for seat in seats]
    over = [row for row in rows if _is_over(row.seat)]
    waiting = [row for row in rows if row.due_at and row.next_label]
    context = {
        "me": evaluator_of(request.user),
        "waiting": waiting,
        "going": [row for row in rows if row not in over and row not in waiting],
        "over": over,
    }
    return render(request, "desks/evaluators/desk.html", context)


def _evaluated(seats: list[Seat]) -> dict[int, int]:
    """The evaluation that each panel scores, by their keys: it begins with the site visit."""
    panels = [seat.panel_id for seat in seats if seat.panel.purpose != Purpose.TENDER]
    found = Evaluation.objects.filter(panel__in=panels)
    return dict(found.values_list("panel", "pk"))


def _row(seat: Seat, evaluation: int | None, at: datetime) -> Row:
    if seat.state == SeatState.INVITED and seat.panel.state == PanelState.DRAWN:
        return Row(
            seat,
            staff_word(SEAT, seat.state),
            _meta(seat),
            _("Answer"),
            reverse("evaluators:answer", args=[seat.pk]),
            seat.answer_by,
            gone(seat.invited_at, seat.answer_by, at),
        )
    if seat.state == SeatState.ACCEPTED and seat.panel.state == PanelState.SCORING:
        return _scoring(seat, evaluation, at)
    if seat.panel.state == PanelState.SIGNED and seat.state == SeatState.SIGNED:
        url = reverse("evaluators:result", args=[seat.pk])
        label = _("What came out") if seat.panel.purpose == Purpose.TENDER else ""
        if evaluation is not None:
            label, url = _("What came out"), reverse("evaluators:evaluation", args=[evaluation])
        return Row(seat, staff_word(PANEL, seat.panel.state), _meta(seat), label, url)
    return Row(seat, _word(seat), _meta(seat))


def _scoring(seat: Any, evaluation: int | None, at: datetime) -> Row:
    panel = seat.panel
    label, url, meta = "", "", _meta(seat)
    if panel.purpose == Purpose.TENDER:
        label = _("Go on scoring") if seat.filled else _("Score")
        url = reverse("evaluators:sheet", args=[seat.pk])
        told = ngettext(
            "%(filled)s of %(count)s cell filled",
            "%(filled)s of %(count)s cells filled",
            seat.cells,
        )
        meta = f"{meta} · {told % {'filled': seat.filled, 'count': seat.cells}}"
    elif evaluation is not None:
        label, url = _("Score"), reverse("evaluators:evaluation", args=[evaluation])
    fraction = gone(panel.scoring_at, panel.score_by, at)
    return Row(seat, staff_word(PANEL, panel.state), meta, label, url, panel.score_by, fraction)


def gone(begins: datetime, ends: datetime, at: datetime) -> float:
    """Which share of the time between is over."""
    return (at - begins) / (ends - begins)


def _word(seat: Seat) -> tuple[str, str]:
    if seat.panel.state == PanelState.DISSOLVED:
        return staff_word(PANEL, seat.panel.state)
    return staff_word(SEAT, seat.state)


def _meta(seat: Seat) -> str:
    return f"{seat.panel.project.number} · {seat.panel.get_purpose_display()}"


def _is_over(seat: Seat) -> bool:
    return seat.state == SeatState.RECUSED or seat.panel.state in (
        PanelState.SIGNED,
        PanelState.DISSOLVED,
    )
