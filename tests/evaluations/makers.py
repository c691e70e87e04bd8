"""A contract under which people were visited, and how far its evaluations are taken by each method."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count

from marketplace.accounts.choices import Role
from marketplace.contracts.models import Contract
from marketplace.evaluations import actions
from marketplace.evaluations.actions.scoring import Given
from marketplace.evaluations.choices import Dimension, Kind, Outcome
from marketplace.evaluations.models import Evaluation, SampleMember
from marketplace.households.models import Resident
from marketplace.journeys.finish_evaluation import finish_evaluation
from marketplace.journeys.sign_sheet import sign_sheet
from marketplace.needs.choices import NeedState
from marketplace.panels.choices import PanelState
from marketplace.places.models import Community
from marketplace.projects.choices import Measure, ProjectState
from marketplace.projects.models import Indicator, Project
from marketplace.satisfaction.choices import VerdictChannel
from marketplace.satisfaction.models import Verdict
from marketplace.workorders.choices import OfferState, OrderState, VisitState
from marketplace.workorders.models import Offer, Visit, WorkOrder
from tests import makers
from tests.contracts.makers import Tendered, at_the_clock
from tests.panels.makers import make_panel, make_project

_number = count(1)
# The service lasts from December on for a year; the mid-term is due in June, the final one in November.
SERVED = makers.at("2026-12-10")
BEGUN = makers.at("2027-06-01")


def a_pdf() -> bytes:
    return b"%PDF-1.7\nreport\n%%EOF\n"


def half() -> dict[str, Given]:
    return points(20, 10, 10, 10)


def points(*given: float) -> dict[str, Given]:
    return {
        name: Given(Decimal(str(one)), "说明") for name, one in zip(Dimension, given, strict=True)
    }


@dataclass
class Delivered:
    """A signed contract with people served in two subdistricts; a steward asks for each community."""

    people: int = 12
    project: Project = field(default_factory=make_project)

    def __post_init__(self) -> None:
        self.tendered = Tendered(self.project)
        self.officer, self.second = self.tendered.officer, self.tendered.second
        self.manager = self.tendered.manager
        self.contract: Contract = self.tendered.signed()
        self.service = makers.make_service(self.tendered.organization, places=10_000)
        self.communities = list(Community.objects.order_by("pk"))
        self.stewards = {
            community.pk: makers.make_staff(Role.STEWARD, community)
            for community in self.communities
        }
        for number in range(self.people):
            self.serve(community=self.communities[number % len(self.communities)])

    def serve(
        self, resident: Resident | None = None, *, community: Community | None = None, **facts
    ) -> WorkOrder:
        """One order of the contract with one visit, delivered an hour after it began."""
        resident = resident or makers.make_resident(community)
        came = facts.pop("came", SERVED)
        need = makers.make_need(
            NeedState.FULFILLED,
            resident=resident,
            reported_at=facts.pop("reported_at", came - timedelta(days=1)),
        )
        order = WorkOrder.objects.create(
            number=f"{need.number}-{next(_number)}",
            need=need,
            state=OrderState.DELIVERED,
            opened_at=came - timedelta(hours=2),
            accepted_at=came - timedelta(hours=1),
            delivered_at=facts.pop("delivered_at", came + timedelta(hours=1)),
        )
        offer = Offer.objects.create(
            work_order=order, service=self.service, state=OfferState.ACCEPTED, offered_at=came
        )
        WorkOrder.objects.filter(pk=order.pk).update(contract=self.contract)
        Visit.objects.create(
            work_order=order,
            offer=offer,
            state=facts.pop("state", VisitState.DONE),
            planned_from=came,
            planned_until=came + timedelta(hours=1),
            checked_in_at=came,
            checked_out_at=came + timedelta(minutes=50),
        )
        order.refresh_from_db()
        return order

    def evaluation(self, kind: str = Kind.MIDTERM) -> Evaluation:
        return Evaluation.objects.get(contract=self.contract, kind=kind)

    def requested(self, kind: str = Kind.MIDTERM, at: datetime = BEGUN) -> Evaluation:
        return actions.request_materials(self.evaluation(kind), by=self.officer, at=at)

    def handed_in(self, kind: str = Kind.MIDTERM, at: datetime = BEGUN) -> Evaluation:
        evaluation = self.requested(kind, at)
        actions.add_material(evaluation, title="自评报告", content=a_pdf(), by=self.manager, at=at)
        reported = {
            one.pk: Decimal(7) for one in self.project.indicators.filter(measure=Measure.REPORTED)
        }
        return actions.hand_in_materials(evaluation, reported=reported, by=self.manager, at=at)

    def opened(self, kind: str = Kind.MIDTERM, *, seed: str = "s", at: datetime = BEGUN):
        return actions.open_survey(self.handed_in(kind, at), seed=seed, by=self.officer, at=at)

    def answer(self, evaluation: Evaluation, scores: Iterable[int], at: datetime = BEGUN) -> None:
        """The people who wait answer in their order; the others are not reached."""
        given = iter(scores)
        for member in evaluation.members.filter(state=Outcome.WAITING):
            by, score = self.asker_of(member), next(given, None)
            if score is None:
                actions.note_try(member, by=by, at=at)
            else:
                actions.record_answer(member, score=score, by=by, at=at)

    def asker_of(self, member: SampleMember):
        return makers.fresh(self.stewards[member.order.need.community_id])

    def surveyed(self, scores: Iterable[int], kind: str = Kind.MIDTERM, at: datetime = BEGUN):
        evaluation = self.opened(kind, at=at)
        self.answer(evaluation, scores, at)
        return actions.close_survey(evaluation, by=self.officer, at=at)

    def visited(self, scores: Iterable[int], kind: str = Kind.MIDTERM, at: datetime = BEGUN):
        evaluation = self.surveyed(scores, kind, at)
        self.panel = make_panel(self.project, PanelState.SCORING, purpose=kind)
        actions.record_site_visit(
            evaluation,
            visited_on=at.date(),
            visitors="测试·甲",
            findings="台账齐全",
            by=self.officer,
            at=at,
        )
        return evaluation

    def members_of_the_panel(self):
        return [makers.fresh(seat.evaluator.user) for seat in self.panel.seats.all()]

    def scored(self, scores: Iterable[int], *given: float, kind=Kind.MIDTERM, at=BEGUN):
        evaluation = self.visited(scores, kind, at)
        for member in self.members_of_the_panel():
            sheet = points(*(given or (40, 20, 20, 20)))
            actions.save_scores(evaluation, given=sheet, by=member, at=at)
            sign_sheet(evaluation, by=member, at=at)
        evaluation.refresh_from_db()
        return evaluation

    def announced(self, scores: Iterable[int], *given: float, kind=Kind.MIDTERM, at=BEGUN):
        evaluation = self.scored(scores, *given, kind=kind, at=at)
        actions.work_out_result(evaluation, by=self.officer, at=at)
        return actions.announce_result(evaluation, by=self.officer, at=at)

    def finished(self, scores: Iterable[int], *given: float, kind=Kind.MIDTERM, at=BEGUN, **more):
        evaluation = self.announced(scores, *given, kind=kind, at=at)
        later = at_the_clock(at + timedelta(days=9))
        return finish_evaluation(evaluation, by=self.second, at=later, **more)


def with_indicators(project: Project, *measures: str) -> Project:
    """Planned again, as after a tender that failed: only then may its indicators change."""
    for state in (ProjectState.FAILED_TENDER, ProjectState.PLANNED):
        Project.objects.filter(pk=project.pk).update(state=state)
    Indicator.objects.bulk_create(
        Indicator(project=project, position=i, measure=measure, label=measure, target=10)
        for i, measure in enumerate(measures, start=1)
    )
    for state in (ProjectState.APPROVED, ProjectState.PUBLISHED):
        Project.objects.filter(pk=project.pk).update(state=state)
    return project


def verdict_of(order: WorkOrder, score: int, *, at: datetime = SERVED, **fields) -> Verdict:
    return Verdict.objects.create(
        work_order=order,
        score=score,
        channel=fields.pop("channel", VerdictChannel.LINK),
        given_at=at,
        **fields,
    )
