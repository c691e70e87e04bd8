"""A district's tendering year after its bids were opened: awards, contracts, work, evaluations, day after day."""

from collections.abc import Iterable
from dataclasses import dataclass

from marketplace.clockwork.world.buying import BIDDING, LATE_OPENING, YEARS_RELEASE, open_due
from marketplace.clockwork.world.cast import Cast
from marketplace.clockwork.world.contract_work import Work
from marketplace.clockwork.world.contracting import Office
from marketplace.clockwork.world.evaluating import Course, Goal
from marketplace.clockwork.world.fates import FATES, HALF_A_YEAR, MIDTERMS, OWN_MIDTERM, Fate
from marketplace.clockwork.world.judging_bids import Jury, list_evaluators
from marketplace.contracts.choices import DueWith
from marketplace.contracts.models import Contract
from marketplace.evaluations.choices import EvaluationState, Kind
from marketplace.evaluations.models import Evaluation, Scheme
from marketplace.panels.choices import Purpose
from marketplace.projects.choices import ProjectState
from marketplace.projects.models import Project, ProjectBatch

# Days before the demo's own moment.
OPENED = YEARS_RELEASE - BIDDING.days
FIRST_MIDTERMS, MIDTERMS_PASSED, FINALS, MIDTERMS_GOING_ON = 165, 70, 60, 12
PASSED, BELOW_THE_LINE = 86, 52
ASKED = "本年度服务对象较少的项目也要逐户回访（演示）。"


@dataclass(slots=True)
class Year:
    cast: Cast
    batch: ProjectBatch
    home: str

    def live(self) -> int:
        """How many people were served under its contracts."""
        fates = self._fates()
        early = [one for one in fates if one.state == ProjectState.UNDER_REVIEW]
        late = [one for one, fate in fates.items() if fate is Fate.LATE]
        with self.cast.days_ago(YEARS_RELEASE - 1) as at:
            list_evaluators(self.cast, at)
            self._agree_on_scheme()
        contracts = self._award(early)
        works = [(contract, fates[contract.project]) for contract in contracts]
        served = Work(self.cast, self.home).do(works)
        self._evaluate(works)
        self._compare_late_bids(late)
        return served

    def _fates(self) -> dict[Project, Fate]:
        projects = self.batch.projects.order_by("number")
        found = projects.select_related("batch__district", "rulebook", "level")
        return {project: FATES[position] for position, project in enumerate(found)}

    def _agree_on_scheme(self) -> None:
        """Everybody who was served is asked, up to four hundred of them."""
        from_on = self.batch.released_at.date()
        Scheme.objects.get_or_create(
            from_on=from_on,
            defaults={
                "sample_share": 100,
                "sample_most": 400,
                "made_at": self.batch.released_at,
                "made_by": self.cast.first,
                "reason": ASKED,
            },
        )

    def _award(self, projects: list[Project]) -> list[Contract]:
        jury, office, cast = Jury(self.cast, self.batch), Office(self.cast), self.cast
        with cast.days_ago(OPENED - 1) as at:
            jury.admit(projects, at)
            jury.draw(Purpose.TENDER, at)
        with cast.days_ago(OPENED - 2) as at:
            jury.accept(projects, Purpose.TENDER, at)
        with cast.days_ago(OPENED - 4) as at:
            jury.score(projects, at)
            awards = jury.propose(projects, at)
        with cast.days_ago(OPENED - 6) as at:
            jury.approve(awards, at)
            jury.publicize(awards, at)
        with cast.days_ago(OPENED - 15) as at:
            contracts = office.offer(awards, at)
            office.sign(contracts, at)
            office.pay(contracts, DueWith.SIGNING, at)
        return contracts

    def _evaluate(self, works: list[tuple[Contract, Fate]]) -> None:
        """Half a year's services have both evaluations, the others their mid-term."""
        jury, office, cast = Jury(self.cast, self.batch), Office(self.cast), self.cast
        short = [contract for contract, fate in works if fate in HALF_A_YEAR]
        passed = [contract for contract, fate in works if fate is Fate.MIDTERM_PASSED]
        closed = [contract for contract, fate in works if fate is Fate.CLOSED]
        self._course(jury, Kind.MIDTERM, FIRST_MIDTERMS, dict.fromkeys(short, Goal(_FINAL, PASSED)))
        self._course(jury, Kind.MIDTERM, MIDTERMS_PASSED, _past_midterms(works))
        self._course(jury, Kind.FINAL, FINALS, _finals(works))
        with cast.days_ago(40) as at:
            office.report([contract for contract, _ in works], at)
            office.pay([*short, *passed], DueWith.MIDTERM, at)
            office.pay(closed, DueWith.FINAL, at)
            office.close(closed, at)
        self._course(jury, Kind.MIDTERM, MIDTERMS_GOING_ON, self._going_on(works))

    def _course(self, jury: Jury, kind: Kind, begins: int, goals: dict[Contract, Goal]) -> None:
        found = Evaluation.objects.filter(contract__in=goals, kind=kind).select_related(
            "contract__organization", "project__batch__district", "scheme"
        )
        of_evaluations = {one: goals[one.contract] for one in found.order_by("pk")}
        Course(jury, kind, begins, of_evaluations).run()

    def _going_on(self, works: Iterable[tuple[Contract, Fate]]) -> dict[Contract, Goal]:
        own, goals, waiting = self.cast.own, {}, iter(MIDTERMS)
        for contract, fate in works:
            if fate is not Fate.AT_MIDTERM:
                continue
            is_own = own is not None and contract.organization_id == own.pk
            goals[contract] = Goal(OWN_MIDTERM if is_own else next(waiting, OWN_MIDTERM), PASSED)
        return goals

    def _compare_late_bids(self, projects: list[Project]) -> None:
        """Some are being scored; for the others a result is proposed, approved, publicized, objected to,
        and offered as a contract."""
        jury, office, cast = Jury(self.cast, self.batch), Office(self.cast), self.cast
        with cast.days_ago(LATE_OPENING):
            open_due(self.batch, cast)
        for project in projects:
            project.refresh_from_db()
        with cast.days_ago(LATE_OPENING - 1) as at:
            jury.admit(projects, at)
            jury.draw(Purpose.TENDER, at)
        with cast.days_ago(LATE_OPENING - 2) as at:
            jury.accept(projects, Purpose.TENDER, at)
        projects.sort(key=lambda one: not jury.has_visitor(one, Purpose.TENDER))
        with cast.days_ago(LATE_OPENING - 3) as at:
            jury.begin_to_score(projects[:3], at)
            jury.score(projects[3:], at)
        with cast.days_ago(LATE_OPENING - 4) as at:
            awards = jury.propose(projects[3:], at)
            jury.approve(awards[1:], at)
            jury.publicize(awards[4:], at)
        with cast.days_ago(2) as at:
            jury.publicize(awards[2:4], at)
        with cast.days_ago(1) as at:
            jury.challenge(awards[3], at)
            office.offer(awards[4:], at)


_FINAL = EvaluationState.FINAL


def _past_midterms(works: Iterable[tuple[Contract, Fate]]) -> dict[Contract, Goal]:
    points = {Fate.MIDTERM_PASSED: PASSED, Fate.RECTIFYING: BELOW_THE_LINE}
    return {contract: Goal(_FINAL, points[fate]) for contract, fate in works if fate in points}


def _finals(works: Iterable[tuple[Contract, Fate]]) -> dict[Contract, Goal]:
    """The one below half waits for the signature of whoever tries the demo."""
    goals = {
        Fate.BELOW_HALF: Goal(EvaluationState.OBJECTING, 78),
        Fate.EXACTLY_HALF: Goal(_FINAL, 72),
        Fate.CLOSED: Goal(_FINAL, PASSED),
    }
    return {contract: goals[fate] for contract, fate in works if fate in goals}
