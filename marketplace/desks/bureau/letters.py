"""What the bureau takes away as paper: score sheets once they are open, and letters once they are sent."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from marketplace.contracts.lifecycle import PUBLIC
from marketplace.contracts.queries import award_of
from marketplace.desks.bureau.bans.pages import get_ban
from marketplace.desks.bureau.contracts.pages import bidders_of, get_project
from marketplace.desks.bureau.evaluations.pages import evaluations_of
from marketplace.desks.bureau.panels.pages import get_panel
from marketplace.desks.bureau.people import overseeing
from marketplace.desks.evaluations import get_evaluation
from marketplace.desks.papers import letters, sheets
from marketplace.desks.papers.handing import handed, nothing_yet
from marketplace.evaluations.lifecycle import TOLD
from marketplace.evaluations.models import CorrectionPlan
from marketplace.evaluations.queries import are_all_signed, sheets_of
from marketplace.panels.choices import PanelState, Purpose, SeatState
from marketplace.panels.models import Panel


@overseeing
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    """Every sheet of a panel that compared bids, with what came out."""
    found = _signed_panel(request, pk)
    return handed(sheets.of_panel(found), _("Scores"), found.project.number)


@overseeing
def seat(request: HttpRequest, pk: int, seat: int) -> HttpResponse:
    """One of its sheets."""
    found = _signed_panel(request, pk)
    seats = [each for each in found.seats.all() if each.state == SeatState.SIGNED]
    member = next((each for each in seats if each.pk == seat), None) or nothing_yet()
    return handed(sheets.of_seat(member), _("Score sheet"), found.project.number)


@overseeing
def scores(request: HttpRequest, pk: int) -> HttpResponse:
    """Every sheet of an evaluation."""
    found = get_evaluation(evaluations_of(request.user), pk)
    if not found.panel_id or not are_all_signed(found):
        nothing_yet()
    return handed(sheets.of_evaluation(found, sheets_of(found)), _("Scores"), found.project.number)


@overseeing
def sheet(request: HttpRequest, pk: int, sheet: int) -> HttpResponse:
    """One of its sheets."""
    found = get_evaluation(evaluations_of(request.user), pk)
    if not found.panel_id or not are_all_signed(found):
        nothing_yet()
    wanted = next((each for each in sheets_of(found) if each.pk == sheet), None) or nothing_yet()
    return handed(sheets.of_sheet(wanted), _("Score sheet"), found.project.number)


@overseeing
def evaluation(request: HttpRequest, pk: int) -> HttpResponse:
    """The result, as the provider is told it."""
    found = get_evaluation(evaluations_of(request.user), pk)
    if found.state not in TOLD:
        nothing_yet()
    return handed(letters.of_evaluation(found), _("Result"), found.project.number)


@overseeing
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_evaluation(evaluations_of(request.user), pk)
    agreed = CorrectionPlan.objects.filter(evaluation=found).first() or nothing_yet()
    agreed.evaluation = found
    return handed(letters.of_plan(agreed), _("Correction plan"), found.project.number)


@overseeing
def award(request: HttpRequest, number: str, pk: str) -> HttpResponse:
    """What one bidder is told of the result, once it is public."""
    project = get_project(request, number)
    found = award_of(project)
    if found is None or found.state not in PUBLIC:
        nothing_yet()
    bid = bidders_of(project).filter(pk=pk).first() or nothing_yet()
    return handed(letters.of_award(found, bid.organization), _("Result"), number)


@overseeing
def ban_notice(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_ban(request, pk)
    if found.noticed_at is None:
        nothing_yet()
    return handed(letters.of_ban_notice(found), _("Notice"), found.project.number)


@overseeing
def ban_decision(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_ban(request, pk)
    if found.decided_at is None:
        nothing_yet()
    return handed(letters.of_ban_decision(found), _("Decision"), found.project.number)


def _signed_panel(request: HttpRequest, pk: int) -> Panel:
    found = get_panel(request, pk)
    if found.purpose != Purpose.TENDER or found.state != PanelState.SIGNED:
        nothing_yet()
    return found
