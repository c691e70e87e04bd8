"""A project with a signed ranking, and how far its award and contract are taken by each method."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import connection

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.bans.choices import BanState, Trigger
from marketplace.bans.models import Ban, BanPolicy
from marketplace.bids.models import Bid
from marketplace.contracts import actions
from marketplace.contracts.actions import Part
from marketplace.contracts.models import Award, Challenge, Contract
from marketplace.journeys.approve_award import approve_award
from marketplace.journeys.publicize_award import publicize_award
from marketplace.journeys.sign_contract import sign_contract
from marketplace.organizations.models import Organization
from marketplace.panels.choices import PanelState, SeatState
from marketplace.panels.models import Panel, Score, Seat
from marketplace.projects.models import Project
from tests import makers
from tests.clock import stop_clock
from tests.makers import NOW, put
from tests.panels.makers import make_bid, make_firm, make_panel, make_project, under_review

AMOUNT = 20_000_001


def day(number: float) -> datetime:
    """So many days after NOW."""
    return NOW + timedelta(days=number)


def at_the_clock(moment: datetime) -> datetime:
    """The database says so too. What was promised for the commit is asked before."""
    if connection.vendor == "postgresql":
        connection.check_constraints()
    return stop_clock(moment)


@dataclass
class Tendered:
    """Three bids were compared: `first` before `second` and `third`. Three officers of the bureau, none of
    whom wrote the project; each organization has a manager."""

    project: Project = field(default_factory=lambda: make_project(budget=30_000_000))
    is_ranked: bool = True

    def __post_init__(self) -> None:
        district = self.project.batch.district
        self.officer, self.second, self.third_officer = (
            makers.make_staff(Role.BUREAU_OFFICER, district) for _ in range(3)
        )
        self.first, self.second_bid, self.third = (
            make_bid(self.project, make_firm(), total=AMOUNT + i) for i in range(3)
        )
        self.organization: Organization = self.first.organization
        self.manager, self.loser = (
            makers.make_member(bid.organization) for bid in (self.first, self.second_bid)
        )
        put(self.project.groups, makers.make_groups("E"))
        under_review(self.project)
        if self.is_ranked:
            rank(self.project, [self.first, self.second_bid, self.third])
        at_the_clock(NOW)

    def proposed(self, at: datetime = NOW) -> Award:
        return actions.propose_award(self.project, bid=self.first, by=self.officer, at=at)

    def approved(self, at: datetime = NOW) -> Award:
        return approve_award(self.proposed(at), by=self.second, at=at)

    def publicized(self, at: datetime = NOW) -> Award:
        return publicize_award(self.approved(at), by=self.officer, at=at)

    def challenged(self, at: datetime | None = None) -> Challenge:
        return actions.challenge_award(
            self.publicized(),
            organization=self.second_bid.organization,
            text="评审有误",
            by=self.loser,
            at=at or day(1),
        )

    def offered(self, parts: Sequence[Part] | None = None, at: datetime | None = None) -> Contract:
        award, at = self.publicized(), at_the_clock(at or day(5))
        more = {"parts": parts} if parts else {}
        return actions.offer_contract(award, by=self.officer, at=at, **more)

    def signed(self, parts: Sequence[Part] | None = None) -> Contract:
        """Signed on the sixth day, in force from the beginning of the service on."""
        contract = self.offered(parts)
        return sign_contract(contract, by=self.manager, at=at_the_clock(day(6)))


def rank(project: Project, bids: Sequence[Bid]) -> Panel:
    """A panel of three has signed, and put these bids in this order."""
    panel = make_panel(project, PanelState.SCORING)
    criteria = list(project.criteria.all())
    for seat in panel.seats.all():
        Score.objects.bulk_create(
            Score(
                seat=seat,
                bid=bid,
                criterion=criterion,
                points=criterion.weight - 2 * place,
                comment="说明",
                saved_at=NOW,
            )
            for place, bid in enumerate(bids)
            for criterion in criteria
        )
        Seat.objects.filter(pk=seat.pk).update(
            state=SeatState.SIGNED, signed_at=NOW, digest=sha256(b"sheet").hexdigest()
        )
    Panel.objects.filter(pk=panel.pk).update(state=PanelState.SIGNED, signed_at=NOW)
    panel.refresh_from_db()
    return panel


def ban(organization: Organization, project: Project, *, from_on, until_on) -> Ban:
    """In force from one day until before another, past every action."""
    officers: list[User] = [makers.make_user() for _ in range(2)]
    made = Ban.objects.create(
        organization=organization,
        project=project,
        trigger=Trigger.FINAL,
        policy=BanPolicy.objects.first(),
        satisfied=4,
        valid=10,
        proposed_at=NOW,
    )
    Ban.objects.filter(pk=made.pk).update(
        state=BanState.NOTICED, noticed_at=NOW, noticed_by=officers[0], statement_until=NOW
    )
    Ban.objects.filter(pk=made.pk).update(
        state=BanState.IN_FORCE,
        decided_at=NOW,
        decided_by=officers[1],
        from_on=from_on,
        until_on=until_on,
    )
    return made
