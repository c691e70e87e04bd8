"""One screen for a project: what a bid says, and beside it what I give it. Saved as I go, signed once."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.bids.models import Bid, OpenedAttachment
from marketplace.desks.attempts import attempt, status_of, step
from marketplace.desks.downloads import download
from marketplace.desks.evaluators.desk import gone
from marketplace.desks.evaluators.evidence import evidence_of
from marketplace.desks.evaluators.forms import ScoreForm
from marketplace.desks.evaluators.people import evaluating, seat_of
from marketplace.desks.now import now
from marketplace.desks.scores import matrix_of
from marketplace.kernel.errors import Hidden
from marketplace.panels.actions import Scored, save_scores, sign_scores
from marketplace.panels.actions.scoring import field_of
from marketplace.panels.choices import PanelState, Purpose, SeatState
from marketplace.panels.models import Seat
from marketplace.panels.queries import Cell, Sheet, sheet_of


@evaluating
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The bid of `?bid=1` (their order is that of their receipt), and its cells."""
    seat = _scored_by(request, pk)
    shown = sheet_of(seat)
    number = _number(request.GET.get("bid", ""), len(shown.bids))
    column = shown.columns[number]
    if request.method != "POST":
        return _page(request, shown, number, ScoreForm(None, column))
    form = ScoreForm(request.POST, column)
    saved = form.is_valid() and attempt(
        form, lambda: save_scores(seat, _typed(form), by=request.user, at=now())
    )
    if request.htmx:
        return _noted(request, saved or shown, form)
    if not saved:
        return _page(request, shown, number, form)
    return redirect(_next(request, saved, number))


@evaluating
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything I gave, what is missing, and one button."""
    seat = _scored_by(request, pk)
    if request.method == "POST" and step(
        request,
        lambda: sign_scores(seat, by=request.user, at=now()),
        _("Signed. When everybody has signed, you see what came out."),
    ):
        return redirect("evaluators:result", pk)
    shown = sheet_of(seat)
    context = {
        "seat": seat,
        "project": seat.panel.project,
        "sheet": shown,
        "matrix": matrix_of(shown),
        "gaps": [_gap(cell, shown) for cell in shown.cells if cell.lack],
        "comments": [cell for cell in shown.cells if cell.comment],
    }
    return render(request, "desks/evaluators/sign.html", context)


@evaluating
def attachment(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """A file of a bid, handed out and never shown inside a page of ours."""
    seat = _of_a_tender(request, pk)
    found = (
        OpenedAttachment.objects.filter(pk=file, bid__bid__project=seat.panel.project_id).first()
        if file < 2**63
        else None
    )
    if found is None:
        raise Hidden("no_such_file", _("There is no such file."))
    return download(bytes(found.content), found.name)


def _page(request: HttpRequest, shown: Sheet, number: int, form: ScoreForm) -> HttpResponse:
    seat, bid = shown.seat, shown.bids[number]
    context = {
        "seat": seat,
        "project": seat.panel.project,
        "sheet": shown,
        "bid": bid,
        "form": form,
        "tabs": _tabs(shown, number),
        "evidence": evidence_of(bid, seat),
        "earlier": _url(seat, number - 1) if number else "",
        "later": _url(seat, number + 1) if number + 1 < len(shown.bids) else "",
        "draft": f"score:{seat.pk}:{number}",
        "pass_mark": seat.panel.project.rulebook.pass_mark,
        "fraction": gone(seat.panel.scoring_at, seat.panel.score_by, now()),
        "saved_at": None,
    }
    return render(request, "desks/evaluators/sheet.html", context, status=status_of(form))


def _noted(request: HttpRequest, shown: Sheet, form: ScoreForm) -> HttpResponse:
    """Only the line that says whether it is saved: what is being typed stays untouched."""
    context = {
        "sheet": shown,
        "seat": shown.seat,
        "saved_at": None if form.errors else now(),
        "faults": [error for errors in form.errors.values() for error in errors],
    }
    return render(request, "desks/evaluators/_saved.html", context)


def _typed(form: ScoreForm) -> list[Scored]:
    told = form.cleaned_data
    return [
        Scored(
            cell.bid.pk,
            cell.criterion.pk,
            told[field_of(cell.bid.pk, cell.criterion.pk)],
            told[field_of(cell.bid.pk, cell.criterion.pk, "comment")],
        )
        for cell in form.column
    ]


def _next(request: HttpRequest, saved: Sheet, number: int) -> str:
    """The next bid, or the signature after the last."""
    if "stay" in request.POST:
        messages.success(request, _("Saved."))
        return _url(saved.seat, number)
    if number + 1 < len(saved.bids):
        return _url(saved.seat, number + 1)
    return reverse("evaluators:sign", args=[saved.seat.pk])


def _tabs(shown: Sheet, number: int) -> list[tuple[str, str, bool, Any]]:
    """(name, url, current, cells left or "") of every bid."""
    return [
        (
            str(bid.organization.name),
            _url(shown.seat, at),
            at == number,
            sum(cell.lack is not None for cell in shown.columns[at]) or "",
        )
        for at, bid in enumerate(shown.bids)
    ]


def _gap(cell: Cell, shown: Sheet) -> tuple[str, str, str]:
    """(bid, criterion, url of its cell)."""
    number = [bid.pk for bid in shown.bids].index(cell.bid.pk)
    name = field_of(cell.bid.pk, cell.criterion.pk, str(cell.lack))
    bid: Bid = cell.bid
    return bid.organization.name, cell.criterion.label, f"{_url(shown.seat, number)}#id_{name}"


def _url(seat: Seat, number: int) -> str:
    return f"{reverse('evaluators:sheet', args=[seat.pk])}?bid={number + 1}"


def _number(text: str, many: int) -> int:
    """Which bid is meant, from 0; the first where nothing sensible is said."""
    wanted = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 1
    return wanted - 1 if 1 <= wanted <= many else 0


def _scored_by(request: HttpRequest, pk: int) -> Seat:
    seat = _of_a_tender(request, pk)
    if seat.panel.state != PanelState.SCORING or seat.state != SeatState.ACCEPTED:
        raise Hidden("no_sheet", _("There is nothing to score here, or you have signed it."))
    return seat


def _of_a_tender(request: HttpRequest, pk: int) -> Seat:
    seat = seat_of(request.user, pk)
    if seat.panel.purpose != Purpose.TENDER or seat.panel.state == PanelState.DISSOLVED:
        raise Hidden("no_sheet", _("There is nothing to score here, or you have signed it."))
    return seat
