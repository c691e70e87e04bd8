"""What came out, once everybody has signed; until then who is still awaited, and nothing else."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from marketplace.desks.evaluators.people import evaluating, seat_of
from marketplace.desks.scores import drift_of, ranked_of, sheet_of_all
from marketplace.desks.words import staff_word
from marketplace.panels.choices import PanelState, Purpose, SeatState
from marketplace.panels.lifecycle import PANEL


@evaluating
def result(request: HttpRequest, pk: int) -> HttpResponse:
    seat = seat_of(request.user, pk)
    panel = seat.panel
    word, tone = staff_word(PANEL, panel.state)
    signed = panel.seats.filter(state=SeatState.SIGNED).count()
    context = {
        "seat": seat,
        "panel": panel,
        "project": panel.project,
        "word": word,
        "tone": tone,
        "signed": signed,
    }
    if panel.state == PanelState.SIGNED and panel.purpose == Purpose.TENDER:
        context |= {
            "ranked": ranked_of(panel.project),
            "drift": drift_of(panel),
            "sheets": sheet_of_all(panel, request.user),
        }
    return render(request, "desks/evaluators/result.html", context)
