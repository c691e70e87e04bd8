"""The page of one need: where it stands, what is next, who it is about, what happened."""

from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.desks.availability import wishes_of
from marketplace.desks.now import now
from marketplace.desks.staff import people, words
from marketplace.desks.staff.rows import TO_TRIAGE, clock_of
from marketplace.desks.staff.situations import Situation, StepForm
from marketplace.desks.staff.steps import AWAITED, open_steps
from marketplace.desks.threads import told_of
from marketplace.desks.words import staff_word
from marketplace.households.choices import Purpose
from marketplace.households.permissions import may_register, may_reveal, may_withdraw_consent
from marketplace.households.queries import has_withdrawn
from marketplace.journal.queries import thread_of
from marketplace.look.words import time_left
from marketplace.needs.choices import Channel, NeedState
from marketplace.needs.lifecycle import NEED
from marketplace.needs.models import Need
from marketplace.needs.permissions import may_approve, may_post, may_triage
from marketplace.satisfaction.choices import About
from marketplace.satisfaction.lifecycle import COMPLAINT
from marketplace.satisfaction.models import Complaint
from marketplace.satisfaction.permissions import may_hear
from marketplace.supervision.queries import Watched
from marketplace.supervision.rules import Clock, Progress, clocks_of
from marketplace.workdays.queries import calendar
from marketplace.workorders.choices import OrderState, VisitState
from marketplace.workorders.lifecycle import OFFER, VISIT, WORK_ORDER
from marketplace.workorders.models import Offer, WorkOrder
from marketplace.workorders.permissions import is_performer

# What happened last is on the page, everything before it one tap behind.
LATEST = 6
HEARD_FROM = (OrderState.DELIVERED, OrderState.CONFIRMED, OrderState.CLOSED)


@people.reading
def need(request: HttpRequest, number: str) -> HttpResponse:
    return render(request, "desks/staff/need.html", page_of(request.user, number))


def page_of(user: User, number: str) -> dict[str, Any]:
    found = people.get_need(user, number)
    work = _orders(found)
    situation = Situation(found, work[0] if work else None, list(found.complaints.all()))
    person = people.shown_to(user, found.resident)
    state, tone = staff_word(NEED, found.state)
    orders = [_order(order) for order in work]
    told = told_of(thread_of(found))
    clocks, at = _clocks(found, orders), now()
    first, others = _next_steps(user, situation)
    return {
        "need": found,
        "breadcrumbs": [(_("Needs"), reverse("staff:needs")), (found.number, "")],
        "name": words.name_of(found),
        "state": state,
        "tone": tone,
        "next": words.next_of(found, situation.order, heard=situation.verdict is not None),
        "clock": clock_of(Watched(found, clocks, at)),
        "clocks": [_clock(clock, at) for clock in clocks],
        "person": person,
        "describe": words.describe(person, phone=False),
        "may_reveal": may_reveal(user, found.resident),
        "reads_words": may_post(user, found.community) or may_triage(user, found),
        "facts": _facts(found),
        "missing": words.missing_of(found),
        "orders": orders,
        "verdict": situation.verdict,
        "complaints": [_complaint(one, found) for one in situation.complaints],
        "latest": told[:LATEST],
        "earlier": told[LATEST:],
        "first_step": first,
        "other_steps": others,
        # Whoever holds the code may speak as the resident: only those who hand it out see it.
        "hands_out_code": found.resident.erased_at is None and may_register(user, found.community),
        "slip_url": slip_of(found),
    }


def _next_steps(
    user: User, situation: Situation
) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
    """The one thing that is waited for, and everything else that is open to this person. Nothing is, once
    the resident is erased."""
    if situation.need.resident.erased_at is not None:
        return None, []
    found: list[tuple[bool, dict[str, Any]]] = [
        *_judging(user, situation),
        *_asked_about_data(user, situation),
        *_hearing(user, situation),
        *((step in AWAITED, _link(situation.need, step)) for step in open_steps(user, situation)),
    ]
    first = next((link for awaited, link in found if awaited), None)
    return first, [link for _awaited, link in found if link is not first]


def _asked_about_data(user: User, situation: Situation) -> list[tuple[bool, dict[str, Any]]]:
    resident = situation.need.resident
    asked = situation.open_complaint
    if asked is None or asked.about == About.HELP or not may_withdraw_consent(user, resident):
        return []
    return [(True, {"label": asked.get_about_display(), "url": _consents_of(situation.need)})]


def _consents_of(need: Need) -> str:
    return reverse("staff:consents", args=[need.resident_id])


def _judging(user: User, situation: Situation) -> list[tuple[bool, dict[str, Any]]]:
    need = situation.need
    url = reverse("staff:triage", args=[need.number])
    if need.state in TO_TRIAGE and may_triage(user, need):
        return [(True, {"label": _("Triage"), "url": url})]
    if need.state == NeedState.ASSESSED and may_triage(user, need):
        decides = may_approve(user, need)
        return [(decides, {"label": _("Decide") if decides else _("Judge again"), "url": url})]
    return []


def _hearing(user: User, situation: Situation) -> list[tuple[bool, dict[str, Any]]]:
    order = situation.order
    if order is None or order.state not in HEARD_FROM or situation.verdict is not None:
        return []
    if not may_hear(user, order) or is_performer(user, order):
        return []
    if has_withdrawn(situation.need.resident, Purpose.FOLLOW_UP):
        return []
    url = reverse("staff:hear", args=[situation.need.number])
    return [(True, {"label": _("Ask how it was"), "url": url})]


def _link(need: Need, step: type[StepForm]) -> dict[str, Any]:
    url = reverse("staff:step", args=[need.number, step.slug])
    return {"label": step.label, "url": url, "told": step.told, "final": step.is_final}


def _facts(need: Need) -> list[tuple[Any, Any]]:
    pick = f"{need.pick} · {need.pick.organization}" if need.pick else ""
    rows = (
        (_("Target group"), need.group),
        (_("Level"), need.level),
        (_("Community"), f"{need.community.subdistrict} · {need.community}"),
        (_("Came in by"), _came_in_by(need)),
        (_("Picked by the community"), pick),
        *wishes_of(need),
        (_("Outcome"), need.get_outcome_display() if need.outcome else ""),
        (_("Rejected because"), need.get_reject_reason_display() if need.reject_reason else ""),
        (_("Passed on to"), need.get_referred_to_display() if need.referred_to else ""),
    )
    return [(label, value) for label, value in rows if value]


def _orders(need: Need) -> list[WorkOrder]:
    asked = Offer.objects.select_related("service__organization", "volunteer")
    orders = need.work_orders.select_related("verdict__asked_by")
    return list(orders.prefetch_related(Prefetch("offers", asked), "visits"))


def _order(order: WorkOrder) -> dict[str, Any]:
    visits = list(order.visits.all())
    word, tone = staff_word(WORK_ORDER, order.state)
    return {
        "order": order,
        "word": word,
        "tone": tone,
        "first_visit_at": min(
            (visit.checked_in_at for visit in visits if visit.checked_in_at), default=None
        ),
        "first_done_at": min(
            (visit.checked_out_at for visit in visits if visit.checked_out_at), default=None
        ),
        "done": sum(visit.state == VisitState.DONE for visit in visits),
        "offers": [(offer, *staff_word(OFFER, offer.state)) for offer in order.offers.all()],
        "visits": [(visit, *staff_word(VISIT, visit.state)) for visit in visits],
    }


def _complaint(complaint: Complaint, need: Need) -> dict[str, Any]:
    word, tone = staff_word(COMPLAINT, complaint.state)
    is_about_help = complaint.about == About.HELP
    title = _("Complaint") if is_about_help else complaint.get_about_display()
    url = "" if is_about_help or need.resident.erased_at else _consents_of(need)
    return {"complaint": complaint, "word": word, "tone": tone, "title": title, "url": url}


def _clocks(need: Need, orders: list[dict[str, Any]]) -> list[Clock]:
    """The clocks of the need with how far its newest order is; the orders come newest first."""
    latest = orders[0] if orders else None
    progress = Progress()
    if latest and latest["order"].ended_at is None:
        order = latest["order"]
        progress = Progress(
            order.accepted_at,
            latest["first_visit_at"],
            order.delivered_at,
            latest["first_done_at"],
        )
    return clocks_of(need, progress, calendar())


def _clock(clock: Clock, at: datetime) -> dict[str, Any]:
    return {
        "label": words.CLOCKS[clock.kind],
        "due_at": clock.due_at,
        "fraction": clock.fraction(at),
        "breached": clock.breached(at),
        "met": not clock.runs(),
        "met_text": _met(clock),
    }


def _met(clock: Clock) -> str:
    """How a clock that has stopped ended."""
    if clock.met_at is None:
        return ""
    if clock.met_at <= clock.due_at:
        return _("in time")
    return time_left(clock.due_at, clock.met_at)


def slip_of(need: Need) -> str:
    try:
        return reverse("residents:slip", args=[need.follow_code])
    except NoReverseMatch:
        return ""


def _came_in_by(need: Need) -> str:
    """Behind a public form may stand anybody: whether the number answered with a code is told with it."""
    channel = str(need.get_channel_display())
    if need.channel != Channel.PUBLIC:
        return channel
    told = _("phone confirmed by code") if need.phone_confirmed_at else _("phone not confirmed")
    return f"{channel} · {told}"
