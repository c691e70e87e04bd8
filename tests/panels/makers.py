"""Projects whose bids were opened, and the people who may compare them."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from django.db import connection

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.bids.choices import BidState
from marketplace.bids.models import Agreement, Bid, OpenedBid, Opening, OpeningKey, Partner
from marketplace.bids.rules import Content, Line, as_json
from marketplace.organizations.models import Organization
from marketplace.panels.choices import EvaluatorKind, PanelState, Purpose, SeatState
from marketplace.panels.models import Draw, Evaluator, Panel, Seat
from marketplace.projects.choices import Method, ProjectState
from marketplace.projects.models import Criterion, Project, ProjectBatch, Rulebook
from tests.clock import stop_clock
from tests.makers import (
    NOW,
    make_district,
    make_level,
    make_organization,
    make_staff,
    make_subcategory,
    make_user,
    put,
)

WEIGHTS = (60, 40)
_number = count(1)


def make_firm(representative: str = "", **fields: Any) -> Organization:
    """An organization whose representative is nobody else's."""
    firm = make_organization(**fields)
    firm.legal_representative = representative or f"演示·法人{next(_number)}"
    firm.save(update_fields=["legal_representative"])
    return firm


def make_batch(officers: Sequence[User] = (), position: int = 1) -> ProjectBatch:
    district = make_district()
    batch = ProjectBatch.objects.filter(district=district, year=2026, position=position).first()
    if batch is None:
        author = make_user("测试批次编制人")
        batch = ProjectBatch.objects.create(
            district=district,
            year=2026,
            position=position,
            author=author,
            made_at=NOW - timedelta(days=60),
        )
        holders = list(officers) or [make_user("测试开标人甲"), make_user("测试开标人乙")]
        for number, holder in enumerate(holders, start=1):
            OpeningKey.objects.create(
                batch=batch,
                position=number,
                holder=holder,
                public=f"key{number}",
                made_at=batch.made_at,
            )
        batch.released_at, batch.released_by = NOW - timedelta(days=40), author
        batch.save()
    return batch


def make_project(
    *,
    method: str = Method.CONSULTATION,
    budget: int = 30_000_000,
    weights: Iterable[int] = WEIGHTS,
    subcategories: str = "A1",
    author: User | None = None,
    **fields: Any,
) -> Project:
    """A published project of the year's batch, whose deadline was yesterday at NOW's time."""
    number = next(_number)
    project = Project.objects.create(
        batch=fields.pop("batch", None) or make_batch(),
        number=f"P-TEST-{number:04d}",
        name_zh=f"测试项目{number}",
        name_en=f"Test project {number}",
        brief_zh="测试",
        level=make_level(1),
        method=method,
        budget=budget,
        service_from=date(2026, 12, 1),
        service_until=date(2027, 12, 1),
        midterm_on=date(2027, 6, 1),
        final_on=date(2027, 11, 1),
        author=author or make_user("测试项目编制人"),
        planned_at=NOW - timedelta(days=60),
        approved_at=NOW - timedelta(days=50),
        approved_by=make_user("测试审批人"),
        rulebook=fields.pop("rulebook", None) or _rulebook(),
        bids_until=NOW - timedelta(days=1),
        **fields,
    )
    put(project.subcategories, (make_subcategory(code) for code in subcategories.split(",")))
    Criterion.objects.bulk_create(
        Criterion(project=project, position=i, label=f"测试评分项{i}", weight=weight)
        for i, weight in enumerate(weights, start=1)
    )
    for state in (ProjectState.APPROVED, ProjectState.PUBLISHED):
        Project.objects.filter(pk=project.pk).update(state=state)
    project.refresh_from_db()
    return project


def make_bid(
    project: Project,
    organization: Organization | None = None,
    *,
    total: int = 20_000_000,
    received_at: datetime | None = None,
    partners: Iterable[Organization] = (),
    content: dict[str, Any] | None = None,
) -> Bid:
    """A bid that was received in time and opened; whether it is eligible, `under_review` says."""
    number = next(_number)
    stop_clock(NOW - timedelta(days=2))
    bid = Bid.objects.create(
        project=project,
        organization=organization or make_firm(),
        sealed=b"sealed",
        digest=hashlib.sha256(f"bid {number}".encode()).hexdigest(),
        receipt=f"R-TEST-{number:06d}",
        received_at=received_at or NOW - timedelta(days=3) + timedelta(seconds=number),
        received_from=make_user("测试投标人"),
    )
    if connection.vendor == "postgresql":
        connection.check_constraints()  # as if this had been committed, before the clock goes on
    stop_clock(NOW)
    for each in partners:
        agree(bid, each)
        Partner.objects.create(bid=bid, organization=each)
    OpenedBid.objects.create(
        bid=bid,
        opening=_opening(project.batch),
        content=content or as_json(Content(total=total, lines=(Line("测试", total),))),
        total=total,
    )
    Bid.objects.filter(pk=bid.pk).update(state=BidState.OPENED)
    bid.refresh_from_db()
    return bid


def agree(bid: Bid, partner: Organization) -> None:
    """It has said that it bids along."""
    Agreement.objects.create(
        project=bid.project,
        lead=bid.organization,
        partner=partner,
        agreed_at=NOW,
        agreed_by=bid.received_from,
    )


def make_tender(*, bids: int = 3, **fields: Any) -> Project:
    """A project under review, with so many eligible bids of different firms, the first the cheapest."""
    project = make_project(**fields)
    for i in range(bids):
        make_bid(project, total=20_000_000 + i * 100_000)
    return under_review(project)


def under_review(project: Project, *, unchecked: bool = False) -> Project:
    """With every bid admitted, unless they are still to be checked."""
    Project.objects.filter(pk=project.pk).update(state=ProjectState.UNDER_REVIEW)
    if not unchecked:
        Bid.objects.filter(project=project).update(state=BidState.ELIGIBLE)
    project.refresh_from_db()
    return project


def make_evaluator(
    kind: str = EvaluatorKind.EXPERT,
    *,
    organization: Organization | None = None,
    specialities: str = "",
    **fields: Any,
) -> Evaluator:
    """Somebody posted as an evaluator in the district, whom nothing ties to anybody."""
    evaluator = Evaluator.objects.create(
        user=fields.pop("user", None) or make_staff(Role.EVALUATOR, make_district()),
        kind=kind,
        employer=organization.name_zh if organization else "测试大学",
        organization=organization,
        registered_at=NOW - timedelta(days=100),
        **fields,
    )
    put(evaluator.specialities, (make_subcategory(c) for c in specialities.split(",") if c))
    return evaluator


def make_pool(experts: int = 6, purchasers: int = 3) -> list[Evaluator]:
    return [make_evaluator() for _ in range(experts)] + [
        make_evaluator(EvaluatorKind.PURCHASER) for _ in range(purchasers)
    ]


def make_panel(
    project: Project,
    state: str = PanelState.DRAWN,
    *,
    purpose: str = Purpose.TENDER,
    members: Sequence[Evaluator] = (),
    size: int = 3,
    experts: int = 2,
    seats: str = "",
) -> Panel:
    """A panel as it would stand, its seats in the state of `seats` (accepted once scoring begins)."""
    draw = Draw.objects.create(
        batch=project.batch,
        purpose=purpose,
        seed="0" * 64,
        snapshot={},
        digest="0" * 64,
        at=NOW,
        by=make_user("测试抽取人"),
    )
    panel = Panel.objects.create(
        project=project, purpose=purpose, size=size, experts=experts, draw=draw
    )
    for member in members or [*make_pool(experts, size - experts)]:
        Seat.objects.create(
            panel=panel,
            evaluator=member,
            role=member.kind,
            draw=draw,
            invited_at=NOW,
            answer_by=NOW + timedelta(days=2),
        )
    if state == PanelState.SCORING or seats:
        panel.seats.update(state=seats or SeatState.ACCEPTED, answered_at=NOW)
    if state == PanelState.SCORING:
        begin(panel)
    panel.refresh_from_db()
    return panel


def begin(panel: Panel) -> None:
    Panel.objects.filter(pk=panel.pk).update(
        state=PanelState.SCORING, scoring_at=NOW, score_by=NOW + timedelta(days=5)
    )


def _rulebook() -> Rulebook:
    """The figures of law, but one bid is enough."""
    book, _ = Rulebook.objects.get_or_create(
        from_on=date(2026, 1, 1), defaults={"basis": "测试", "fewest_bids": 1}
    )
    return book


def _opening(batch: ProjectBatch) -> Opening:
    found = Opening.objects.filter(batch=batch).first()
    return found or Opening.objects.create(
        batch=batch, first_by=make_user("测试开标人"), first_at=NOW
    )
