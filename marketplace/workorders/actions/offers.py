from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.journal import actions as journal
from marketplace.kernel.errors import Malformed, RuleBroken
from marketplace.kernel.text import clean_text
from marketplace.organizations.models import Service
from marketplace.volunteers.choices import Unfit
from marketplace.volunteers.models import Volunteer
from marketplace.workdays.queries import calendar
from marketplace.workorders import permissions, rules
from marketplace.workorders.actions.locks import (
    ask_leave,
    for_good,
    lock_offer,
    lock_order,
    lock_orders,
)
from marketplace.workorders.actions.plans import cancel_planned, ensure_nobody_is_there
from marketplace.workorders.actions.standing import (
    Ask,
    ensure_in_standing,
    judge,
    services_of,
    unable_among,
    volunteers_of,
)
from marketplace.workorders.choices import DeclineReason, OfferState, RecallReason
from marketplace.workorders.lifecycle import OFFER, WORK_ORDER
from marketplace.workorders.models import Offer, WorkOrder
from marketplace.workorders.queries import answer_due
from marketplace.workorders.refusals import told_by_the_database

# Codes that only say that somebody else was quicker: asking for the next best is the answer to them.
OVERTAKEN = (
    "no_place",
    "week_full",
    "asked_before",
    "not_on_shelf",
    "suspended",
    *(unfit.value for unfit in Unfit),
)


@transaction.atomic
def take_up_order(order: WorkOrder, *, by: User | None) -> WorkOrder:
    """Lock an order to find it a provider; refused unless it waits for one."""
    lock_order(order)
    ask_leave(permissions.may_dispatch, by, order, order)
    WORK_ORDER.target(order.state, "dispatch")
    return order


@transaction.atomic
def make_offer(
    order: WorkOrder,
    *,
    service: Service | None = None,
    volunteer: Volunteer | None = None,
    by_hand_for: str = "",
    by: User | None,
    at: datetime,
) -> Offer:
    """Ask one provider. `by_hand_for` says why a person chose; empty when the engine did."""
    take_up_order(order, by=by)
    by_hand_for = clean_text(by_hand_for, field="reason", longest=300)
    ensure_in_standing(order, service, volunteer, at=at)
    return _offer(order, service, volunteer, by_hand_for=by_hand_for, by=by, at=at)


@transaction.atomic
def make_offers(asks: Sequence[Ask], *, by: User | None, at: datetime) -> list[Offer | str]:
    """All offers of a round: in the place of each ask its offer, or the code of what stood against it."""
    orders = lock_orders(ask.order for ask in asks)
    services, volunteers = services_of(asks), volunteers_of(asks)
    made: dict[int, Offer | str] = {}
    # By provider, so that the rounds of two districts that ask the same ones queue instead of crossing.
    for turn, ask in sorted(enumerate(asks), key=lambda numbered: _provider(numbered[1])):
        order = orders[ask.order.pk]
        try:
            with transaction.atomic():
                ask_leave(permissions.may_dispatch, by, order, order)
                WORK_ORDER.target(order.state, "dispatch")
                service = services[ask.service.pk] if ask.service else None
                volunteer = volunteers[ask.volunteer.pk] if ask.volunteer else None
                judge(order, service, volunteer, at=at)
                made[turn] = _offer(order, service, volunteer, by=by, at=at)
        except RuleBroken as refusal:
            made[turn] = refusal.code
    return [made[turn] for turn in range(len(asks))]


@transaction.atomic
def accept_offer(offer: Offer, *, by: User, at: datetime) -> Offer:
    """The provider takes the order."""
    lock_offer(offer)
    ask_leave(permissions.may_answer, by, offer, offer.work_order)
    OFFER.target(offer.state, "accept")
    due = answer_due(offer, calendar())
    if due is not None and not rules.is_in_time(due.at, at):
        raise RuleBroken(
            "too_late", _("The time to answer is over; the order goes to somebody else.")
        )
    ensure_in_standing(offer.work_order, offer.service, offer.volunteer, at=at)
    with told_by_the_database():
        _change(offer, "accept", answered_at=at, answered_by=by)
    _move(offer.work_order, "accept", accepted_at=at)
    _tell("accept_offer", offer, by=by, at=at)
    return offer


@transaction.atomic
def decline_offer(offer: Offer, *, reason: str, note: str = "", by: User, at: datetime) -> Offer:
    """The provider says no, with a coded reason. Late is no harm: the order is freed either way."""
    lock_offer(offer)
    ask_leave(permissions.may_answer, by, offer, offer.work_order)
    said = _reason(reason, note)
    return _free(offer, "decline", by=by, at=at, **said, answered_at=at, answered_by=by)


@transaction.atomic
def return_offer(offer: Offer, *, reason: str, note: str = "", by: User, at: datetime) -> Offer:
    """The provider gives back an order it had accepted; it sees nothing of the resident from now on."""
    lock_offer(offer)
    ask_leave(permissions.may_answer, by, offer, offer.work_order)
    return _free(offer, "return", by=by, at=at, **_reason(reason, note))


@transaction.atomic
def lapse_offer(offer: Offer, *, at: datetime) -> Offer:
    """Time ran out without an answer."""
    lock_offer(offer)
    OFFER.target(offer.state, "lapse")
    due = answer_due(offer, calendar())
    if due is None or rules.is_in_time(due.at, at):
        raise RuleBroken("not_yet", _("The time to answer is not over yet."))
    return _free(offer, "lapse", by=None, at=at)


@transaction.atomic
def recall_offer(offer: Offer, *, reason: str, by: User | None, at: datetime) -> Offer:
    """A dispatcher takes the order away from whoever was asked, or had accepted."""
    lock_offer(offer)
    ask_leave(permissions.may_dispatch, by, offer.work_order, offer.work_order)
    reason = clean_text(reason, field="reason", longest=300, required=True)
    return _free(offer, "recall", by=by, at=at, told=reason)


@transaction.atomic
def make_way(offer: Offer, *, to: WorkOrder, by: User | None, at: datetime) -> Offer:
    """An offer that nobody has answered is taken back, because a more urgent order needs its place. What was
    accepted stays, and what a person chose a person takes back."""
    lock_offer(offer)
    ask_leave(permissions.may_dispatch, by, offer.work_order, offer.work_order)
    if offer.work_order.need.tag.rank <= to.need.tag.rank:
        raise RuleBroken("as_urgent", _("Only what is less urgent makes way."))
    if offer.by_hand_for:
        raise RuleBroken("by_hand", _("A person chose this provider; only a person takes it back."))
    return _recall_by_rule(offer, RecallReason.MORE_URGENT, by=by, at=at, to=to.number)


@transaction.atomic
def release_offer(offer: Offer, *, at: datetime) -> Offer:
    """An offer that waits at somebody who may not take it any more is taken back."""
    lock_offer(offer)
    if not unable_among([offer], at=at):
        raise RuleBroken("able", _("This provider may still take the order."))
    return _recall_by_rule(offer, RecallReason.UNABLE, by=None, at=at)


def _recall_by_rule(
    offer: Offer, why: RecallReason, *, by: User | None, at: datetime, to: str = ""
) -> Offer:
    if offer.state != OfferState.OFFERED:
        raise RuleBroken("answered", _("This offer has been answered, or waits no more."))
    with told_by_the_database():
        return _free(offer, "recall", by=by, at=at, recalled_for=why, to=to)


def _provider(ask: Ask) -> tuple[int, int]:
    return ask.service.pk if ask.service else 0, ask.volunteer.pk if ask.volunteer else 0


def _offer(
    order: WorkOrder,
    service: Service | None,
    volunteer: Volunteer | None,
    *,
    by_hand_for: str = "",
    by: User | None,
    at: datetime,
) -> Offer:
    with told_by_the_database():
        offer = Offer.objects.create(
            work_order=order,
            service=service,
            volunteer=volunteer,
            offered_at=at,
            offered_by=by,
            by_hand_for=by_hand_for,
        )
    _move(order, "dispatch")
    _tell("make_offer", offer, by=by, at=at, reason=by_hand_for)
    return offer


def _reason(reason: str, note: str) -> dict[str, str]:
    if reason not in DeclineReason.values:
        message = _("Please choose a reason.")
        raise Malformed("reason", message, fields={"reason": message})
    note = clean_text(note, field="note", longest=300, required=reason == DeclineReason.OTHER)
    return {"decline_reason": reason, "decline_note": note}


def _free(
    offer: Offer,
    verb: str,
    *,
    by: User | None,
    at: datetime,
    told: str = "",
    to: str = "",
    **facts: object,
) -> Offer:
    """This provider is out of it, and the order waits for another."""
    order = offer.work_order
    OFFER.target(offer.state, verb)
    WORK_ORDER.target(order.state, "release")
    ensure_nobody_is_there(order)
    _change(offer, verb, **facts)
    cancel_planned(order)
    _move(order, "release", accepted_at=None, contract=None, charged=0)
    _tell(f"{verb}_offer", offer, by=by, at=at, reason=told, to=to)
    return offer


def _change(offer: Offer, verb: str, **facts: object) -> None:
    OFFER.take(offer, verb)
    _save(offer, **facts)


def _move(order: WorkOrder, verb: str, **facts: object) -> None:
    WORK_ORDER.take(order, verb)
    _save(order, **facts)


def _save(thing: Offer | WorkOrder, **facts: object) -> None:
    for name, value in facts.items():
        setattr(thing, name, value)
    thing.save(update_fields=["state", *facts])


def _tell(
    verb: str, offer: Offer, *, by: User | None, at: datetime, reason: str = "", to: str = ""
) -> None:
    who = {"service": offer.service_id} if offer.service_id else {"volunteer": offer.volunteer_id}
    code = offer.decline_reason or offer.recalled_for
    why = {"reason": code} if code else {}
    order = {"order": offer.work_order.number, "state": offer.work_order.state}
    changes = {**order, **who, **why, **({"to": to} if to else {})}
    reason = for_good(reason, offer.work_order)
    journal.record(verb, offer, by=by, at=at, changes=changes, reason=reason)
