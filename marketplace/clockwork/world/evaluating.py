"""Evaluations of the year, taken as far as each shall come, on the days on which it would be done."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from marketplace.accounts.choices import Role
from marketplace.clockwork.world.cast import Cast
from marketplace.clockwork.world.judging_bids import Jury
from marketplace.clockwork.world.papers import a_paper
from marketplace.evaluations import actions
from marketplace.evaluations.actions.scoring import Given
from marketplace.evaluations.choices import Dimension, EvaluationState, Outcome
from marketplace.evaluations.models import Evaluation
from marketplace.journeys.finish_evaluation import finish_evaluation
from marketplace.journeys.sign_sheet import sign_sheet
from marketplace.workdays.rules import SHANGHAI

S = EvaluationState
WAY = tuple(EvaluationState)
# Days after its panel is drawn.
DRAWN, ASKED, HANDED_IN, OPENED, SURVEYED, VISITED, SCORED, TOLD, STANDS = (
    0,
    0,
    1,
    2,
    5,
    7,
    8,
    9,
    18,
)
CORRECTION = "补齐缺失的上门记录，更换两名无证人员，按月与社区核对名单。"
CORRECTION_DAYS = 45
MANY = 12
REMARKS = {
    Dimension.IMPLEMENTATION: "台账与上门记录相符，个别月份频次不足。",
    Dimension.INPUT: "人员到位，证书在有效期内。",
    Dimension.FINANCE: "专账核算，票据齐全。",
    Dimension.OUTCOME: "服务对象有改善，可再多记录变化。",
}


class Goal(NamedTuple):
    """How far an evaluation comes, and so many of a hundred points that its panel gives."""

    until: EvaluationState
    points: int = 86


@dataclass(slots=True)
class Course:
    """Evaluations of one kind that begin on the same day, so many days before the demo's own moment."""

    jury: Jury
    kind: str
    begins: int
    goals: dict[Evaluation, Goal] = field(default_factory=dict)

    @property
    def cast(self) -> Cast:
        return self.jury.cast

    def run(self) -> None:
        steps = (
            (DRAWN, S.SCHEDULED, self._draw),
            (ASKED, S.MATERIALS_REQUESTED, self._request),
            (HANDED_IN, S.MATERIALS_IN, self._hand_in),
            (OPENED, S.SURVEY_OPEN, self._open_survey),
            (SURVEYED, S.SURVEY_CLOSED, self._ask_and_close),
            (VISITED, S.SITE_VISITED, self._visit),
            (SCORED, S.SCORED, self._score),
            (TOLD, S.PRELIMINARY, self._work_out),
            (TOLD, S.OBJECTING, self._announce),
            (STANDS, S.FINAL, self._finish),
        )
        for days, state, step in steps:
            if going := self._reaching(state):
                with self.cast.days_ago(self.begins - days) as at:
                    step(going, at)

    def _reaching(self, state: EvaluationState) -> list[Evaluation]:
        least = WAY.index(state)
        return [one for one, goal in self.goals.items() if WAY.index(goal.until) >= least]

    def _request(self, evaluations: Iterable[Evaluation], at: datetime) -> None:
        for one in evaluations:
            actions.request_materials(one, by=self.cast.first, at=at)

    def _hand_in(self, evaluations: Iterable[Evaluation], at: datetime) -> None:
        for one in evaluations:
            by = self.cast.manager_of(one.contract.organization_id)
            actions.add_material(one, title="自评报告（演示）", content=a_paper(), by=by, at=at)
            actions.hand_in_materials(one, by=by, at=at)

    def _open_survey(self, evaluations: Iterable[Evaluation], at: datetime) -> None:
        for one in evaluations:
            seed = f"{self.cast.dice.getrandbits(128):032x}"
            actions.open_survey(one, seed=seed, by=self.cast.first, at=at)

    def _ask_and_close(self, evaluations: Iterable[Evaluation], at: datetime) -> None:
        """Who has not said anything yet is asked; where many are, the last is not there."""
        for one in evaluations:
            waiting = list(one.members.filter(state=Outcome.WAITING).select_related("order__need"))
            absent = waiting[-1:] if one.members.count() > MANY else []
            for member in waiting:
                community = member.order.need.community_id
                by = self.cast.stage.one(Role.STEWARD, self.cast.dice, community)
                if member in absent:
                    actions.note_try(member, by=by, at=at)
                else:
                    score = self.cast.dice.choice((3, 4, 4, 5, 5))
                    actions.record_answer(member, score=score, by=by, at=at)
            actions.close_survey(one, by=self.cast.first, at=at)

    def _draw(self, evaluations: Iterable[Evaluation], at: datetime) -> None:
        self.jury.draw(self.kind, at)
        self._give_the_visitor_something_to_do()

    def _give_the_visitor_something_to_do(self) -> None:
        """The evaluation that stays to be scored is one on whose panel the demo's own evaluator sits."""
        staying = [one for one, goal in self.goals.items() if goal.until == S.SITE_VISITED]
        own = self.cast.own
        theirs = [
            one
            for one in self.goals
            if self.jury.has_visitor(one.project, self.kind)
            and (own is None or one.contract.organization_id != own.pk)
        ]
        if staying and theirs and staying[0] not in theirs:
            goals = self.goals
            goals[staying[0]], goals[theirs[0]] = goals[theirs[0]], goals[staying[0]]

    def _visit(self, evaluations: Iterable[Evaluation], at: datetime) -> None:
        """Panels of evaluations that are not so far yet were asked, and have not answered."""
        evaluations = list(evaluations)
        self.jury.accept([one.project for one in evaluations], self.kind, at)
        for one in evaluations:
            actions.record_site_visit(
                one,
                visited_on=at.astimezone(SHANGHAI).date(),
                visitors=f"{self.cast.first}、{self.cast.second}",
                findings="现场有服务台账、人员证书和物资领用记录，随访两户属实（演示）。",
                by=self.cast.first,
                at=at,
            )

    def _score(self, evaluations: Iterable[Evaluation], at: datetime) -> None:
        for one in evaluations:
            for seat in self.jury.seats(one.project, self.kind):
                by = seat.evaluator.user
                given = self._points(one, self.goals[one].points)
                actions.save_scores(one, given=given, by=by, at=at)
                sign_sheet(one, by=by, at=at)

    def _points(self, evaluation: Evaluation, of_a_hundred: int) -> dict[str, Given]:
        """Each member gives some points more or less than the others."""
        given = {}
        for name, most in evaluation.scheme.most.items():
            share = of_a_hundred + self.cast.dice.randint(-4, 4)
            points = (Decimal(most * share) / 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
            given[name] = Given(points, REMARKS[Dimension(name)])
        return given

    def _work_out(self, evaluations: Iterable[Evaluation], at: datetime) -> None:
        for one in evaluations:
            actions.work_out_result(one, by=self.cast.second, at=at)

    def _announce(self, evaluations: Iterable[Evaluation], at: datetime) -> None:
        """The second officer does, so that the first may sign."""
        for one in evaluations:
            actions.announce_result(one, by=self.cast.second, at=at)

    def _finish(self, evaluations: Iterable[Evaluation], at: datetime) -> None:
        for one in evaluations:
            due_on = self.cast.morning(self.begins - STANDS - CORRECTION_DAYS).date()
            finish_evaluation(
                one, correction=CORRECTION, correction_due_on=due_on, by=self.cast.first, at=at
            )
