"""From opened bids to an award: who may judge, panels by lot, scores, signatures, and what the bureau does."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from marketplace.accounts.choices import Role
from marketplace.bids import actions as bids
from marketplace.bids.models import Bid
from marketplace.bids.queries import opened_of
from marketplace.catalogue.models import ServiceLevel, Subcategory
from marketplace.clockwork.world.cast import Cast
from marketplace.contracts import actions as contracts
from marketplace.contracts.models import Award
from marketplace.journal.changing import change
from marketplace.journeys.approve_award import approve_award
from marketplace.journeys.publicize_award import publicize_award
from marketplace.panels import actions
from marketplace.panels.choices import EvaluatorKind, Purpose, SeatState
from marketplace.panels.models import Panel, Score, Seat
from marketplace.panels.queries import compared_of, ranking, standing_panel
from marketplace.places.models import Posting
from marketplace.projects.models import Project, ProjectBatch

EMPLOYERS = ("演示大学社会工作系", "演示护理学院", "样例财税事务所", "示范社会科学院")
PURCHASER = "演示区民政局"
EVERY_THIRD = 3
# In a year with 33 projects everybody sits often.
PLACES = 16
NOT_COMPLETE = "未附项目负责人的有效证书（演示）。"
# Points of a hundred: whoever gives the service already comes out first.
FAVOURITE, OTHERS = (86, 95), (64, 82)
COMMENTS = ("方案具体，频次明确。", "团队到位，分工清楚。", "报价与服务量相称。", "以往评价较好。")


def list_evaluators(cast: Cast, at: datetime) -> None:
    """Two in three are experts, each with what they know; the others speak for the purchaser."""
    postings = Posting.objects.filter(district=cast.district, role=Role.EVALUATOR)
    subcategories, levels = list(Subcategory.objects.all()), list(ServiceLevel.objects.all())
    for number, posting in enumerate(postings.select_related("user").order_by("pk"), start=1):
        is_expert = number % EVERY_THIRD != 0
        actions.register_evaluator(
            posting.user,
            kind=EvaluatorKind.EXPERT if is_expert else EvaluatorKind.PURCHASER,
            employer=cast.dice.choice(EMPLOYERS) if is_expert else PURCHASER,
            specialities=cast.dice.sample(subcategories, 4) if is_expert else (),
            levels=cast.dice.sample(levels, 2),
            places=PLACES,
            by=cast.first,
            at=at,
        )


@dataclass(slots=True)
class Jury:
    """Panels of one batch, and what their members do."""

    cast: Cast
    batch: ProjectBatch

    def admit(self, projects: Iterable[Project], at: datetime) -> None:
        """Of a tender with many bids one was not complete."""
        for project in projects:
            opened = list(opened_of(project))
            favourite = self.favourite(project)
            for bid in opened:
                if len(opened) > 4 and bid == opened[-1] != favourite:
                    bids.exclude_bid(bid, reason=NOT_COMPLETE, by=self.cast.second, at=at)
                else:
                    bids.admit_bid(bid, by=self.cast.second, at=at)

    def favourite(self, project: Project) -> Bid:
        """The own organization's bid; else of whoever gives such a service already; else the first."""
        opened = list(opened_of(project))
        own = self.cast.own
        for bid in opened:
            if own and bid.organization_id == own.pk:
                return bid
        for bid in opened:
            if self.cast.offering_of(project, bid.organization_id):
                return bid
        return opened[0]

    def draw(self, purpose: str, at: datetime) -> None:
        actions.draw_panels(self.batch, purpose=purpose, by=self.cast.first, at=at)

    def accept(self, projects: Iterable[Project], purpose: str, at: datetime) -> None:
        """Everybody takes their seat; with the last one scoring begins, which asks again what ties anybody.
        That the others need not be asked twice takes half of the time away."""
        for project in projects:
            *others, last = self.seats(project, purpose)
            for seat in others:
                facts = {"state": SeatState.ACCEPTED, "answered_at": at}
                change(seat, "accept_seat", by=seat.evaluator.user, at=at, **facts)
            actions.accept_seat(last, declared=True, by=last.evaluator.user, at=at)

    def seats(self, project: Project, purpose: str) -> list[Seat]:
        panel = standing_panel(project, purpose)
        return list(panel.seats.all()) if panel else []

    def has_visitor(self, project: Project, purpose: str) -> bool:
        """Whether the demo's own evaluator sits on this panel."""
        visitor = self.cast.visitor
        return any(seat.evaluator.user == visitor for seat in self.seats(project, purpose))

    def score(self, projects: Iterable[Project], at: datetime) -> None:
        for project in projects:
            panel = standing_panel(project, Purpose.TENDER)
            self._fill(panel, self.seats(project, Purpose.TENDER), at)
            for seat in panel.seats.all():
                self._sign(seat, at)

    def begin_to_score(self, projects: Iterable[Project], at: datetime) -> None:
        """One member has signed, the others have not begun; never the demo's own evaluator."""
        for project in projects:
            seats = self.seats(project, Purpose.TENDER)
            diligent = next(seat for seat in seats if seat.evaluator.user != self.cast.visitor)
            self._fill(diligent.panel, [diligent], at)
            self._sign(diligent, at)

    def propose(self, projects: Iterable[Project], at: datetime) -> list[Award]:
        return [
            contracts.propose_award(project, bid=ranking(project)[0].bid, by=self.cast.first, at=at)
            for project in projects
        ]

    def approve(self, awards: Iterable[Award], at: datetime) -> None:
        for award in awards:
            approve_award(award, by=self.cast.second, at=at)

    def publicize(self, awards: Iterable[Award], at: datetime) -> None:
        for award in awards:
            publicize_award(award, by=self.cast.first, at=at)

    def challenge(self, award: Award, at: datetime) -> None:
        """The second best objects."""
        loser = ranking(award.project)[1].bid
        contracts.challenge_award(
            award,
            organization=loser.organization,
            text="评审意见未说明价格分如何计算，请予说明（演示）。",
            by=self.cast.manager_of(loser.organization_id),
            at=at,
        )

    def _fill(self, panel: Panel, seats: Sequence[Seat], at: datetime) -> None:
        """What save_scores would keep, all cells of a panel at once."""
        favourite = self.favourite(panel.project)
        criteria = list(panel.project.criteria.all())
        Score.objects.bulk_create(
            Score(
                seat=seat,
                bid=bid,
                criterion=criterion,
                points=self._points(criterion.weight, bid == favourite),
                comment=COMMENTS[number % len(COMMENTS)],
                saved_at=at,
            )
            for bid in compared_of(panel.project)
            for seat in seats
            for number, criterion in enumerate(criteria)
        )

    def _points(self, weight: int, is_favourite: bool) -> Decimal:
        least, most = FAVOURITE if is_favourite else OTHERS
        return Decimal(weight * self.cast.dice.randint(least, most)) / 100

    def _sign(self, seat: Seat, at: datetime) -> None:
        if seat.state != SeatState.SIGNED:
            actions.sign_scores(seat, by=seat.evaluator.user, at=at)
