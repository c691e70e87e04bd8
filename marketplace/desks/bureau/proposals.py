"""Needs that were on no list: what joins it, what is on it under another name, what does not belong."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from marketplace.catalogue.actions import accept_as_new, decide_proposal
from marketplace.catalogue.choices import ProposalState
from marketplace.catalogue.models import NeedTypeProposal
from marketplace.catalogue.permissions import may_keep_list
from marketplace.catalogue.queries import need_types, open_proposals, search_need_types
from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.bureau.forms import AcceptForm, DeclineForm, NewEntryForm
from marketplace.desks.bureau.people import overseeing
from marketplace.desks.now import now
from marketplace.kernel.errors import Hidden, Malformed

PER_PAGE = 20
TONES = {
    ProposalState.OPEN: "waiting",
    ProposalState.ACCEPTED: "good",
    ProposalState.DECLINED: "neutral",
}


@overseeing
def proposals(request: HttpRequest) -> HttpResponse:
    """Waiting ones, the most wanted first; or those decided, the latest first."""
    is_decided = request.GET.get("show") == "decided"
    found = _decided() if is_decided else open_proposals()
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "is_decided": is_decided,
    }
    return render(request, "desks/bureau/proposals.html", context)


@overseeing
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _get(pk))


@require_POST
@overseeing
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    found = _get(pk)
    form = AcceptForm(request.POST, need_types=need_types())
    if form.is_valid() and attempt(form, lambda: _decide(found, form, request)):
        messages.success(request, _("It is on the list. What waits for it can be judged now."))
        return redirect("bureau:proposals")
    return _page(request, found, accepting=form)


@require_POST
@overseeing
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    found = _get(pk)
    form = DeclineForm(request.POST, auto_id="decline_%s")
    if form.is_valid() and attempt(form, lambda: _decide(found, form, request)):
        messages.success(request, _("The proposal was declined."))
        return redirect("bureau:proposals")
    return _page(request, found, declining=form)


@overseeing
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new entry of the list for this proposal."""
    found = _get(pk)
    start = {"name_zh": found.text[:60], "group": found.group_id, "level": found.level_id}
    form = NewEntryForm(request.POST or None, initial=start)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, _adding(found, form, request))
    ):
        messages.success(request, _("The list has a new entry, and the proposal is accepted."))
        return redirect("bureau:proposals")
    context = {"proposal": found, "form": form}
    return render(request, "desks/bureau/new_entry.html", context, status=status_of(form))


def _decide(found: NeedTypeProposal, form: BaseForm, request: HttpRequest) -> NeedTypeProposal:
    told = form.cleaned_data
    return decide_proposal(
        found,
        need_type=told.get("need_type"),
        note=told["note"],
        by=request.user,
        at=now(),
    )


def _adding(found: NeedTypeProposal, form: NewEntryForm, request: HttpRequest) -> Callable[[], Any]:
    """The list speaks of columns of a row; the page has fields of the same names."""

    def call() -> NeedTypeProposal:
        try:
            return accept_as_new(found, form.cells(), by=request.user, at=now())
        except Malformed as refusal:
            fields = {_field_of(name): told for name, told in refusal.fields.items()}
            raise Malformed(refusal.code, refusal.message, fields=fields) from refusal

    return call


def _field_of(column: str) -> str:
    name = column.rpartition(".")[2]
    return "rhythm" if name == "frequency" else name


def _page(
    request: HttpRequest,
    found: NeedTypeProposal,
    *,
    accepting: AcceptForm | None = None,
    declining: DeclineForm | None = None,
) -> HttpResponse:
    chosen = request.GET.get("as", "")
    context = {
        "proposal": found,
        "state": ProposalState(found.state).label,
        "tone": TONES[ProposalState(found.state)],
        "is_open": found.state == ProposalState.OPEN,
        "may_decide": may_keep_list(request.user),
        "alike": search_need_types(found.text, limit=5),
        "accepting": accepting
        or AcceptForm(need_types=need_types(), initial={"need_type": chosen[:8]}),
        "declining": declining or DeclineForm(auto_id="decline_%s"),
    }
    shown = accepting or declining
    status = status_of(shown) if shown else 200
    return render(request, "desks/bureau/proposal.html", context, status=status)


def _decided() -> Any:
    return (
        NeedTypeProposal.objects.exclude(state=ProposalState.OPEN)
        .select_related("need_type", "decided_by", "group", "level")
        .order_by("-decided_at", "-pk")
    )


def _get(pk: int) -> NeedTypeProposal:
    found = (
        NeedTypeProposal.objects.filter(pk=pk)
        .select_related("group", "level", "proposed_by", "decided_by", "need_type")
        .first()
        if pk < 2**63
        else None
    )
    if found is None:
        raise Hidden("no_such_proposal", _("There is no such proposal."))
    return found
