"""Batches, projects and sealed bids that tests are about, made through the actions.

Released projects take bids from NOW (see `tests.makers`) to DEADLINE; `stop_clock` says when it is.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from marketplace.accounts.models import User
from marketplace.bids import actions as bids
from marketplace.bids.models import Bid
from marketplace.bids.rules import Content, Line, Member
from marketplace.journeys.open_bids import open_bids
from marketplace.kernel.sealing import Share
from marketplace.organizations.models import Organization
from marketplace.projects import actions
from marketplace.projects import plan as plans
from marketplace.projects.choices import Method
from marketplace.projects.models import Project, ProjectBatch
from tests import makers
from tests.clock import stop_clock
from tests.makers import NOW

DEADLINE = NOW + timedelta(days=30)
AFTER = DEADLINE + timedelta(hours=1)
CANARY = "金丝雀7391"


def a_plan(**fields) -> plans.Plan:
    """A plan that can stand: 12 months for older people, 100,000 yuan, four criteria."""
    return plans.Plan(
        **{
            "name_zh": "困难老人居家精神关爱服务项目",
            "name_en": "Emotional care at home for older people",
            "brief_zh": "每周上门陪伴,倾听,疏导。",
            "method": Method.OPEN_TENDER,
            "level": makers.make_level(2),
            "service_from": date(2027, 1, 1),
            "service_until": date(2028, 1, 1),
            "midterm_on": date(2027, 7, 1),
            "final_on": date(2028, 1, 10),
            "groups": [makers.make_group("E")],
            "subcategories": [makers.make_subcategory("B1")],
            "lines": [plans.Line("人员", 8_000_000), plans.Line("物资", 2_000_000)],
            "goals": [plans.Goal("people_served", "服务人数", Decimal(60), "人")],
            "yardsticks": [
                plans.Yardstick("方案", 40),
                plans.Yardstick("团队", 30),
                plans.Yardstick("价格", 20),
                plans.Yardstick("业绩", 10),
            ],
            **fields,
        }
    )


def a_content(**fields) -> Content:
    """What a complete bid says; the canary is in each of its texts."""
    return Content(
        **{
            "approach": f"{CANARY} 每周一次上门",
            "schedule": f"{CANARY} 一月启动",
            "safeguards": f"{CANARY} 双人上门",
            "total": 9_000_000,
            "lines": (Line(f"{CANARY} 人员", 7_000_000), Line("物资", 2_000_000)),
            "team": (Member(f"演示·{CANARY}", "组长", ()),),
            "declared": True,
            **fields,
        }
    )


def a_pdf(text: str = "") -> bytes:
    return b"%PDF-1.7\n" + text.encode() + b"\n%%EOF\n"


@dataclass
class Tendering:
    """A batch with its two officers, on the way from plan to opening."""

    author: User = field(
        default_factory=lambda: makers.make_staff("bureau_officer", name="测试·甲")
    )
    second: User = field(
        default_factory=lambda: makers.make_staff("bureau_officer", name="测试·乙")
    )
    shares: list[Share] = field(default_factory=list)
    batch: ProjectBatch = field(init=False)

    def __post_init__(self) -> None:
        self.batch = actions.plan_batch(makers.make_district(), year=2027, by=self.author, at=NOW)

    def planned(self, **fields) -> Project:
        """A project of a name of its own."""
        named = a_plan(**fields)
        if again := self.batch.projects.filter(name_zh__startswith=named.name_zh).count():
            named = replace(named, name_zh=f"{named.name_zh}（{again + 1}）")
        return actions.plan_project(self.batch, named, by=self.author, at=NOW)

    def approved(self, **fields) -> Project:
        return actions.approve_project(self.planned(**fields), by=self.second, at=NOW)

    def give_out_shares(self, *, proved: bool = True) -> None:
        """Both officers take a share, and type it off their paper."""
        officers = (self.author, self.second)
        self.shares = [bids.make_share(self.batch, by=one, at=NOW) for one in officers]
        for officer, share in zip(officers, self.shares, strict=True):
            if proved:
                bids.prove_share(self.batch, share=share.text, by=officer, at=NOW)

    def release(self, *, bids_until: datetime = DEADLINE) -> None:
        if not self.shares:
            self.give_out_shares()
        actions.release_batch(self.batch, bids_until=bids_until, by=self.second, at=NOW)

    def released(self, **fields) -> Project:
        """A project that takes bids, with the database's clock at NOW."""
        project = self.approved(**fields)
        self.release()
        stop_clock(NOW)
        project.refresh_from_db()
        return project

    def open(self, *, at: datetime = AFTER):
        """Both officers give their share; the results, project by project."""
        stop_clock(at)
        opening = bids.give_first_share(
            self.batch, share=self.shares[0].text, by=makers.fresh(self.author)
        )
        return open_bids(opening, share=self.shares[1].text, by=makers.fresh(self.second))


def make_bidder(**fields) -> tuple[Organization, User]:
    organization = makers.make_organization(**fields)
    return organization, makers.make_member(organization)


def make_bid(project: Project, organization: Organization, manager: User, **fields) -> Bid:
    draft = bids.save_draft(project, organization, a_content(**fields), by=manager, at=NOW)
    return bids.submit_bid(draft, by=manager)


def make_bids(project: Project, number: int = 3) -> list[Bid]:
    return [make_bid(project, *make_bidder()) for _ in range(number)]
