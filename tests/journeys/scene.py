"""A small district in which a need can walk its whole way."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.catalogue.models import NeedType
from marketplace.households.models import Resident
from marketplace.journal.queries import thread_of
from marketplace.journeys.answer_offer import answer_offer
from marketplace.journeys.approve_need import approve_need
from marketplace.journeys.complete_work_order import complete_work_order
from marketplace.journeys.dispatch_order import dispatch_order
from marketplace.journeys.log_visit import log_visit
from marketplace.journeys.plan_visits import plan_visits
from marketplace.journeys.post_need import NeedItem, ResidentRef, post_need
from marketplace.journeys.triage_need import triage_need
from marketplace.needs.choices import Channel
from marketplace.needs.models import Need
from marketplace.organizations.models import Service
from marketplace.places.models import Community
from marketplace.workorders.models import Offer, Visit, WorkOrder
from tests import makers
from tests.makers import later


@dataclass
class Scene:
    """The people of one community, and how far its need is taken by each method."""

    community: Community = field(default_factory=lambda: _first_community())
    need_type: NeedType = field(default_factory=makers.make_need_type)

    def __post_init__(self) -> None:
        district = self.community.subdistrict.district
        self.steward = makers.make_staff(Role.STEWARD, self.community)
        self.officer = makers.make_staff(Role.SUBDISTRICT_OFFICER, self.community.subdistrict)
        self.dispatcher = makers.make_staff(Role.DISPATCHER, district)
        self.resident: Resident = makers.make_resident(self.community, groups="E")

    def service(self, *, places: int = 5, **fields) -> Service:
        """A service of an organization of its own, with a manager; nearest to the community."""
        organization = makers.make_organization(community=self.community)
        makers.make_member(organization)
        return makers.make_service(
            organization, subcategory=self.need_type.subcategory_id, places=places, **fields
        )

    def posted(
        self, *, resident: Resident | None = None, at: datetime | None = None, **item
    ) -> Need:
        (need,) = post_need(
            who=ResidentRef(resident or self.resident),
            items=[
                NeedItem(
                    **{
                        "description": "需要人帮忙",
                        "need_type": self.need_type,
                        "despite_open": None,
                        **item,
                    }
                )
            ],
            community=self.community,
            channel=Channel.STEWARD,
            consent_given=True,
            by=self.steward,
            at=at or makers.NOW,
        )
        return need

    def judged(
        self, need: Need, *, at_risk: bool = False, tag: str = "", at: datetime | None = None
    ) -> Need:
        return triage_need(
            need,
            at_risk=at_risk,
            need_type=self.need_type,
            group=makers.make_group("E"),
            level=self.need_type.level,
            tag=makers.make_tag(tag) if tag else self.need_type.tag,
            by=self.officer,
            at=at or later(minutes=5),
        )

    def ordered(
        self,
        *,
        resident: Resident | None = None,
        tag: str = "",
        at: datetime | None = None,
        **item,
    ) -> WorkOrder:
        need = self.judged(self.posted(resident=resident, at=at, **item), tag=tag, at=at)
        return approve_need(need, by=self.officer, at=at or later(minutes=10))

    def offered(self, order: WorkOrder | None = None, *, at: datetime | None = None) -> Offer:
        order = order or self.ordered()
        # An urgent one was offered the moment it was approved.
        offer = order.offers.filter(state="offered").first() or dispatch_order(
            order, by=self.dispatcher, at=at or later(minutes=15)
        )
        assert offer is not None
        return offer

    def accepted(self, offer: Offer | None = None, *, at: datetime | None = None) -> WorkOrder:
        offer = offer or self.offered()
        by = manager_of(offer)
        return answer_offer(offer, accept=True, by=by, at=at or later(minutes=20)).work_order

    def visited(self, order: WorkOrder | None = None, *, at: datetime | None = None) -> Visit:
        order = order or self.accepted()
        at = at or later(days=1)
        by = manager_of(order.offers.get(state="accepted"))
        (visit,) = plan_visits(
            order, slots=[(at, at + timedelta(hours=1))], by=by, at=later(minutes=25)
        )
        left = at + timedelta(minutes=55)
        return log_visit(visit, came_at=at, left_at=left, record="已完成", by=by, at=left)

    def delivered(self, order: WorkOrder | None = None) -> WorkOrder:
        visit = self.visited(order)
        by = manager_of(visit.offer)
        return complete_work_order(visit.work_order, by=by, at=later(days=1, hours=2))


def manager_of(offer: Offer) -> User:
    """Whoever answers for the provider of an offer."""
    if offer.service_id:
        membership = offer.service.organization.memberships.select_related("user").first()
        return makers.fresh(membership.user)
    return makers.fresh(offer.volunteer.user)


def verbs(need: Need) -> list[str]:
    """What the journal says happened to a need, in order."""
    return list(thread_of(need).values_list("verb", flat=True))


def _first_community() -> Community:
    makers.make_district()
    return Community.objects.first()
