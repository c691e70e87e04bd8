"""The two sides of the field pages: somebody with a provider, and work for them at every station."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from marketplace.accounts.models import User
from marketplace.journeys.answer_offer import answer_offer
from marketplace.journeys.complete_work_order import complete_work_order
from marketplace.journeys.log_visit import log_visit
from marketplace.journeys.plan_visits import plan_visits
from marketplace.needs.choices import NeedState
from marketplace.organizations.choices import MembershipRole
from marketplace.workorders.actions import make_offer
from marketplace.workorders.choices import OfferState, OrderState
from marketplace.workorders.models import Offer, Visit, WorkOrder
from tests import makers
from tests.journeys.scene import Scene
from tests.makers import later

ORGANIZATIONS, VOLUNTEERS = "organizations", "volunteers"
NAME = "隐名甲"
WORDS = "老人要的是这些话"


@dataclass
class Side:
    """One desk, whoever sits there, and the provider they speak for."""

    name: str
    scene: Scene
    user: User = field(init=False)
    provider: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        if self.name == ORGANIZATIONS:
            self.organization = makers.make_organization(community=self.scene.community)
            self.user = makers.make_member(self.organization)
            service = makers.make_service(
                self.organization, subcategory=self.scene.need_type.subcategory_id, places=200
            )
            self.provider = {"service": service}
        else:
            volunteer = makers.make_volunteer(community=self.scene.community, places=200)
            self.user = makers.fresh(volunteer.user)
            self.provider = {"volunteer": volunteer}

    def url(self, page: str, *args: Any) -> str:
        return reverse(f"{self.name}:{page}", args=args)

    def order_url(self, order: WorkOrder, page: str = "order", *args: Any) -> str:
        return self.url(page, order.number, *args)

    @property
    def orders_url(self) -> str:
        return self.url("orders" if self.name == ORGANIZATIONS else "tasks")

    def worker(self) -> User:
        """Somebody who signs in for the organization without managing it."""
        return makers.make_member(self.organization, MembershipRole.WORKER)

    def offered(self, *, tag: str = "", at: datetime | None = None, by_hand_for: str = "") -> Offer:
        resident = makers.make_resident(self.scene.community, name=NAME)
        order = self.scene.ordered(resident=resident, tag=tag)
        order.need.description = WORDS
        order.need.save(update_fields=["description"])
        # An urgent one was offered to us the moment it was approved.
        return order.offers.first() or make_offer(
            order,
            **self.provider,
            by_hand_for=by_hand_for,
            by=self.scene.dispatcher,
            at=at or later(minutes=15),
        )

    def many(self, number: int, state: str) -> None:
        """So many orders offered to us or accepted, straight from the models: for counting queries."""
        states = {
            OfferState.OFFERED: OrderState.DISPATCHED,
            OfferState.ACCEPTED: OrderState.ACCEPTED,
        }
        accepted_at = later(minutes=20) if state == OfferState.ACCEPTED else None
        for _ in range(number):
            resident = makers.make_resident(self.scene.community, name=NAME)
            need = makers.make_need(
                NeedState.ORDERED,
                resident=resident,
                need_type=self.scene.need_type,
                owner=self.scene.steward,
                approved_by=self.scene.officer,
            )
            order = WorkOrder.objects.create(
                number=f"{need.number}-1",
                need=need,
                state=states[OfferState(state)],
                opened_at=makers.NOW,
                accepted_at=accepted_at,
            )
            offer = Offer.objects.create(
                work_order=order, **self.provider, state=state, offered_at=later(minutes=15)
            )
            if accepted_at is not None:
                begins = later(days=1)
                Visit.objects.create(
                    work_order=order,
                    offer=offer,
                    planned_from=begins,
                    planned_until=begins + timedelta(hours=1),
                )

    def accepted(self, **how: Any) -> WorkOrder:
        offer = self.offered(**how)
        return answer_offer(offer, accept=True, by=self.user, at=later(minutes=20)).work_order

    def planned(self, order: WorkOrder | None = None, *, at: datetime | None = None) -> Visit:
        begins = at or later(minutes=30)
        (visit,) = plan_visits(
            order or self.accepted(),
            slots=[(begins, begins + timedelta(hours=1))],
            by=self.user,
            at=later(minutes=25),
        )
        return visit

    def visited(self, order: WorkOrder | None = None, *, at: datetime | None = None) -> Visit:
        visit = self.planned(order, at=at)
        came, left = visit.planned_from, visit.planned_until
        return log_visit(
            visit, came_at=came, left_at=left, record="已经帮过", by=self.user, at=left
        )

    def delivered(self) -> WorkOrder:
        order = self.visited().work_order
        return complete_work_order(order, by=self.user, at=later(hours=3))


def another_side(name: str, scene: Scene) -> Side:
    """A provider of the same kind whose things are not ours."""
    return Side(name, scene)
