"""One order: who could take it, and a person's choice where the engine's is not the right one."""

from collections.abc import Callable
from itertools import chain
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from marketplace.desks.attempts import attempt, status_of
from marketplace.desks.dispatchers.forms import AssignForm, ReasonForm, RoomForm
from marketplace.desks.dispatchers.making_room import preview_of
from marketplace.desks.dispatchers.people import dispatching, get_order
from marketplace.desks.dispatchers.pricing import price_of
from marketplace.desks.dispatchers.ranking import choice_of, find, ranking_of
from marketplace.desks.dispatchers.wall import clock_of, title_of
from marketplace.desks.now import now
from marketplace.desks.words import staff_word
from marketplace.dispatch.names import name_of, providers_of
from marketplace.dispatch.queries import hand_costs, ranking_for
from marketplace.dispatch.sentences import what_they_cost
from marketplace.journeys.assign_by_hand import assign_by_hand
from marketplace.journeys.dispatch_order import dispatch_order
from marketplace.journeys.make_room import make_room
from marketplace.journeys.recall_offer import recall_offer
from marketplace.kernel.errors import Hidden, NotAllowed, Refusal
from marketplace.needs.rules import ClockKind
from marketplace.organizations.models import Service
from marketplace.supervision.queries import watch, watchable
from marketplace.supervision.rules import Clock
from marketplace.workdays.queries import calendar
from marketplace.workorders.choices import OfferState, OrderState
from marketplace.workorders.lifecycle import CARRIED, HELD, OFFER, WORK_ORDER
from marketplace.workorders.models import Offer, WorkOrder
from marketplace.workorders.queries import answer_due

SEARCHING = (OrderState.CREATED, OrderState.DISPATCHED)
CURRENT = (OfferState.OFFERED, *HELD)
RECALLABLE = (OrderState.DISPATCHED, *CARRIED)
NEXT: dict[str, Any] = {
    OrderState.CREATED: gettext_lazy("A provider is looked for"),
    OrderState.DISPATCHED: gettext_lazy("The provider says yes or no"),
    OrderState.ACCEPTED: gettext_lazy("The provider plans the visits"),
    OrderState.SCHEDULED: gettext_lazy("The first visit"),
    OrderState.IN_PROGRESS: gettext_lazy("Visits go on until the work is done"),
    OrderState.DELIVERED: gettext_lazy("Somebody confirms it and asks the resident how it was"),
}


@dispatching
def order(request: HttpRequest, number: str) -> HttpResponse:
    found = get_order(request.user, number)
    return _page(request, found, chosen=request.GET.get("assign", ""))


@require_POST
@dispatching
def dispatch_best(request: HttpRequest, number: str) -> HttpResponse:
    found = get_order(request.user, number)
    try:
        offer = dispatch_order(found, by=request.user, at=now())
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        _say_who_was_asked(request, offer)
    return redirect("dispatchers:order", number)


@require_POST
@dispatching
def make_way(request: HttpRequest, number: str) -> HttpResponse:
    """Take back the offers that were shown, and offer this order in their place."""
    found = get_order(request.user, number)
    form = RoomForm(request.POST)
    if form.is_valid() and (offer := attempt(form, lambda: _make_room(found, form, request))):
        _say_who_was_asked(request, offer)
        return redirect("dispatchers:order", number)
    for error in chain(*form.errors.values()):
        messages.error(request, error)
    return redirect("dispatchers:order", number)


@require_POST
@dispatching
def assign(request: HttpRequest, number: str) -> HttpResponse:
    found = get_order(request.user, number)
    form = AssignForm(request.POST)
    if form.is_valid():
        offer = attempt(form, lambda: _assign(found, form.cleaned_data, request))
        if offer:
            _say_who_was_asked(request, offer)
            return redirect("dispatchers:order", number)
    return _page(request, found, chosen=request.POST.get("provider", ""), form=form)


@require_POST
@dispatching
def recall(request: HttpRequest, number: str) -> HttpResponse:
    found = get_order(request.user, number)
    form = ReasonForm(request.POST, auto_id="recall_%s")
    offer = _current_of(_offers(found))
    if offer is None:
        messages.error(request, _("Nobody holds this order any more; there is nothing to recall."))
        return redirect("dispatchers:order", number)
    if form.is_valid() and attempt(form, _recalling(offer, form, request)):
        messages.success(request, _("The order was taken back and waits for another provider."))
        return redirect("dispatchers:order", number)
    return _page(request, found, recalling=form)


def _recalling(offer: Offer, form: ReasonForm, request: HttpRequest) -> Callable[[], Offer]:
    reason = form.cleaned_data["reason"]
    return lambda: recall_offer(offer, reason=reason, by=request.user, at=now())


def _make_room(found: WorkOrder, form: RoomForm, request: HttpRequest) -> Offer:
    return make_room(found, agreed=form.offers(), by=request.user, at=now())


def _assign(found: WorkOrder, told: dict[str, Any], request: HttpRequest) -> Offer:
    provider = providers_of([told["provider"]]).get(told["provider"])
    if provider is None:
        raise Hidden("no_such_provider", _("There is no such provider any more."))
    kind = "service" if isinstance(provider, Service) else "volunteer"
    return assign_by_hand(
        found, **{kind: provider}, reason=told["reason"], by=request.user, at=now()
    )


def _say_who_was_asked(request: HttpRequest, offer: Offer | None) -> None:
    if offer is None:
        messages.warning(
            request, _("Nobody is left who could be asked. The dispatch centre owns it now.")
        )
        return
    told = _("%(name)s has been asked.") % {"name": name_of(offer.provider)}
    messages.success(request, told)


def _page(
    request: HttpRequest,
    found: WorkOrder,
    *,
    chosen: str = "",
    form: AssignForm | None = None,
    recalling: ReasonForm | None = None,
) -> HttpResponse:
    at, days = now(), calendar()
    everybody = ranking_for(found, at=at) if found.state in SEARCHING else []
    ranking = ranking_of(everybody)
    one = find(everybody, chosen)
    asked = _offers(found)
    offer = _current_of(asked)
    told_costs = what_they_cost(hand_costs(asked))
    shown, able = form or recalling, ranking.eligible
    context = {
        "order": found,
        "need": found.need,
        "title": title_of(found.need),
        "now": at,
        "ranking": ranking,
        "best": ranking.best,
        "is_searching": found.state in SEARCHING,
        "may_ask": found.state == OrderState.CREATED,
        "room": preview_of(found, at) if found.state == OrderState.CREATED and not able else None,
        "chosen": choice_of(one, ranking.best and ranking.best.ranked.total) if one else None,
        "price": price_of(found, chosen, at) if one and one.by_hand else None,
        "form": form or AssignForm(initial={"provider": chosen}),
        "recalling": recalling or ReasonForm(auto_id="recall_%s"),
        "offer": offer,
        "cost": told_costs.get(offer.pk, []) if offer else [],
        "may_recall": found.state in RECALLABLE,
        "next_step": NEXT.get(found.state, ""),
        "past": [_asked(each, told_costs.get(each.pk, [])) for each in asked],
        **_where(found, offer, at, days),
    }
    status = status_of(shown) if shown else 200
    return render(request, "desks/dispatchers/order.html", context, status=status)


def _where(found: WorkOrder, offer: Offer | None, at: Any, days: Any) -> dict[str, Any]:
    """State, and the clock that counts: the provider's answer while one is asked, else the need's."""
    word, tone = staff_word(WORK_ORDER, found.state)
    clock = None
    if offer and offer.state == OfferState.OFFERED:
        due = answer_due(offer, days)
        clock = due and Clock(ClockKind.ACCEPT, offer.offered_at, due.at, due.provisional)
    else:
        (watched,) = watch(
            watchable(type(found.need).objects.filter(pk=found.need_id)), calendar=days, at=at
        )
        clock = watched.nearest
    return {"state": word, "tone": tone, "clock": clock_of(clock, at)}


def _current_of(offers: list[Offer]) -> Offer | None:
    return next((offer for offer in offers if offer.state in CURRENT), None)


def _offers(found: WorkOrder) -> list[Offer]:
    """Everybody who was asked for this order, latest first."""
    return list(found.offers.select_related("service__organization", "volunteer", "offered_by"))


def _asked(offer: Offer, cost: list[str]) -> dict[str, Any]:
    word, tone = staff_word(OFFER, offer.state)
    why = offer.get_decline_reason_display() or offer.get_recalled_for_display()
    told = (why, offer.decline_note, offer.by_hand_for, " ".join(cost))
    return {
        "when": offer.answered_at or offer.offered_at,
        "who": str(offer.offered_by) if offer.offered_by else _("by rule"),
        "what": f"{name_of(offer.provider)}{_(': ')}{word}",
        "why": " · ".join(str(part) for part in told if part),
        "tone": tone,
    }
