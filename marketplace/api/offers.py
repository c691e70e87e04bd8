"""Offers: what is asked of a provider, and the answer."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from ninja import Field, Query, Schema

from marketplace.api import finding
from marketplace.api.auth import Asked, Caller
from marketplace.api.choices import Scope
from marketplace.api.needs_schemas import WishesOut
from marketplace.api.paging import Page, Paging
from marketplace.api.people import PersonOut
from marketplace.api.rooms import Room
from marketplace.api.schemas import Named, Number, State, Text, Told, Worded
from marketplace.households.showing import Sight, show
from marketplace.journeys.answer_offer import answer_offer
from marketplace.places.rules import metres_between
from marketplace.workdays.queries import calendar
from marketplace.workdays.rules import WorkingCalendar
from marketplace.workorders.choices import DeclineReason, OfferState
from marketplace.workorders.lifecycle import HELD, OFFER
from marketplace.workorders.models import Offer
from marketplace.workorders.queries import answer_due, sights_of

room = Room(tags=["Offers"])


class OfferOut(Schema):
    """One provider is asked to take one order. The resident is masked until the answer is yes."""

    id: int
    state: State
    order: str = Field(description="The number of the work order.")
    need_type: Named
    tag: Named
    community: Named
    metres: int = Field(description="As the crow flies from the provider's seat.")
    person: PersonOut
    provider: str
    visits_wanted: int
    wishes: WishesOut
    offered_at: datetime
    due_at: datetime | None = Field(
        description="Until when an answer counts, that moment included."
    )
    provisional: bool = Field(description="The moment touches a year without published holidays.")
    decline_reason: Worded | None


class OfferFilter(Paging):
    show: Literal["waiting", "answered", "all"] = "waiting"


class DeclineIn(Told):
    reason: DeclineReason
    note: Text = Field("", description="Needed where the reason is `other`.")


@room.reads("/offers", Page[OfferOut], scope=Scope.ANSWER_OFFERS)
def list_offers(request: Asked, wanted: Query[OfferFilter]) -> Page[OfferOut]:
    """What this client's person, or their organization, is asked: the oldest first."""
    found = finding.offers_of(request.auth.user)
    if wanted.show == "waiting":
        found = found.filter(state=OfferState.OFFERED)
    elif wanted.show == "answered":
        found = found.exclude(state=OfferState.OFFERED)
    here, told = wanted.cut(found.order_by("offered_at", "id"))
    return Page(items=_told(here, request.auth), **told)


@room.writes("/offers/{id}/accept", OfferOut, scope=Scope.ANSWER_OFFERS)
def accept_offer(request: Asked, id: Number) -> OfferOut:
    """The provider takes the order; from now on it sees how to reach the resident."""
    return _answered(request.auth, id, accept=True)


@room.writes("/offers/{id}/decline", OfferOut, scope=Scope.ANSWER_OFFERS)
def decline_offer(request: Asked, id: Number, body: DeclineIn) -> OfferOut:
    """The provider says no, with a reason; the next best is asked at once."""
    return _answered(request.auth, id, accept=False, reason=body.reason, note=body.note)


def _answered(
    caller: Caller, pk: int, *, accept: bool, reason: str = "", note: str = ""
) -> OfferOut:
    offer = finding.offer_of(caller.user, pk)
    answer_offer(offer, accept=accept, reason=reason, note=note, by=caller.user, at=caller.at)
    (told,) = _told([finding.offer_of(caller.user, pk)], caller)
    return told


def _told(offers: Iterable[Offer], caller: Caller) -> list[OfferOut]:
    """Two queries for any number: what may be seen, and the calendar."""
    offers = list(offers)
    sights = sights_of(caller.user, [offer.work_order for offer in offers], caller.at)
    days = calendar()
    return [_one(offer, _sight(offer, sights), days) for offer in offers]


def _sight(offer: Offer, sights: dict[int, Sight]) -> Sight:
    """Another offer of the same order may show more than this one."""
    return sights[offer.work_order_id] if offer.state in HELD else Sight.MASKED


def _one(offer: Offer, sight: Sight, days: WorkingCalendar) -> OfferOut:
    order, need = offer.work_order, offer.work_order.need
    home = offer.service.organization if offer.service else offer.volunteer
    due = answer_due(offer, days) if offer.state == OfferState.OFFERED else None
    reason = offer.decline_reason
    return OfferOut(
        id=offer.pk,
        state=State.of(OFFER, offer.state),
        order=order.number,
        need_type=Named.of(need.need_type),
        tag=Named.of(need.tag),
        community=Named.of(need.community),
        metres=metres_between(home.community, need.community),
        person=PersonOut.of(show(need.resident, sight)),
        provider=str(offer.provider),
        visits_wanted=order.visits_wanted,
        wishes=WishesOut.of(need),
        offered_at=offer.offered_at,
        due_at=due.at if due else None,
        provisional=bool(due and due.provisional),
        decline_reason=Worded(code=reason, label=offer.get_decline_reason_display())
        if reason
        else None,
    )
