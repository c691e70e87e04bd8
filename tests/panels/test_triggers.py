"""What the database refuses by itself, asked past every action."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model

from marketplace.bids.choices import BidState
from marketplace.bids.models import Bid, Partner
from marketplace.panels.choices import EvaluatorKind, PanelState, Purpose, SeatState, Tie
from marketplace.panels.lifecycle import PANEL, SEAT
from marketplace.panels.models import Declaration, Draw, Evaluator, Panel, Score, Seat
from marketplace.projects.choices import Method, ProjectState
from tests.makers import NOW, TODAY, make_member
from tests.panels.makers import (
    agree,
    begin,
    make_bid,
    make_evaluator,
    make_firm,
    make_panel,
    make_pool,
    make_project,
    make_tender,
    under_review,
)

pytestmark = pytest.mark.django_db
LARGE = 1_000_000_000


def refuses(write) -> bool:
    try:
        with transaction.atomic():
            write()
    except IntegrityError:
        return True
    return False


def update(row: Model, **facts):
    return lambda: type(row).objects.filter(pk=row.pk).update(**facts)


def declare(evaluator: Evaluator, organization, tie=Tie.KINSHIP, until_on=None) -> Declaration:
    return Declaration.objects.create(
        evaluator=evaluator,
        organization=organization,
        tie=tie,
        note="测试",
        until_on=until_on,
        declared_at=NOW,
        declared_by=evaluator.user,
    )


def bidder(project):
    return project_bids(project)[0].organization


def project_bids(project):
    return list(Bid.objects.filter(project=project).order_by("received_at"))


# -- how large, and who ----------------------------------------------------------------------------


@pytest.mark.parametrize("size", range(1, 16))
@pytest.mark.parametrize(
    ("method", "budget", "needed"),
    [
        (Method.CONSULTATION, LARGE - 1, 3),
        (Method.OPEN_TENDER, LARGE - 1, 5),
        (Method.OPEN_TENDER, LARGE, 7),
        (Method.CONSULTATION, LARGE, 7),
    ],
)
def test_a_panel_is_odd_and_as_large_as_method_and_budget_want(method, budget, needed, size):
    project = make_tender(method=method, budget=budget)
    drawn = not refuses(lambda: make_panel(project, size=size, experts=size, seats=""))
    assert drawn is (size % 2 == 1 and size >= needed)


@pytest.mark.parametrize("experts", range(1, 8))
def test_two_thirds_of_a_panel_are_experts(experts):
    project = make_tender(budget=LARGE)
    drawn = not refuses(lambda: make_panel(project, size=7, experts=experts))
    assert drawn is (experts >= 5)


def test_scoring_begins_when_every_seat_is_accepted_and_not_before():
    panel = make_panel(make_tender())
    first, *others = panel.seats.all()
    for seat in others:
        update(seat, state=SeatState.ACCEPTED, answered_at=NOW)()
    assert refuses(lambda: begin(panel))
    update(first, state=SeatState.ACCEPTED, answered_at=NOW)()
    assert not refuses(lambda: begin(panel))


def test_scoring_begins_with_every_member_that_was_drawn_and_no_more():
    panel = make_panel(make_tender(), members=make_pool(1, 1), seats=SeatState.ACCEPTED)
    assert refuses(lambda: begin(panel))
    seat_of(panel, make_evaluator())
    panel.seats.update(state=SeatState.ACCEPTED, answered_at=NOW)
    assert refuses(lambda: seat_of(panel, make_evaluator()))
    assert not refuses(lambda: begin(panel))


def seat_of(panel: Panel, evaluator: Evaluator, **facts) -> Seat:
    facts = {"role": evaluator.kind, "state": SeatState.INVITED, **facts}
    return Seat.objects.create(
        panel=panel,
        evaluator=evaluator,
        draw=panel.draw,
        invited_at=NOW,
        answer_by=NOW + timedelta(days=2),
        **facts,
    )


def test_the_purchaser_does_not_sit_as_an_expert():
    panel = make_panel(make_tender(), members=make_pool(1, 0))
    purchaser = make_evaluator(EvaluatorKind.PURCHASER)
    assert refuses(lambda: seat_of(panel, purchaser, role=EvaluatorKind.EXPERT))
    assert not refuses(lambda: seat_of(panel, purchaser))


def test_members_stay_once_scoring_has_begun():
    panel = make_panel(make_tender(), PanelState.SCORING)
    seat = panel.seats.first()
    assert refuses(update(seat, state=SeatState.RECUSED, recused_for="测试"))
    assert refuses(update(seat, evaluator=make_evaluator()))
    assert refuses(lambda: seat_of(panel, make_evaluator()))


def test_scoring_waits_until_every_bid_was_checked_and_one_is_left():
    project = make_project()
    one, other = make_bid(project), make_bid(project)
    panel = make_panel(under_review(project, unchecked=True), seats=SeatState.ACCEPTED)
    update(one, state=BidState.INELIGIBLE, excluded_for="测试")()
    assert refuses(lambda: begin(panel))
    update(other, state=BidState.INELIGIBLE, excluded_for="测试")()
    assert refuses(lambda: begin(panel))


def test_scoring_begins_once_every_bid_was_checked():
    project = make_project()
    one, other = make_bid(project), make_bid(project)
    panel = make_panel(under_review(project, unchecked=True), seats=SeatState.ACCEPTED)
    update(one, state=BidState.INELIGIBLE, excluded_for="测试")()
    update(other, state=BidState.ELIGIBLE)()
    assert not refuses(lambda: begin(panel))


@pytest.mark.parametrize("before", PanelState.values)
def test_the_database_knows_the_steps_of_a_panel_and_no_others(before):
    known = {step.target for step in PANEL.steps if before in step.sources} | {before}
    possible = set()
    for after in PanelState.values:
        panel = panel_in(before)
        if after == PanelState.SIGNED and before != after:
            sign_all(panel)
        facts = {"scoring_at": NOW, "score_by": NOW, "signed_at": NOW, "dissolved_at": NOW}
        facts |= {"dissolved_by": panel.draw.by, "dissolved_for": "测试", "state": after}
        if not refuses(update(panel, **facts)):
            possible.add(after)
    assert possible == known


def panel_in(state: str) -> Panel:
    drawn = state in (PanelState.DRAWN, PanelState.DISSOLVED)
    panel = make_panel(
        make_tender(bids=1, weights=(100,)),
        PanelState.DRAWN if drawn else PanelState.SCORING,
        seats=SeatState.ACCEPTED,
    )
    if state == PanelState.SIGNED:
        sign_all(panel)
        update(panel, state=state, signed_at=NOW)()
    if state == PanelState.DISSOLVED:
        facts = {"dissolved_by": panel.draw.by, "dissolved_for": "测试", "dissolved_at": NOW}
        update(panel, state=state, **facts)()
    panel.refresh_from_db()
    return panel


def sign_all(panel: Panel) -> None:
    if panel.state != PanelState.SCORING:
        return
    for seat in panel.seats.all():
        fill_in(seat)
        update(seat, state=SeatState.SIGNED, signed_at=NOW, digest="a" * 64)()


def test_the_database_knows_the_steps_of_a_seat_and_no_others():
    assert {(s.verb, s.target) for s in SEAT.steps} == {
        ("accept", SeatState.ACCEPTED),
        ("recuse", SeatState.RECUSED),
        ("sign", SeatState.SIGNED),
    }
    seat = make_panel(make_tender()).seats.first()
    assert refuses(update(seat, state=SeatState.SIGNED, answered_at=NOW, signed_at=NOW, digest="a"))
    update(seat, state=SeatState.RECUSED, answered_at=NOW, recused_for="测试")()
    assert refuses(update(seat, state=SeatState.INVITED))
    assert refuses(update(seat, state=SeatState.ACCEPTED))


# -- who is partial --------------------------------------------------------------------------------


def partial_by(tie: str, evaluator: Evaluator, firm):
    """Ties the evaluator to the firm that bids."""
    if tie == "employer":
        update(evaluator, organization=firm)()
    elif tie == "member":
        make_member(firm, user=evaluator.user)
    elif tie == "representative":
        update(evaluator, organization=make_firm(firm.legal_representative))()
    else:
        declare(evaluator, firm, tie)


@pytest.mark.parametrize("tie", ["employer", "member", "representative", *Tie.values])
@pytest.mark.parametrize("bids_along", [False, True])
def test_nobody_who_is_partial_is_seated_accepts_or_scores(tie, bids_along):
    project, firm = make_project(), make_firm()
    bid = make_bid(project) if bids_along else make_bid(project, firm)
    if bids_along:
        agree(bid, firm)
        Partner.objects.create(bid=bid, organization=firm)
    under_review(project)
    seated, other = make_evaluator(), make_evaluator()
    panel = make_panel(project, members=[seated, *make_pool(0, 1)])
    seat = panel.seats.get(evaluator=seated)
    partial_by(tie, other, firm)
    assert refuses(lambda: seat_of(panel, other))
    seat_of(panel, make_evaluator())
    panel.seats.exclude(pk=seat.pk).update(state=SeatState.ACCEPTED, answered_at=NOW)
    partial_by(tie, seated, firm)
    assert refuses(update(seat, state=SeatState.ACCEPTED, answered_at=NOW))


@pytest.mark.parametrize("tie", ["employer", "member", "representative", *Tie.values])
def test_scoring_does_not_begin_with_somebody_who_became_partial_after_accepting(tie):
    project = make_tender()
    panel = make_panel(project, seats=SeatState.ACCEPTED)
    partial_by(tie, panel.seats.first().evaluator, bidder(project))
    assert refuses(lambda: begin(panel))


def test_the_author_of_a_project_does_not_judge_it():
    project = make_tender()
    author = make_evaluator(user=project.author)
    panel = make_panel(project, members=make_pool(1, 1))
    assert refuses(lambda: seat_of(panel, author))


@pytest.mark.parametrize(("until_on", "counts"), [("yesterday", True), ("long", False)])
def test_a_tie_counts_for_two_years_after_its_end(until_on, counts):
    project = make_tender()
    ended = {"yesterday": TODAY.replace(year=TODAY.year - 2) + timedelta(days=1)}.get(
        until_on, TODAY.replace(year=TODAY.year - 2)
    )
    panel = make_panel(project, members=make_pool(1, 1))
    evaluator = make_evaluator()
    declare(evaluator, bidder(project), Tie.PARTNER, until_on=ended)
    assert refuses(lambda: seat_of(panel, evaluator)) is counts


def test_a_tie_to_an_organization_that_does_not_bid_stands_in_nobodys_way():
    panel = make_panel(make_tender(), members=make_pool(1, 1))
    evaluator = make_evaluator(organization=make_firm())
    declare(evaluator, make_firm())
    assert not refuses(lambda: seat_of(panel, evaluator))


# -- points ----------------------------------------------------------------------------------------


def score(seat: Seat, bid, criterion, points, comment="") -> Score:
    return Score.objects.create(
        seat=seat, bid=bid, criterion=criterion, points=points, comment=comment, saved_at=NOW
    )


def fill_in(seat: Seat, share: str = "1", comment: str = "") -> None:
    project = seat.panel.project
    for bid in project_bids(project):
        for criterion in project.criteria.all():
            score(seat, bid, criterion, criterion.weight * Decimal(share), comment)


@pytest.fixture
def seat() -> Seat:
    return make_panel(make_tender(), PanelState.SCORING).seats.first()


@pytest.mark.parametrize(
    ("points", "fits"),
    [("-0.01", False), ("0", True), ("40", True), ("40.01", False), (None, True)],
)
def test_points_lie_between_nothing_and_the_weight(seat, points, fits):
    lesser = seat.panel.project.criteria.get(weight=40)
    points = None if points is None else Decimal(points)
    bid = project_bids(seat.panel.project)[0]
    assert refuses(lambda: score(seat, bid, lesser, points)) is not fits


def test_a_cell_holds_one_score(seat):
    bid, criterion = project_bids(seat.panel.project)[0], seat.panel.project.criteria.first()
    score(seat, bid, criterion, Decimal(1))
    assert refuses(lambda: score(seat, bid, criterion, Decimal(1)))


def test_only_bids_and_criteria_of_the_panels_own_project_are_scored(seat):
    other = make_tender()
    own_bid, own = project_bids(seat.panel.project)[0], seat.panel.project.criteria.first()
    assert refuses(lambda: score(seat, project_bids(other)[0], own, Decimal(1)))
    assert refuses(lambda: score(seat, own_bid, other.criteria.first(), Decimal(1)))


def test_nobody_scores_before_the_panel_begins():
    panel = make_panel(make_tender(), seats=SeatState.ACCEPTED)
    bid, criterion = project_bids(panel.project)[0], panel.project.criteria.first()
    assert refuses(lambda: score(panel.seats.first(), bid, criterion, Decimal(1)))


def test_bids_are_not_scored_on_the_panel_of_an_evaluation():
    panel = make_panel(make_tender(), PanelState.SCORING, purpose=Purpose.FINAL)
    bid, criterion = project_bids(panel.project)[0], panel.project.criteria.first()
    assert refuses(lambda: score(panel.seats.first(), bid, criterion, Decimal(1)))


SIGNED = {"state": SeatState.SIGNED, "signed_at": NOW, "digest": "a" * 64}


@pytest.mark.parametrize(
    ("share", "comment", "complete"),
    [("0.6", "", True), ("0.5999", "", False), ("0.5999", "太少", True)],
)
def test_few_points_are_not_signed_without_a_word(seat, share, comment, complete):
    fill_in(seat, share, comment)
    assert refuses(update(seat, **SIGNED)) is not complete


def test_a_sheet_with_a_gap_is_not_signed(seat):
    fill_in(seat)
    update(seat.scores.first(), points=None)()
    assert refuses(update(seat, **SIGNED))


def test_what_was_signed_is_not_written_on(seat):
    fill_in(seat)
    update(seat, **SIGNED)()
    written = seat.scores.first()
    assert refuses(update(written, points=Decimal(1)))
    assert refuses(update(written, comment="另一句"))
    assert refuses(lambda: Score.objects.filter(pk=written.pk).delete())
    assert refuses(update(seat, digest="b" * 64))


def test_a_panel_is_signed_when_all_have_signed():
    panel = make_panel(make_tender(), PanelState.SCORING)
    finish = update(panel, state=PanelState.SIGNED, signed_at=NOW)
    for seat in panel.seats.all():
        assert refuses(finish)
        fill_in(seat)
        update(seat, **SIGNED)()
    assert not refuses(finish)


def test_a_signed_panel_stays_once_its_project_has_gone_on():
    panel = panel_in(PanelState.SIGNED)
    project, officer = panel.project, panel.draw.by
    approved = {"award_approved_at": NOW, "award_approved_by": officer}
    update(project, state=ProjectState.AWARD_APPROVED, **approved)()
    dissolved = {"dissolved_at": NOW, "dissolved_by": officer, "dissolved_for": "测试"}
    assert refuses(update(panel, state=PanelState.DISSOLVED, **dissolved))


# -- what stays ------------------------------------------------------------------------------------


def test_what_was_drawn_and_declared_stays():
    panel = make_panel(make_tender())
    seat, evaluator = panel.seats.first(), panel.seats.first().evaluator
    declared = declare(evaluator, make_firm())
    for row in (panel, seat, panel.draw, declared):
        assert refuses(
            lambda row=row: type(row).objects.filter(pk=row.pk)._raw_delete(row._state.db)
        )
    assert refuses(update(panel.draw, seed="1" * 64))
    assert refuses(update(panel, size=5, experts=4))
    assert refuses(update(evaluator, kind=EvaluatorKind.PURCHASER))
    assert refuses(update(declared, organization=make_firm()))
    assert not refuses(update(declared, until_on=TODAY))
    assert refuses(update(declared, until_on=None))
    assert Draw.objects.get().seed == "0" * 64
