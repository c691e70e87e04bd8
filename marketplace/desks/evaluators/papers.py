"""What an evaluator takes away as paper: what they signed, and everybody's sheets once everybody has."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from marketplace.desks.evaluations import get_evaluation
from marketplace.desks.evaluators.evaluations import evaluations_of
from marketplace.desks.evaluators.people import evaluating, seat_of
from marketplace.desks.papers import sheets
from marketplace.desks.papers.handing import handed, nothing_yet
from marketplace.evaluations.queries import sheets_of
from marketplace.panels.choices import PanelState, Purpose, SeatState


@evaluating
def own(request: HttpRequest, pk: int) -> HttpResponse:
    seat = seat_of(request.user, pk)
    if seat.panel.purpose != Purpose.TENDER or seat.state != SeatState.SIGNED:
        nothing_yet()
    return handed(sheets.of_seat(seat), _("Score sheet"), seat.panel.project.number)


@evaluating
def everybodys(request: HttpRequest, pk: int) -> HttpResponse:
    panel = seat_of(request.user, pk).panel
    if panel.purpose != Purpose.TENDER or panel.state != PanelState.SIGNED:
        nothing_yet()
    return handed(sheets.of_panel(panel), _("Scores"), panel.project.number)


@evaluating
def evaluation(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own sheet: the others' are the bureau's to read."""
    found = get_evaluation(evaluations_of(request.user), pk)
    mine = sheets_of(found).filter(seat__evaluator__user=request.user, signed_at__isnull=False)
    return handed(
        sheets.of_sheet(mine.first() or nothing_yet()), _("Score sheet"), found.project.number
    )
