"""Panels from the draw to the last signature, through the actions."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from marketplace.accounts.choices import Role
from marketplace.bids.actions import admit_bid
from marketplace.bids.models import Bid
from marketplace.journal.models import Entry
from marketplace.kernel.errors import Malformed, NotAllowed, RuleBroken
from marketplace.panels import actions
from marketplace.panels.actions import Scored
from marketplace.panels.actions.scoring import field_of, points_of
from marketplace.panels.choices import (
    EvaluatorKind,
    Obstacle,
    PanelState,
    Purpose,
    SeatState,
    Tie,
)
from marketplace.panels.models import Draw, Evaluator, Panel, Score, Seat
from marketplace.panels.pool import due
from marketplace.panels.prospects import preview
from marketplace.panels.replay import replay
from marketplace.projects.choices import Method, ProjectState
from marketplace.projects.models import Project
from tests import makers
from tests.makers import NOW, TODAY, later
from tests.panels.makers import (
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


@pytest.fixture
def officer():
    return makers.make_staff(Role.BUREAU_OFFICER, makers.make_district())


def draw(project: Project, officer, **fields) -> actions.drawing.Result:
    given = {"purpose": Purpose.TENDER, "by": officer, "at": NOW, **fields}
    return actions.draw_panels(project.batch, **given)


def members_of(panel: Panel) -> set[int]:
    return {seat.evaluator_id for seat in panel.seats.all()}


def accept(seat: Seat, **fields) -> Seat:
    given = {"declared": True, "by": seat.evaluator.user, "at": NOW, **fields}
    return actions.accept_seat(seat, **given)


def accept_all(panel: Panel) -> Panel:
    for seat in panel.seats.exclude(state=SeatState.RECUSED):
        accept(seat)
    panel.refresh_from_db()
    return panel


# -- the draw --------------------------------------------------------------------------------------


def test_every_project_under_review_gets_a_panel_of_its_size_in_one_draw(officer):
    small = make_tender(method=Method.CONSULTATION)
    large = make_tender(method=Method.OPEN_TENDER)
    make_pool(8, 3)
    result = draw(small, officer)
    sizes = {
        panel.project_id: (panel.size, panel.experts, panel.seats.count())
        for panel in result.panels
    }
    assert sizes == {small.pk: (3, 2, 3), large.pk: (5, 4, 5)}
    assert Draw.objects.count() == 1
    assert set(Seat.objects.values_list("state", flat=True)) == {SeatState.INVITED}
    assert result.short == {}


def test_nobody_who_is_partial_is_drawn_and_each_is_counted_with_the_reason(officer):
    project = make_tender()
    bidder = Bid.objects.filter(project=project).first().organization
    employee = make_evaluator(organization=bidder)
    related = make_evaluator()
    actions.declare_tie(related, bidder, tie=Tie.KINSHIP, by=related.user, at=NOW)
    author = make_evaluator(user=project.author)
    makers.make_staff(Role.EVALUATOR, user=project.author)
    of_the_bureau = make_evaluator(
        user=makers.make_staff(Role.EVALUATOR, user=makers.make_staff(Role.BUREAU_OFFICER))
    )
    free = {each.pk for each in make_pool(2, 1)}
    ((_, supplies),) = preview(project.batch, purpose=Purpose.TENDER, at=NOW)
    (panel,) = draw(project, officer).panels
    assert members_of(panel) == free
    assert members_of(panel).isdisjoint(
        {each.pk for each in (employee, related, author, of_the_bureau)}
    )
    (experts, _) = supplies
    assert (experts.registered, experts.free) == (6, 2)
    assert experts.obstacles == {
        Obstacle.AUTHOR: 1,
        Obstacle.PURCHASER: 1,
        Obstacle.EMPLOYER: 1,
        Obstacle.KINSHIP: 1,
    }


def test_a_draw_that_cannot_be_filled_says_why_with_counts(officer):
    project = make_tender()
    make_evaluator(organization=Bid.objects.filter(project=project).first().organization)
    make_pool(1, 1)
    with translation.override("en"), pytest.raises(RuleBroken) as refused:
        draw(project, officer)
    assert str(refused.value.message) == (
        "2 experts are wanted. 2 are on the list. 1 cannot: works for a bidder, or did lately."
    )
    assert not Panel.objects.exists()
    assert not Draw.objects.exists()


def test_what_can_be_filled_is_drawn_and_the_rest_is_told(officer):
    first, second = make_tender(), make_tender()
    for each in make_pool(2, 1):
        each.places = 1
        each.save()
    result = draw(first, officer)
    assert [panel.project for panel in result.panels] == [first]
    assert list(result.short) == [second]


def test_the_bureau_alone_draws_and_only_what_waits(officer):
    project = make_tender()
    make_pool()
    with pytest.raises(NotAllowed):
        draw(project, makers.make_staff(Role.DISPATCHER, makers.make_district()))
    with pytest.raises(NotAllowed):
        draw(project, makers.make_staff(Role.BUREAU_OFFICER, makers.make_district("320114")))
    draw(project, officer)
    with pytest.raises(RuleBroken, match="nothing_due"):
        draw(project, officer)


def test_nobody_is_drawn_who_is_inactive_or_posted_elsewhere_or_no_more(officer):
    project = make_tender()
    make_evaluator(is_active=False)
    make_evaluator(user=makers.make_staff(Role.EVALUATOR, makers.make_district("320114")))
    ended = makers.make_staff(Role.EVALUATOR, makers.make_district(), until_on=TODAY)
    make_evaluator(user=ended)
    free = {each.pk for each in make_pool(2, 1)}
    (panel,) = draw(project, officer).panels
    assert members_of(panel) == free


def test_panels_of_evaluations_are_due_a_month_ahead(officer):
    project = make_tender()
    Project.objects.filter(pk=project.pk).update(
        state=ProjectState.AWARD_APPROVED,
        award_approved_at=NOW,
        award_approved_by=officer,
    )
    for state in (ProjectState.PUBLICIZED, ProjectState.IN_PROGRESS):
        Project.objects.filter(pk=project.pk).update(state=state)
    ahead = project.midterm_on - timedelta(days=30)
    assert list(due(project.batch, Purpose.MIDTERM, ahead)) == [project]
    assert list(due(project.batch, Purpose.MIDTERM, ahead - timedelta(days=1))) == []
    assert list(due(project.batch, Purpose.FINAL, project.final_on)) == []


def test_load_is_even_over_the_year(officer):
    make_pool(4, 2)
    projects = [make_tender() for _ in range(4)]
    for project in projects:
        draw(project, officer) if due(project.batch, Purpose.TENDER, TODAY) else None
    for kind in EvaluatorKind.values:
        often = [each.seats.count() for each in Evaluator.objects.filter(kind=kind)]
        assert max(often) - min(often) <= 1


# -- replayed --------------------------------------------------------------------------------------


def test_a_draw_is_made_again_from_what_was_kept(officer):
    make_pool(9, 4)
    project, _ = make_tender(), make_tender()
    draw(project, officer)
    (kept,) = Draw.objects.all()
    again = replay(kept)
    assert again.is_same
    assert again.members == {
        panel.project_id: tuple(sorted(members_of(panel))) for panel in Panel.objects.all()
    }


def test_a_replay_names_what_was_altered(officer):
    make_pool(6, 3)
    project = make_tender()
    draw(project, officer)
    kept = Draw.objects.get()
    kept.snapshot["pairs"] = kept.snapshot["pairs"][1:]
    assert "digest" in {each.what for each in replay(kept).differences}
    kept = Draw.objects.get()
    kept.seed = "0" * 64
    assert "seed" in {each.what for each in replay(kept).differences}
    kept = Draw.objects.get()
    kept.digest = "0" * 64
    assert {each.what for each in replay(kept).differences} == {"digest", "journal"}


def test_the_seed_comes_from_the_bids_which_nobody_could_choose(officer):
    make_pool(6, 3)
    project = make_tender()
    digests = Bid.objects.filter(project=project).values_list("digest", flat=True)
    draw(project, officer)
    assert set(digests) <= set(Draw.objects.get().snapshot["sources"])


# -- answering -------------------------------------------------------------------------------------


def test_scoring_begins_with_the_last_to_accept(officer):
    make_pool(2, 1)
    (panel,) = draw(make_tender(), officer).panels
    first, second, third = panel.seats.all()
    for seat in (first, second):
        accept(seat)
        panel.refresh_from_db()
        assert panel.state == PanelState.DRAWN
    accept(third)
    panel.refresh_from_db()
    assert panel.state == PanelState.SCORING
    assert panel.score_by == makers.at("2026-10-28", "17:00")


def test_scoring_waits_for_the_last_bid_to_be_checked(officer):
    make_pool(2, 1)
    project = make_project()
    bid = make_bid(project)
    under_review(project, unchecked=True)
    (panel,) = draw(project, officer).panels
    assert accept_all(panel).state == PanelState.DRAWN
    assert actions.begin_when_ready(project, by=officer, at=NOW) is None
    with pytest.raises(RuleBroken, match="bids_unchecked"):
        actions.begin_scoring(panel, by=officer, at=NOW)
    admit_bid(bid, by=officer, at=NOW)
    assert actions.begin_when_ready(project, by=officer, at=NOW) == panel


def test_to_accept_is_to_confirm_that_nothing_ties_one(officer):
    make_pool(2, 1)
    (panel,) = draw(make_tender(), officer).panels
    with pytest.raises(Malformed) as refused:
        accept(panel.seats.first(), declared=False)
    assert list(refused.value.fields) == ["declared"]


def test_nobody_answers_for_somebody_else(officer):
    make_pool(2, 1)
    (panel,) = draw(make_tender(), officer).panels
    seat, other = panel.seats.all()[:2]
    for by in (officer, other.evaluator.user):
        with pytest.raises(NotAllowed):
            accept(seat, by=by)
        with pytest.raises(NotAllowed):
            actions.recuse_seat(seat, reason="测试", by=by, at=NOW)


def test_whoever_has_become_partial_cannot_accept(officer):
    make_pool(3, 1)
    project = make_tender()
    (panel,) = draw(project, officer).panels
    seat = panel.seats.filter(role=EvaluatorKind.EXPERT).first()
    bidder = Bid.objects.filter(project=project).first().organization
    actions.declare_tie(seat.evaluator, bidder, tie=Tie.KINSHIP, by=officer, at=NOW)
    with pytest.raises(RuleBroken, match="partial"):
        accept(seat)


def test_who_recuses_themselves_is_replaced_by_the_same_rule_and_what_ties_them_is_kept(officer):
    make_pool(4, 1)
    project = make_tender()
    (panel,) = draw(project, officer).panels
    drawn = members_of(panel)
    seat = panel.seats.filter(role=EvaluatorKind.EXPERT).first()
    bidder = Bid.objects.filter(project=project).first().organization
    actions.recuse_seat(
        seat,
        reason="我妻子在那里工作",
        organization=bidder,
        tie=Tie.KINSHIP,
        by=seat.evaluator.user,
        at=NOW,
    )
    new = Seat.objects.get(replaces=seat)
    assert new.evaluator_id not in drawn
    assert (new.role, new.state) == (seat.role, SeatState.INVITED)
    assert new.draw.follows == panel.draw
    assert new.draw.seed != panel.draw.seed
    assert replay(new.draw).is_same
    assert seat.evaluator.declarations.get().organization == bidder
    accept_all(panel)
    assert panel.state == PanelState.SCORING


def test_a_seat_that_nobody_is_left_for_waits_and_is_filled_later(officer):
    make_pool(2, 1)
    (panel,) = draw(make_tender(), officer).panels
    seat = panel.seats.filter(role=EvaluatorKind.EXPERT).first()
    actions.recuse_seat(seat, reason="出差", by=seat.evaluator.user, at=NOW)
    assert seat.replaced_by is None
    with pytest.raises(RuleBroken, match="nobody_left") as refused, translation.override("en"):
        actions.fill_panel(panel, by=officer, at=NOW)
    assert "Was on this panel already".lower() in str(refused.value.message).lower()
    found = make_evaluator()
    (new,) = actions.fill_panel(panel, by=officer, at=NOW)
    seat.refresh_from_db()
    assert (new.evaluator, seat.replaced_by) == (found, new)
    with pytest.raises(RuleBroken, match="no_seat_free"):
        actions.fill_panel(panel, by=officer, at=NOW)


def test_the_bureau_goes_on_without_whoever_did_not_answer_in_time(officer):
    make_pool(3, 1)
    (panel,) = draw(make_tender(), officer).panels
    seat = panel.seats.filter(role=EvaluatorKind.EXPERT).first()
    assert seat.answer_by == makers.at("2026-10-23", "17:00")
    with pytest.raises(RuleBroken, match="time_left"):
        actions.excuse_seat(seat, reason="未答复", by=officer, at=seat.answer_by)
    late = seat.answer_by + timedelta(microseconds=1)
    actions.excuse_seat(seat, reason="未答复", by=officer, at=late)
    assert seat.replaced_by.state == SeatState.INVITED


def test_members_stay_once_scoring_has_begun(officer):
    panel = make_panel(make_tender(), PanelState.SCORING)
    seat = panel.seats.first()
    with pytest.raises(RuleBroken, match="members_stay"):
        actions.recuse_seat(seat, reason="测试", by=seat.evaluator.user, at=NOW)


def test_a_dissolved_panel_makes_room_for_another_of_another_seed(officer):
    make_pool(8, 4)
    project = make_tender()
    (panel,) = draw(project, officer).panels
    actions.dissolve_panel(panel, reason="一名专家有利害关系", by=officer, at=NOW)
    (again,) = draw(project, officer).panels
    assert again.draw.seed != panel.draw.seed
    assert replay(again.draw).is_same


def test_a_signed_panel_is_dissolved_until_its_result_is_approved_and_not_after(officer):
    panel = make_panel(make_tender(), PanelState.SCORING)
    for seat in panel.seats.all():
        fill_in(seat)
        actions.sign_scores(seat, by=seat.evaluator.user, at=NOW)
    panel.refresh_from_db()
    project = Project.objects.filter(pk=panel.project_id)
    approved = {"award_approved_at": NOW, "award_approved_by": officer}
    project.update(state=ProjectState.AWARD_APPROVED, **approved)
    with pytest.raises(RuleBroken, match="followed"):
        actions.dissolve_panel(panel, reason="质疑成立", by=officer, at=NOW)
    project.update(state=ProjectState.UNDER_REVIEW)
    actions.dissolve_panel(panel, reason="质疑成立", by=officer, at=NOW)
    assert list(due(panel.project.batch, Purpose.TENDER, TODAY)) == [panel.project]


# -- scoring ---------------------------------------------------------------------------------------


@pytest.fixture
def panel():
    return make_panel(make_tender(), PanelState.SCORING)


def fill_in(seat: Seat, share: str = "0.8", comment: str = "") -> None:
    sheet = actions.save_scores(seat, [], by=seat.evaluator.user, at=NOW)
    scored = [
        Scored(cell.bid.pk, cell.criterion.pk, str(cell.criterion.weight * Decimal(share)), comment)
        for cell in sheet.cells
    ]
    actions.save_scores(seat, scored, by=seat.evaluator.user, at=NOW)


def a_cell(seat: Seat) -> tuple:
    project = seat.panel.project
    return Bid.objects.filter(project=project).first().pk, project.criteria.get(weight=40).pk


def test_drafts_are_kept_cell_by_cell_and_the_journal_hears_nothing_of_them(panel):
    seat = panel.seats.first()
    before = Entry.objects.count()
    cell = a_cell(seat)
    for points, comment in (("30", ""), ("", "还要看团队"), ("31.5", "团队扎实")):
        actions.save_scores(seat, [Scored(*cell, points, comment)], by=seat.evaluator.user, at=NOW)
    kept = Score.objects.get()
    assert (kept.points, kept.comment) == (Decimal("31.5"), "团队扎实")
    assert Entry.objects.count() == before


@pytest.mark.parametrize(
    ("typed", "points"),
    [("３０．５", "30.5"), ("30,5", "30.5"), (" 40 ", "40"), ("0", "0"), ("", None), ("1e1", "10")],
)
def test_points_are_read_as_people_type_them(typed, points):
    assert points_of(typed) == (None if points is None else Decimal(points))


@pytest.mark.parametrize(
    "typed",
    ["-1", "40.01", "41", "abc", "NaN", "Infinity", "1.005", "9" * 400, "1e99999", "\0"],
)
def test_points_that_are_none_are_refused_by_cell(panel, typed):
    seat = panel.seats.first()
    bid, criterion = a_cell(seat)
    with pytest.raises(Malformed) as refused:
        actions.save_scores(seat, [Scored(bid, criterion, typed)], by=seat.evaluator.user, at=NOW)
    assert list(refused.value.fields) == [field_of(bid, criterion)]
    assert not Score.objects.exists()


def test_a_cell_of_another_project_is_not_on_the_sheet(panel):
    seat = panel.seats.first()
    other = make_tender()
    stray = Bid.objects.filter(project=other).first().pk, other.criteria.first().pk
    with pytest.raises(Malformed):
        actions.save_scores(seat, [Scored(*stray, "1")], by=seat.evaluator.user, at=NOW)


def test_nobody_writes_on_somebody_elses_sheet(panel, officer):
    seat, other = panel.seats.all()[:2]
    for by in (other.evaluator.user, officer, makers.make_user(is_superuser=True)):
        with pytest.raises(NotAllowed):
            actions.save_scores(seat, [Scored(*a_cell(seat), "1")], by=by, at=NOW)
        with pytest.raises(NotAllowed):
            actions.sign_scores(seat, by=by, at=NOW)


def test_a_sheet_with_gaps_is_not_signed_and_each_gap_is_named(panel):
    seat = panel.seats.first()
    fill_in(seat)
    bid, criterion = a_cell(seat)
    actions.save_scores(seat, [Scored(bid, criterion, "3")], by=seat.evaluator.user, at=NOW)
    with pytest.raises(RuleBroken, match="sheet_gaps") as refused:
        actions.sign_scores(seat, by=seat.evaluator.user, at=NOW)
    assert list(refused.value.fields) == [field_of(bid, criterion, "comment")]


def test_the_panel_has_decided_when_the_last_one_signs_and_nothing_is_written_after(panel):
    for seat in panel.seats.all():
        panel.refresh_from_db()
        assert panel.state == PanelState.SCORING
        fill_in(seat)
        actions.sign_scores(seat, by=seat.evaluator.user, at=later(days=1))
    panel.refresh_from_db()
    assert (panel.state, panel.signed_at) == (PanelState.SIGNED, later(days=1))
    with pytest.raises(RuleBroken, match="signed"):
        fill_in(panel.seats.first())


def test_a_signature_is_in_the_journal_with_the_digest_and_without_points(panel):
    seat = panel.seats.first()
    fill_in(seat, "0.123", "评语不进日志")
    actions.sign_scores(seat, by=seat.evaluator.user, at=NOW)
    told = Entry.objects.get(verb="sign_seat")
    assert told.changes["digest"] == ["", seat.digest]
    assert "评语" not in str(told.changes)
    assert "7.38" not in str(told.changes)


def test_the_seat_of_an_evaluation_is_signed_with_the_digest_of_its_own_sheet():
    panel = make_panel(make_tender(), PanelState.SCORING, purpose=Purpose.FINAL)
    for seat in panel.seats.all():
        actions.sign_seat(seat, digest="f" * 64, by=seat.evaluator.user, at=NOW)
    panel.refresh_from_db()
    assert panel.state == PanelState.SIGNED


# -- the list --------------------------------------------------------------------------------------


def test_the_bureau_keeps_the_list_of_whoever_is_posted_as_an_evaluator(officer):
    somebody = makers.make_staff(Role.EVALUATOR, makers.make_district())
    given = {"kind": EvaluatorKind.EXPERT, "employer": "测试大学", "by": officer, "at": NOW}
    evaluator = actions.register_evaluator(
        somebody, specialities=[makers.make_subcategory("A1")], **given
    )
    assert [each.pk for each in evaluator.specialities.all()] == ["A1"]
    with pytest.raises(RuleBroken, match="registered"):
        actions.register_evaluator(somebody, **given)
    with pytest.raises(NotAllowed):
        actions.register_evaluator(makers.make_user(), **given)
    with pytest.raises(NotAllowed):
        actions.register_evaluator(
            makers.make_staff(Role.EVALUATOR, makers.make_district()), **given | {"by": somebody}
        )


def test_a_tie_can_end_but_not_in_days_to_come(officer):
    evaluator = make_evaluator()
    declared = actions.declare_tie(
        evaluator, make_firm(), tie=Tie.PARTNER, by=evaluator.user, at=NOW
    )
    with pytest.raises(Malformed):
        actions.end_tie(declared, until_on=TODAY + timedelta(days=1), by=evaluator.user, at=NOW)
    with pytest.raises(NotAllowed):
        actions.end_tie(declared, until_on=TODAY, by=make_evaluator().user, at=NOW)
    actions.end_tie(declared, until_on=TODAY, by=officer, at=NOW)
    with pytest.raises(RuleBroken):
        actions.end_tie(declared, until_on=date(2026, 1, 1), by=officer, at=NOW)
