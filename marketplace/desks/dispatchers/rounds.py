"""A round: what the engine proposes and why, before anybody is asked and after."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from marketplace.accounts.choices import Role
from marketplace.desks.dispatchers import explaining, words
from marketplace.desks.dispatchers.following import following_of
from marketplace.desks.dispatchers.people import (
    dispatching,
    district_of,
    get_run,
    openable,
    reading_runs,
)
from marketplace.desks.now import now
from marketplace.dispatch import queries
from marketplace.dispatch.actions import discard_run, propose_round
from marketplace.dispatch.choices import RunKind, RunState
from marketplace.dispatch.models import MatchRun
from marketplace.dispatch.permissions import districts_watched, may_run_rounds
from marketplace.journeys.dispatch_round import dispatch_round
from marketplace.kernel.errors import NotAllowed, Refusal
from marketplace.places.queries import districts_of

PER_PAGE = 20


@reading_runs
def rounds(request: HttpRequest) -> HttpResponse:
    """Rounds, or the single arrivals between them, newest first."""
    kind = RunKind.ARRIVAL if request.GET.get("kind") == RunKind.ARRIVAL else RunKind.ROUND
    runs = (
        queries.runs_visible_to(request.user)
        .filter(kind=kind)
        .annotate(proposed=Count("proposals"), offered=Count("proposals__offer"))
        .order_by("-started_at", "-pk")
    )
    page = Paginator(runs, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "previews": queries.previewed_rounds(request.user),
        "runs_in": districts_of(request.user, Role.DISPATCHER),
        "several": len(districts_watched(request.user)) > 1,
    }
    return render(request, "desks/dispatchers/rounds.html", context)


@require_POST
@dispatching
def propose(request: HttpRequest) -> HttpResponse:
    """Plan a round of a district and look at it. Nobody is asked yet."""
    usual = district_of(request.user, Role.DISPATCHER).pk
    try:
        run = propose_round(request.POST.get("district", usual), by=request.user, at=now())
    except Refusal as refusal:
        return _told(request, refusal, "dispatchers:rounds")
    return redirect("dispatchers:round", run.pk)


@reading_runs
def one_round(request: HttpRequest, pk: int) -> HttpResponse:
    run = get_run(request.user, pk)
    page = Paginator(run.proposals.all(), PER_PAGE).get_page(request.GET.get("page"))
    left_out = Paginator(run.unserved.all(), PER_PAGE).get_page(request.GET.get("left_out"))
    proposals = explaining.proposals_of(run, explaining.part_of(page))
    unserved = queries.explained_unserved(run, explaining.part_of(left_out))
    overtaken = explaining.overtaken_of(run)
    shown = (
        *(each.proposal.work_order_id for each in proposals),
        *(each.subject.work_order_id for each in unserved),
        *(proposal.work_order_id for proposal, _name, _why in overtaken),
    )
    context = {
        "run": run,
        "page": page,
        "proposals": proposals,
        "left_out": left_out,
        "unserved": unserved,
        "overtaken": overtaken,
        "opens": openable(request.user, shown),
        "proof": explaining.proof_of(run),
        "served": explaining.served_of(run),
        "is_preview": run.state == RunState.PREVIEWED,
        "following": following_of(run, now()) if run.state == RunState.COMMITTED else None,
        "tone": words.RUN_TONES[run.state],
        "several": len(districts_watched(request.user)) > 1,
        "may_act": may_run_rounds(request.user, run.district_id),
        "may_run": may_run_rounds(request.user, run.district_id) and run.kind == RunKind.ROUND,
        "replay": explaining.replayed(run) if "replay" in request.GET else None,
    }
    return render(request, "desks/dispatchers/round.html", context)


@require_POST
@dispatching
def commit(request: HttpRequest, pk: int) -> HttpResponse:
    run = get_run(request.user, pk)
    try:
        run = dispatch_round(run, by=request.user, at=now())
    except Refusal as refusal:
        return _told(request, refusal, "dispatchers:round", pk)
    _say_what_came_of_it(request, run)
    return redirect("dispatchers:round", pk)


@require_POST
@dispatching
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    run = get_run(request.user, pk)
    try:
        discard_run(run, by=request.user, at=now())
    except Refusal as refusal:
        return _told(request, refusal, "dispatchers:round", pk)
    messages.success(request, _("The round was discarded. Nobody was asked."))
    return redirect("dispatchers:rounds")


def _told(request: HttpRequest, refusal: Refusal, *target: Any) -> HttpResponse:
    """Two dispatchers press at once: the second learns why nothing more happened."""
    if isinstance(refusal, NotAllowed):
        raise refusal
    messages.error(request, str(refusal.message))
    return redirect(*target)


def _say_what_came_of_it(request: HttpRequest, run: MatchRun) -> None:
    offered = run.proposals.filter(offer__isnull=False).count()
    messages.success(
        request,
        ngettext(
            "%(n)d offer went out. The provider has been asked to answer in time.",
            "%(n)d offers went out. The providers have been asked to answer in time.",
            offered,
        )
        % {"n": offered},
    )
