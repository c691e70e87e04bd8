"""What a district buys: last year's two projects that failed, the year's batch that was opened, one that can
be opened now, one that takes bids, and one that is being planned. All of it through the same doors as in
life."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from marketplace.accounts.demo import share_of
from marketplace.bids import actions as bids
from marketplace.bids.rules import Content, Line, Member
from marketplace.catalogue.models import Qualification, ServiceLevel, Subcategory, TargetGroup
from marketplace.clockwork.world import banning, names
from marketplace.clockwork.world.cast import Cast
from marketplace.clockwork.world.clock import living_at
from marketplace.clockwork.world.fates import FATES, Fate, Term, positions, term_of, usual_term
from marketplace.journeys.open_bids import open_bids
from marketplace.organizations.models import Membership, Organization
from marketplace.projects import actions
from marketplace.projects import plan as plans
from marketplace.projects.choices import Measure, Method
from marketplace.projects.models import Project, ProjectBatch
from marketplace.workdays.rules import SHANGHAI

LIST = Path(__file__).with_name("projects.csv")
BIDDING = timedelta(days=25)
# Days before the demo's own moment.
LAST_YEARS_RELEASE, YEARS_RELEASE, CLOSED_RELEASE, OPEN_RELEASE = 460, 310, 26, 14
LATE_OPENING = 9
# Hardly anybody bids as soon as it is possible.
MOST_DAYS = 23
PUT_OFF = "服务期顺延，投标截止时间相应推迟（演示）。"
LAST_YEARS, TO_BE_OPENED, OPEN, PLANNED = 2, 3, 4, 4
MUST_SHOW = {"C2": "PC", "C3": "PC", "D2": "RT"}
CRITERIA = (
    ("服务方案", 35, "是否针对人群，是否可行，频次是否明确"),
    ("团队与资质", 25, "人员是否到位，证书是否有效"),
    ("价格", 20, "与服务量相称"),
    ("以往业绩与满意率", 20, "近两年服务情况"),
)


@dataclass(frozen=True, slots=True)
class Idea:
    """A line of the list: what could be bought."""

    group: str
    level: int
    subcategory: str
    name_zh: str
    name_en: str
    yuan: int
    aim_zh: str
    aim_en: str


@dataclass(slots=True)
class Buyer:
    """The bureau of a district, and those who bid there."""

    cast: Cast

    def buy(self) -> ProjectBatch:
        """The five batches; the one of this year."""
        ideas, dice = list(_ideas()), self.cast.dice
        self._last_years_batch(dice.sample(ideas, LAST_YEARS))
        again = [ideas[at] for at in dice.sample(range(len(ideas)), TO_BE_OPENED + OPEN)]
        batch = self._years_batch(ideas)
        self._closed_batch(again[:TO_BE_OPENED])
        self._open_batch(again[TO_BE_OPENED:])
        self._planned_batch(dice.sample(ideas, PLANNED))
        return batch

    def _last_years_batch(self, ideas: list[Idea]) -> None:
        """What went badly: whoever is banned for it bids no more below, and one was told a day ago."""
        cast = self.cast
        noticed, banned, *others = cast.members.values()
        released = cast.morning(LAST_YEARS_RELEASE)
        batch, projects = self._release(ideas, released, released + BIDDING)
        for project, winner in zip(projects, (banned, noticed), strict=True):
            self._bid(project, [winner, *cast.dice.sample(others, 2)])
        with living_at(released + BIDDING + timedelta(hours=18)):
            open_due(batch, cast)
        for project in projects:
            project.refresh_from_db()
            banning.run_and_fail(project, cast.officers, cast.at)
        banning.ban(projects[0], banned, cast.officers, cast.at)
        banning.give_notice(projects[1], noticed, cast.officers, cast.at)
        # Somebody else with the banned one's telephone: a hint for whoever checks the next bids, and no more.
        Organization.objects.filter(pk=others[0].organization_id).update(
            phone=banned.organization.phone
        )
        cast.members = {one.organization_id: one for one in (noticed, *others)}

    def _years_batch(self, ideas: list[Idea]) -> ProjectBatch:
        """The deadline of some is put off: they are opened later."""
        released = self.cast.morning(YEARS_RELEASE)
        terms = [term_of(FATES[at], released, self.cast.at) for at in range(len(ideas))]
        batch, projects = self._release(ideas, released, released + BIDDING, terms)
        self._put_off([projects[at] for at in positions(Fate.LATE)], released + timedelta(days=3))
        own = projects[self._own_position(projects)]
        for position, project in enumerate(projects):
            few = FATES[position] is Fate.FAILED_TENDER
            count = 2 if few else self.cast.dice.randint(3, 5)
            self._bid(project, self._bidders(project, count, with_own=project == own))
        with living_at(released + BIDDING + timedelta(hours=18)):
            open_due(batch, self.cast)
        return batch

    def _put_off(self, projects: list[Project], at: datetime) -> None:
        until = self.cast.morning(LATE_OPENING + 1)
        with living_at(at):
            for project in projects:
                actions.amend_project(
                    project, text=PUT_OFF, bids_until=until, by=self.cast.first, at=at
                )

    def _own_position(self, projects: list[Project]) -> int:
        """Which project of the year the demo's own organization bids for: one of its trade, if there is."""
        possible = positions(Fate.AT_MIDTERM)
        own = self.cast.own
        fitting = [
            at for at in possible if own and self.cast.offering_of(projects[at], own.pk) is not None
        ]
        return next(iter(fitting), possible[0])

    def _closed_batch(self, ideas: list[Idea]) -> None:
        """Its deadline was an hour ago: whoever tries the demo may open it."""
        deadline = self.cast.at - timedelta(hours=1)
        _batch, projects = self._release(ideas, self.cast.morning(CLOSED_RELEASE), deadline)
        for project, count in zip(projects, (4, 3, 2), strict=True):
            self._bid(project, self._bidders(project, count))

    def _open_batch(self, ideas: list[Idea]) -> None:
        released = self.cast.morning(OPEN_RELEASE)
        _batch, projects = self._release(ideas, released, released + BIDDING)
        for project in projects[1:]:
            count, with_own = self.cast.dice.randint(1, 3), project == projects[1]
            self._bid(project, self._bidders(project, count, with_own=with_own))

    def _planned_batch(self, ideas: list[Idea]) -> None:
        """Next year's, in which the demo's second officer has work at the gate."""
        planned = self.cast.morning(4)
        author, other = self.cast.first, self.cast.second
        year = self.cast.at.astimezone(SHANGHAI).year + 1
        batch = actions.plan_batch(self.cast.district, year=year, by=author, at=planned)
        for number, idea in enumerate(ideas):
            plan = _plan(idea, usual_term(planned))
            project = actions.plan_project(batch, plan, by=author, at=planned)
            if number % 2:
                actions.approve_project(project, by=other, at=planned + timedelta(hours=3))

    def _release(
        self,
        ideas: list[Idea],
        released: datetime,
        deadline: datetime,
        terms: Sequence[Term] = (),
    ) -> tuple[ProjectBatch, list[Project]]:
        author, other = self.cast.first, self.cast.second
        terms = terms or [usual_term(released)] * len(ideas)
        with living_at(released):
            year = released.astimezone(SHANGHAI).year
            batch = actions.plan_batch(self.cast.district, year=year, by=author, at=released)
            for idea, term in zip(ideas, terms, strict=True):
                project = actions.plan_project(batch, _plan(idea, term), by=author, at=released)
                actions.approve_project(project, by=other, at=released)
            for officer in (author, other):
                public = share_of(officer.username).public
                bids.bring_key(batch, public=public, by=officer, at=released)
            actions.release_batch(batch, bids_until=deadline, by=author, at=released)
        return batch, list(batch.projects.order_by("number"))

    def _bid(self, project: Project, members: Sequence[Membership]) -> None:
        """These organizations bid, each on some day before the deadline."""
        dice, until = self.cast.dice, project.bids_until
        days = min((until - project.batch.released_at).days - 1, MOST_DAYS)
        for member in members:
            sent = until - timedelta(days=dice.randint(1, days), minutes=dice.randint(0, 400))
            with living_at(min(sent, self.cast.at - timedelta(minutes=90))) as moment:
                content = self._content(project)
                draft = bids.save_draft(
                    project, member.organization, content, by=member.user, at=moment
                )
                bids.submit_bid(draft, by=member.user)

    def _bidders(self, project: Project, count: int, *, with_own: bool = False) -> list[Membership]:
        """Somebody among them gives such a service already, wherever there is anybody."""
        members, own = self.cast.members, self.cast.own
        if with_own and own:
            sure = [members[own.pk]]
        else:
            others = [
                m for m in self._of_the_trade(project) if own is None or m.organization != own
            ]
            sure = self.cast.dice.sample(others, min(len(others), 1))
        left = [
            member
            for member in members.values()
            if member not in sure and (own is None or member.organization != own)
        ]
        return [*sure, *self.cast.dice.sample(left, count - len(sure))]

    def _of_the_trade(self, project: Project) -> list[Membership]:
        offerings = self.cast.offerings_for(project)
        keys = {one.service.organization_id for one in offerings}
        everywhere = {one.service.organization_id for one in offerings if not one.reach}
        return [m for key, m in self.cast.members.items() if key in (everywhere or keys)]

    def _content(self, project: Project) -> Content:
        total = project.budget * self.cast.dice.randint(82, 99) // 100
        staff = total * self.cast.dice.randint(60, 75) // 100
        codes = tuple(one.pk for one in project.qualifications.all())
        lead, second = (names.person(self.cast.dice, female=True) for _ in range(2))
        return Content(
            approach=f"{project.brief_zh}由固定人员负责，每月与社区对一次名单。",
            schedule="第一个月摸底建档；其后按计划上门；第六个月中期小结；最后一个月回访结项。",
            safeguards="两人同行上门，服务记录当日上传，个人信息只在平台内查看。",
            total=total,
            lines=(Line("人员", staff), Line("物资与交通", total - staff)),
            team=(Member(lead, "项目负责人", codes), Member(second, "社工", ())),
            declared=True,
        )


def open_due(batch: ProjectBatch, cast: Cast) -> None:
    """Both officers give their share for what is due."""
    share = share_of(cast.first.username).text
    opening = bids.give_first_share(batch, share=share, by=cast.first)
    open_bids(opening, share=share_of(cast.second.username).text, by=cast.second)


def _ideas() -> Iterator[Idea]:
    with LIST.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Idea(
                row["group"],
                int(row["level"]),
                row["subcategories"],
                row["name_zh"],
                row["name_en"],
                int(row["yuan"]),
                row["aim_zh"],
                row["aim_en"],
            )


def _plan(idea: Idea, term: Term) -> plans.Plan:
    fen = idea.yuan * 100
    must_show = MUST_SHOW.get(idea.subcategory)
    return plans.Plan(
        name_zh=idea.name_zh,
        name_en=idea.name_en,
        brief_zh=idea.aim_zh,
        brief_en=idea.aim_en,
        why="去年此类需求中有一部分等待超过一周（演示）。",
        method=Method.CONSULTATION if idea.yuan < 100_000 else Method.OPEN_TENDER,
        level=ServiceLevel.objects.get(pk=idea.level),
        groups=[TargetGroup.objects.get(pk=idea.group)],
        subcategories=[Subcategory.objects.get(pk=idea.subcategory)],
        qualifications=[Qualification.objects.get(pk=must_show)] if must_show else [],
        service_from=term.begins,
        service_until=term.ends,
        midterm_on=term.begins + timedelta(days=term.midterm_after),
        final_on=term.ends + timedelta(days=14),
        lines=[
            plans.Line("人员经费", fen * 7 // 10),
            plans.Line("活动与物资", fen - fen * 7 // 10),
        ],
        goals=[
            plans.Goal(Measure.PEOPLE_SERVED, "服务人数", Decimal(30 + fen // 200_000), "人"),
            plans.Goal(Measure.VISITS_MADE, "上门次数", Decimal(300 + fen // 20_000), "次"),
            plans.Goal(Measure.SATISFACTION, "满意率", Decimal(90), "%"),
        ],
        yardsticks=[plans.Yardstick(label, weight, told) for label, weight, told in CRITERIA],
    )
