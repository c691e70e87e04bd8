"""A district in which every page of every desk has something to show, and somebody in every role."""

from functools import cached_property

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.bans.choices import BanState
from marketplace.bids import actions as bids
from marketplace.bids.models import OpenedAttachment, OpenedBid
from marketplace.catalogue.models import NeedType, NeedTypeProposal
from marketplace.dispatch.models import MatchRun
from marketplace.households import actions as households
from marketplace.households.models import Resident
from marketplace.journeys.answer_offer import answer_offer
from marketplace.journeys.approve_need import approve_need
from marketplace.journeys.dispatch_at_once import dispatch_at_once
from marketplace.journeys.log_visit import log_visit
from marketplace.journeys.plan_visits import plan_visits
from marketplace.journeys.post_need import NeedItem, ResidentRef, post_need
from marketplace.journeys.propose_need_type import propose_need_type
from marketplace.journeys.triage_need import triage_need
from marketplace.needs.choices import Channel
from marketplace.needs.models import Need
from marketplace.organizations.actions import hand_in_paper
from marketplace.panels.actions import declare_tie
from marketplace.panels.choices import PanelState, Tie
from marketplace.panels.models import Declaration, Seat
from marketplace.projects import actions as projects
from marketplace.supervision.actions import raise_alert
from marketplace.supervision.models import AlertKind
from marketplace.wishes import actions as wishes
from marketplace.wishes.models import MicroWish
from marketplace.workorders.actions import add_photo, make_offer
from marketplace.workorders.models import Offer, Visit, WorkOrder
from tests import makers
from tests.bans.makers import make_ban
from tests.clock import stop_clock
from tests.desks.buying import Buying
from tests.evaluations.makers import Delivered
from tests.households.people import ADDRESS, CONSENTS, HER
from tests.journeys.scene import Scene
from tests.makers import HERE, later
from tests.makers_projects import Tendering, a_content, a_pdf, make_bid
from tests.panels.makers import make_evaluator, make_firm, make_panel, make_pool, make_tender
from tests.workorders.actions.test_photos import picture

# What the organizations serve, what the volunteer does, and what nobody there can.
SHELF = {"E-L1-01": "A1", "E-L1-02": "B1", "E-L1-03": "A3", "E-L1-04": "A4"}


class Standing:
    """One resident with a need at each desk: held by an organization that has been there, offered to a
    volunteer, waiting for a provider, waiting for a judge, and one that is on no list."""

    def __init__(self) -> None:
        self.scene = Scene()
        self.community = self.scene.community
        self.her = self._registered()
        self.asked_before, self.holder = self.scene.service(), self.scene.service()
        self.helper = makers.make_volunteer(community=self.community, subcategories="B1")
        self.worker = makers.make_worker(self.holder.organization)
        self.order = self._ordered("E-L1-01")
        self.declined, self.visit = self._held()
        # Whoever said no was followed by somebody whom the engine proposed.
        self.arrival = MatchRun.objects.get(proposals__work_order=self.order)
        self.photo = add_photo(self.visit, picture(), by=self._manager, at=later(hours=4))
        self.offered = self._offered()
        self.waiting = self._ordered("E-L1-03")
        self.round = dispatch_at_once(HERE, by=self.scene.dispatcher, at=later(hours=4))
        self.submitted = self._posted("E-L1-04")
        self._tendered()
        self.charter = hand_in_paper(
            self.holder.organization,
            kind="charter",
            name="章程.pdf",
            content=a_pdf(),
            by=self._manager,
            at=later(hours=4),
        )
        self.proposal = self._proposed()
        self.judge = makers.make_staff(Role.EVALUATOR, self.community.subdistrict.district)
        self.seat, self.tie, self.file = self._seated()
        self.alert = raise_alert(
            self.waiting.need, kind=AlertKind.NOBODY_LEFT, due_at=later(hours=5), at=later(hours=5)
        )

        self.wish, self.given = self._wished()
        # Of an organization that none of these people works for: one person of the community is asked.
        self.evaluation = Delivered(people=1).opened()
        self.buying = Buying()

    # who comes to the desks

    @cached_property
    def people(self) -> dict[str, User | None]:
        subdistrict = self.community.subdistrict
        district, elsewhere = subdistrict.district, makers.make_subdistrict(number=2)
        staff = makers.make_staff
        return {
            "anonymous": None,
            "steward elsewhere": staff(Role.STEWARD, elsewhere.communities.first()),
            "steward": self.scene.steward,
            "staff": staff(Role.COMMUNITY_STAFF, self.community),
            "officer": self.scene.officer,
            "hotline": staff(Role.HOTLINE_OPERATOR, district),
            "dispatcher": self.scene.dispatcher,
            "bureau": staff(Role.BUREAU_OFFICER, district),
            "organization": self._manager,
            "other organization": makers.fresh(
                self.asked_before.organization.memberships.get().user
            ),
            "volunteer": makers.fresh(self.helper.user),
            "evaluator": self.judge,
        }

    # how it came about

    @cached_property
    def _manager(self) -> User:
        return makers.fresh(self.holder.organization.memberships.get().user)

    def _wished(self) -> tuple[MicroWish, MicroWish]:
        """One on the board, one that a citizen has promised."""
        told = {"group": self.her.groups.first(), "story": "", "value": 5_000, "agreed": True}
        made = [
            wishes.make_wish(
                self.her, title=title, by=self.scene.steward, at=later(hours=4), **told
            )
            for title in ("一双棉鞋", "一台收音机")
        ]
        for wish in made:
            wishes.publish_wish(wish, by=self.scene.officer, at=later(hours=4))
        citizen = wishes.Citizen("演示·好心人", "13900000007")
        wishes.adopt_wish(made[1], citizen=citizen, by=None, at=later(hours=4))
        return made[0], made[1]

    def _tendered(self) -> None:
        """A project that takes bids: the organization has sent one, and is writing another."""
        tendering, organization = Tendering(), self.holder.organization
        project = tendering.approved()
        self.paper = projects.add_document(
            project,
            kind="notice",
            title="招标公告",
            content=a_pdf(),
            by=tendering.author,
            at=makers.NOW,
        )
        tendering.release()
        stop_clock(makers.NOW)
        project.refresh_from_db()
        self.project = project
        self.bid = make_bid(project, organization, self._manager)
        draft = bids.save_draft(project, organization, a_content(), by=self._manager, at=makers.NOW)
        self.attachment = bids.attach(
            draft, name="方案.pdf", content=a_pdf(), by=self._manager, at=makers.NOW
        )
        self.bidding = [organization.pk, project.number]
        self.ban = make_ban(organization, project, state=BanState.NOTICED)

    def _registered(self) -> Resident:
        household = households.register_household(
            community=self.community, address=ADDRESS, by=None, at=makers.NOW
        )
        return households.register_resident(
            household,
            **HER,
            groups=[makers.make_group("E")],
            consents=CONSENTS,
            by=None,
            at=makers.NOW,
        )

    def _seated(self) -> tuple[Seat, Declaration, OpenedAttachment]:
        """The evaluator compares three bids, one of which has a file, and is tied to a fourth firm."""
        evaluator = make_evaluator(user=self.judge)
        tie = declare_tie(evaluator, make_firm(), tie=Tie.KINSHIP, by=self.judge, at=makers.NOW)
        panel = make_panel(make_tender(), PanelState.SCORING, members=[evaluator, *make_pool(1, 1)])
        bid = OpenedBid.objects.filter(bid__project=panel.project)[0]
        file = OpenedAttachment.objects.create(bid=bid, name="方案.pdf", content=b"%PDF-1.7")
        return panel.seats.get(evaluator=evaluator), tie, file

    def _posted(self, code: str) -> Need:
        (need,) = post_need(
            who=ResidentRef(self.her),
            items=[NeedItem(description="需要人帮忙", need_type=_kind(code) if code else None)],
            community=self.community,
            channel=Channel.STEWARD,
            consent_given=True,
            by=self.scene.steward,
            at=makers.NOW,
        )
        return need

    def _ordered(self, code: str) -> WorkOrder:
        kind = _kind(code)
        need = triage_need(
            self._posted(code),
            at_risk=False,
            need_type=kind,
            group=kind.group,
            level=kind.level,
            tag=kind.tag,
            by=self.scene.officer,
            at=later(minutes=5),
        )
        return approve_need(need, by=self.scene.officer, at=later(minutes=10))

    def _asked(self, order: WorkOrder, **provider) -> Offer:
        return make_offer(order, **provider, by=self.scene.dispatcher, at=later(minutes=15))

    def _held(self) -> tuple[Offer, Visit]:
        """Somebody said no, the next said yes and has been there."""
        order = self.order
        first = self._asked(order, service=self.asked_before)
        no = makers.fresh(self.asked_before.organization.memberships.get().user)
        answer_offer(first, accept=False, reason="too_far", by=no, at=later(minutes=20))
        offer = order.offers.get(state="offered")
        answer_offer(offer, accept=True, by=self._manager, at=later(minutes=25))
        order.refresh_from_db()
        slot = (later(hours=1), later(hours=2))
        (visit,) = plan_visits(order, slots=[slot], by=self._manager, at=later(minutes=30))
        log_visit(
            visit,
            came_at=slot[0],
            left_at=slot[1],
            record="已完成",
            by=self._manager,
            at=later(hours=3),
        )
        tomorrow = (later(days=1), later(days=1, hours=1))
        plan_visits(order, slots=[tomorrow], by=self._manager, at=later(hours=3))
        return first, visit

    def _offered(self) -> Offer:
        return self._asked(self._ordered("E-L1-02"), volunteer=self.helper)

    def _proposed(self) -> NeedTypeProposal:
        return propose_need_type(
            self._posted(""), text="照看宠物", by=self.scene.officer, at=later(hours=4)
        )


def _kind(code: str) -> NeedType:
    return makers.make_need_type(code, subcategory=SHELF[code])
