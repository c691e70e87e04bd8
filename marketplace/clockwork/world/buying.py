"""What a district buys: last year's two projects that failed, the year's batch that was opened, one that can
be opened now, one that takes bids, and one that is being planned. All of it through the same doors as in
life."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from marketplace.accounts.choices import Role
from marketplace.accounts.demo import share_of
from marketplace.accounts.models import User
from marketplace.bids import actions as bids
from marketplace.bids.rules import Content, Line, Member
from marketplace.catalogue.models import Qualification, ServiceLevel, Subcategory, TargetGroup
from marketplace.clockwork.world import banning, names
from marketplace.clockwork.world.clock import living_at
from marketplace.journeys.open_bids import open_bids
from marketplace.organizations.choices import MembershipRole, OrganizationState
from marketplace.organizations.models import Membership
from marketplace.places.models import District, Posting
from marketplace.projects import actions
from marketplace.projects import plan as plans
from marketplace.projects.choices import Measure, Method
from marketplace.projects.models import Project, ProjectBatch
from marketplace.workdays.rules import SHANGHAI

LIST = Path(__file__).with_name("projects.csv")
BIDDING = timedelta(days=25)
# Days before the demo's own moment.
LAST_YEARS_RELEASE, YEARS_RELEASE, CLOSED_RELEASE, OPEN_RELEASE = 460, 310, 26, 14
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
    """The officers of a district, and who may bid there. `managers` come with their organizations."""

    district: District
    officers: Sequence[User]
    managers: Sequence[Membership]
    dice: Random
    at: datetime

    def buy(self) -> int:
        """The five batches; how many projects they hold."""
        ideas = list(_ideas())
        self._last_years_batch(self.dice.sample(ideas, LAST_YEARS))
        again = [ideas[at] for at in self.dice.sample(range(len(ideas)), TO_BE_OPENED + OPEN)]
        self._years_batch(ideas)
        self._closed_batch(again[:TO_BE_OPENED])
        self._open_batch(again[TO_BE_OPENED:])
        self._planned_batch(self.dice.sample(ideas, PLANNED))
        return Project.objects.filter(batch__district=self.district).count()

    def _last_years_batch(self, ideas: list[Idea]) -> None:
        """What went badly: whoever is banned for it bids no more below, and one was told a day ago."""
        banned, noticed = self.managers[1], self.managers[0]
        released = self._workday(LAST_YEARS_RELEASE)
        batch, projects = self._release(ideas, released, released + BIDDING)
        for project, winner in zip(projects, (banned, noticed), strict=True):
            others = [one for one in self.managers if one not in (banned, noticed)]
            self._bid(project, [winner, *self.dice.sample(others, 2)])
        with living_at(released + BIDDING + timedelta(hours=18)):
            self._open(batch)
        for project in projects:
            project.refresh_from_db()
            banning.run_and_fail(project, self.officers, self.at)
        banning.ban(projects[0], banned, self.officers, self.at)
        banning.give_notice(projects[1], noticed, self.officers, self.at)
        self.managers = [
            one for one in self.managers if one.organization_id != banned.organization_id
        ]

    def _years_batch(self, ideas: list[Idea]) -> None:
        released = self._workday(YEARS_RELEASE)
        batch, projects = self._release(ideas, released, released + BIDDING)
        for number, project in enumerate(projects):
            self._bid(project, self._some(2 if number == 5 else self.dice.randint(3, 5)))
        with living_at(released + BIDDING + timedelta(hours=18)):
            self._open(batch)

    def _closed_batch(self, ideas: list[Idea]) -> None:
        """Its deadline was an hour ago: whoever tries the demo may open it."""
        deadline = self.at - timedelta(hours=1)
        _batch, projects = self._release(ideas, self._workday(CLOSED_RELEASE), deadline)
        for project, count in zip(projects, (4, 3, 2), strict=True):
            self._bid(project, self._some(count))

    def _open_batch(self, ideas: list[Idea]) -> None:
        released = self._workday(OPEN_RELEASE)
        _batch, projects = self._release(ideas, released, released + BIDDING)
        for project in projects[1:]:
            self._bid(project, self._some(self.dice.randint(1, 3)))

    def _planned_batch(self, ideas: list[Idea]) -> None:
        """Next year's, in which the demo's second officer has work at the gate."""
        planned = self._workday(4)
        author, other = self.officers[0], self.officers[1]
        batch = actions.plan_batch(
            self.district, year=self.at.astimezone(SHANGHAI).year + 1, by=author, at=planned
        )
        for number, idea in enumerate(ideas):
            project = actions.plan_project(batch, _plan(idea, planned), by=author, at=planned)
            if number % 2:
                actions.approve_project(project, by=other, at=planned + timedelta(hours=3))

    def _release(
        self, ideas: list[Idea], released: datetime, deadline: datetime
    ) -> tuple[ProjectBatch, list[Project]]:
        author, other = self.officers[0], self.officers[1]
        with living_at(released):
            batch = actions.plan_batch(
                self.district, year=released.astimezone(SHANGHAI).year, by=author, at=released
            )
            for idea in ideas:
                project = actions.plan_project(batch, _plan(idea, released), by=author, at=released)
                actions.approve_project(project, by=other, at=released)
            for officer in (author, other):
                public = share_of(officer.username).public
                bids.bring_key(batch, public=public, by=officer, at=released)
            actions.release_batch(batch, bids_until=deadline, by=author, at=released)
        return batch, list(batch.projects.order_by("number"))

    def _some(self, count: int) -> list[Membership]:
        return self.dice.sample(self.managers, count)

    def _bid(self, project: Project, members: Sequence[Membership]) -> None:
        """These organizations bid, each on some day before the deadline."""
        days = (project.bids_until - project.batch.released_at).days - 1
        for member in members:
            sent = project.batch.released_at + timedelta(
                days=self.dice.randint(1, days), minutes=self.dice.randint(0, 400)
            )
            with living_at(min(sent, self.at - timedelta(minutes=90))) as moment:
                content = self._content(project)
                draft = bids.save_draft(
                    project, member.organization, content, by=member.user, at=moment
                )
                bids.submit_bid(draft, by=member.user)

    def _content(self, project: Project) -> Content:
        total = project.budget * self.dice.randint(82, 99) // 100
        staff = total * self.dice.randint(60, 75) // 100
        codes = tuple(one.pk for one in project.qualifications.all())
        lead, second = (names.person(self.dice, female=True) for _ in range(2))
        return Content(
            approach=f"{project.brief_zh}由固定人员负责，每月与社区对一次名单。",
            schedule="第一个月摸底建档；其后按计划上门；第六个月中期小结；最后一个月回访结项。",
            safeguards="两人同行上门，服务记录当日上传，个人信息只在平台内查看。",
            total=total,
            lines=(Line("人员", staff), Line("物资与交通", total - staff)),
            team=(Member(lead, "项目负责人", codes), Member(second, "社工", ())),
            declared=True,
        )

    def _open(self, batch: ProjectBatch) -> None:
        first, second = self.officers[0], self.officers[1]
        opening = bids.give_first_share(batch, share=share_of(first.username).text, by=first)
        open_bids(opening, share=share_of(second.username).text, by=second)

    def _workday(self, days_ago: int) -> datetime:
        day = self.at.astimezone(SHANGHAI).date() - timedelta(days=days_ago)
        return datetime.combine(day, time(9, 30), SHANGHAI)


def buyer_of(district: District, dice: Random, at: datetime) -> Buyer:
    """Whoever buys in this district, and whoever may sell."""
    postings = Posting.objects.filter(district=district, role=Role.BUREAU_OFFICER)
    managers = (
        Membership.objects.filter(
            role=MembershipRole.MANAGER,
            organization__state__in=(OrganizationState.LISTED, OrganizationState.RESIDENT),
            organization__community__subdistrict__district=district,
        )
        .select_related("organization", "user")
        .order_by("pk")
    )
    officers = [posting.user for posting in postings.select_related("user").order_by("pk")]
    return Buyer(district, officers, list(managers), dice, at)


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


def _plan(idea: Idea, planned: datetime) -> plans.Plan:
    begins = (planned.astimezone(SHANGHAI).date() + timedelta(days=60)).replace(day=1)
    ends = date(begins.year + 1, begins.month, 1)
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
        service_from=begins,
        service_until=ends,
        midterm_on=begins + timedelta(days=182),
        final_on=ends + timedelta(days=14),
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
