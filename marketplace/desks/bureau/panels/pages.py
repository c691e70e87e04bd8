"""What waits for a panel, the panels there are, and one of them with everything that can be done about it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from marketplace.desks.attempts import attempt, status_of, step
from marketplace.desks.bureau.panels.forms import ReasonForm
from marketplace.desks.bureau.panels.shown import (
    differences_of,
    panel_row,
    seat_rows,
    supply_rows,
)
from marketplace.desks.bureau.people import overseeing
from marketplace.desks.now import now
from marketplace.desks.scores import drift_of, ranked_of, sheet_of_all
from marketplace.desks.words import staff_word
from marketplace.kernel.errors import Hidden
from marketplace.panels import actions
from marketplace.panels.choices import PanelState, Purpose, SeatState
from marketplace.panels.lifecycle import HELD, PANEL
from marketplace.panels.models import Draw, Panel, Seat
from marketplace.panels.prospects import preview
from marketplace.panels.queries import is_dissolvable, visible_to, with_members
from marketplace.panels.replay import replay
from marketplace.projects.models import ProjectBatch
from marketplace.projects.queries import batches_of

PER_PAGE = 20


@overseeing
def panels(request: HttpRequest) -> HttpResponse:
    """What waits in each batch and who there is for it, by purpose; below it every panel."""
    at = now()
    purpose = request.GET.get("purpose", "")
    purpose = purpose if purpose in Purpose.values else Purpose.TENDER
    found = with_members(visible_to(request.user).filter(purpose=purpose)).order_by("-pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    waiting = []
    for batch in batches_of(request.user).filter(released_at__isnull=False):
        if due := preview(batch, purpose=purpose, at=at):
            waiting.append((batch, supply_rows(due)))
    context = {
        "purpose": purpose,
        "tabs": [
            (label, _list_of(value), value == purpose, "") for value, label in Purpose.choices
        ],
        "waiting": waiting,
        "page": page,
        "rows": [panel_row(each, at) for each in page],
    }
    return render(request, "desks/bureau/panels.html", context)


@require_POST
@overseeing
def draw(request: HttpRequest, pk: int, purpose: str) -> HttpResponse:
    batch = batches_of(request.user).filter(pk=pk).first() if pk < 2**63 else None
    if batch is None:
        raise Hidden("no_such_batch", _("There is no such batch."))
    try_to = _drawing(request, batch, purpose)
    if result := step(request, try_to, _("Drawn. The members are asked.")):
        for project in result.short:
            messages.warning(
                request,
                _("%(number)s waits: too few people are left for it.") % {"number": project.number},
            )
    return redirect(_list_of(purpose))


@overseeing
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_panel(request, pk)
    return _page(request, found)


@require_POST
@overseeing
def fill(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_panel(request, pk)
    step(
        request,
        lambda: actions.fill_panel(found, by=request.user, at=now()),
        _("Drawn. Whoever takes the seat is asked."),
    )
    return redirect("bureau:panel", pk)


@require_POST
@overseeing
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_panel(request, pk)
    step(
        request,
        lambda: actions.begin_scoring(found, by=request.user, at=now()),
        _("Scoring has begun."),
    )
    return redirect("bureau:panel", pk)


@require_POST
@overseeing
def excuse(request: HttpRequest, pk: int, seat: int) -> HttpResponse:
    found = get_panel(request, pk)
    member = found.seats.filter(pk=seat).first() if seat < 2**63 else None
    if member is None:
        raise Hidden("no_such_seat", _("There is no such seat."))
    return _with_reason(request, found, "excusing", lambda reason: _excuse(request, member, reason))


@require_POST
@overseeing
def dissolve(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_panel(request, pk)
    return _with_reason(
        request,
        found,
        "dissolving",
        lambda reason: actions.dissolve_panel(found, reason=reason, by=request.user, at=now()),
    )


def _page(request: HttpRequest, found: Panel, **forms: ReasonForm) -> HttpResponse:
    at = now()
    word, tone = staff_word(PANEL, found.state)
    rows = seat_rows(found, at)
    held = sum(row.seat.state in HELD for row in rows)
    accepted = sum(row.seat.state == SeatState.ACCEPTED for row in rows)
    context: dict[str, Any] = {
        "panel": found,
        "project": found.project,
        "word": word,
        "tone": tone,
        "row": panel_row(found, at),
        "seats": rows,
        "free": found.size - held if found.state == PanelState.DRAWN else 0,
        "is_forming": found.state == PanelState.DRAWN,
        "may_begin": found.state == PanelState.DRAWN and accepted == found.size,
        "may_dissolve": is_dissolvable(found),
        "draws": _draws(found),
        "dissolving": forms.get("dissolving") or ReasonForm(auto_id="dissolve_%s"),
        "excusing": forms.get("excusing") or ReasonForm(auto_id="excuse_%s"),
        "replayed": _replayed(found) if request.GET.get("replay") else None,
    }
    if found.state == PanelState.SIGNED and found.purpose == Purpose.TENDER:
        context |= {
            "ranked": ranked_of(found.project),
            "drift": drift_of(found),
            "sheets": sheet_of_all(found, request.user),
        }
    status = max((status_of(form) for form in forms.values()), default=200)
    return render(request, "desks/bureau/panel.html", context, status=status)


def _with_reason(
    request: HttpRequest, found: Panel, name: str, call: Callable[[str], Any]
) -> HttpResponse:
    form = ReasonForm(request.POST, auto_id=f"{name}_%s")
    if form.is_valid() and attempt(form, lambda: call(form.cleaned_data["reason"])):
        messages.success(request, _("Done, and kept with the reason."))
        return redirect("bureau:panel", found.pk)
    return _page(request, found, **{name: form})


def _excuse(request: HttpRequest, member: Seat, reason: str) -> Seat:
    return actions.excuse_seat(member, reason=reason, by=request.user, at=now())


def _drawing(request: HttpRequest, batch: ProjectBatch, purpose: str) -> Callable[[], Any]:
    return lambda: actions.draw_panels(batch, purpose=purpose, by=request.user, at=now())


def _draws(found: Panel) -> list[Draw]:
    """The draw of the panel and those of single seats after it."""
    draws = {seat.draw_id for seat in found.seats.all()} | {found.draw_id}
    return list(Draw.objects.filter(pk__in=draws).select_related("by").order_by("pk"))


def _replayed(found: Panel) -> list[tuple[Draw, list[str]]]:
    return [(each, differences_of(replay(each))) for each in _draws(found)]


def _list_of(purpose: str) -> str:
    return f"{reverse('bureau:panels')}?purpose={purpose}"


def get_panel(request: HttpRequest, pk: int) -> Panel:
    found = with_members(visible_to(request.user)).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Hidden("no_such_panel", _("There is no such panel."))
    return found
