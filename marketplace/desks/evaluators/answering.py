"""Asked for a panel: who bids, whether anything ties me to them, and so yes or no."""

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from marketplace.bids.queries import opened_of
from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.evaluators.desk import gone
from marketplace.desks.evaluators.forms import AcceptForm, RecuseForm
from marketplace.desks.evaluators.people import evaluating, seat_of
from marketplace.desks.now import now
from marketplace.desks.words import staff_word
from marketplace.organizations.models import Organization
from marketplace.panels.actions import accept_seat, recuse_seat
from marketplace.panels.choices import PanelState, SeatState
from marketplace.panels.lifecycle import SEAT
from marketplace.panels.models import Seat


@evaluating
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    seat = seat_of(request.user, pk)
    if request.method != "POST":
        return _page(request, seat)
    form = AcceptForm(request.POST)
    if form.is_valid() and attempt(
        form,
        lambda: accept_seat(
            seat, declared=form.cleaned_data["declared"], by=request.user, at=now()
        ),
    ):
        messages.success(
            request, _("You are on the panel. Scoring begins when everybody has accepted.")
        )
        return redirect("evaluators:desk")
    return _page(request, seat, accepting=form)


@require_POST
@evaluating
def recuse(request: HttpRequest, pk: int) -> HttpResponse:
    seat = seat_of(request.user, pk)
    form = RecuseForm(request.POST, bidders=_bidders(seat))
    if form.is_valid() and attempt(
        form, lambda: recuse_seat(seat, **form.cleaned_data, by=request.user, at=now())
    ):
        messages.success(request, _("Thank you for saying so. Somebody else is asked."))
        return redirect("evaluators:desk")
    return _page(request, seat, recusing=form)


def _page(
    request: HttpRequest,
    seat: Seat,
    *,
    accepting: AcceptForm | None = None,
    recusing: RecuseForm | None = None,
) -> HttpResponse:
    word, tone = staff_word(SEAT, seat.state)
    shown = accepting or recusing
    context = {
        "seat": seat,
        "project": seat.panel.project,
        "word": word,
        "tone": tone,
        "fraction": gone(seat.invited_at, seat.answer_by, now()),
        "bids": opened_of(seat.panel.project),
        "declared": seat.evaluator.declarations.select_related("organization"),
        "may_accept": seat.state == SeatState.INVITED and seat.panel.state == PanelState.DRAWN,
        "may_recuse": SEAT.allows(seat.state, "recuse") and seat.panel.state == PanelState.DRAWN,
        "accepting": accepting or AcceptForm(),
        "recusing": recusing or RecuseForm(bidders=_bidders(seat)),
    }
    status = status_of(shown) if shown else 200
    return render(request, "desks/evaluators/answer.html", context, status=status)


def _bidders(seat: Seat) -> QuerySet[Organization]:
    """Everybody whom this panel judges, alone or along."""
    bids = opened_of(seat.panel.project).order_by()
    alone = Q(pk__in=bids.values("organization"))
    along = Q(pk__in=bids.values("partners__organization"))
    return Organization.objects.filter(alone | along).order_by("name_zh")
