"""From the request for materials to a result that stands."""

from datetime import timedelta
from decimal import Decimal

import pytest

from marketplace.bans.choices import BanState
from marketplace.bans.models import Ban, BanPolicy
from marketplace.evaluations import actions
from marketplace.evaluations.choices import EvaluationState, Kind, ObjectionState, PlanState
from marketplace.evaluations.models import CorrectionPlan, ScoreSheet
from marketplace.evaluations.queries import score_of
from marketplace.journeys.accept_correction import accept_correction
from marketplace.journeys.close_project import close_project
from marketplace.journeys.finish_evaluation import finish_evaluation
from marketplace.journeys.pay_instalment import pay_instalment
from marketplace.journeys.report_progress import report_progress
from marketplace.journeys.sign_sheet import sign_sheet
from marketplace.kernel.errors import Malformed, NotAllowed
from marketplace.projects.choices import Measure, ProjectState
from tests import makers
from tests.contracts.actions.test_awards import refused
from tests.contracts.makers import at_the_clock
from tests.evaluations.makers import (
    BEGUN,
    SERVED,
    Delivered,
    a_pdf,
    points,
    verdict_of,
    with_indicators,
)
from tests.panels.makers import make_project

pytestmark = pytest.mark.django_db
CONTENT = [5] * 12
UNHAPPY = [5] * 5 + [1] * 7
HALF = [5] * 6 + [1] * 6
NOVEMBER = makers.at("2027-11-01")


def state_of(delivered):
    delivered.project.refresh_from_db()
    return delivered.project.state


def test_the_final_evaluation_waits_for_the_mid_term():
    delivered = Delivered(people=1)
    refused("midterm_open", delivered.requested, Kind.FINAL)


def test_only_the_provider_hands_in_papers_and_at_least_one():
    delivered = Delivered(people=1)
    evaluation = delivered.requested()
    refused("no_materials", actions.hand_in_materials, evaluation, by=delivered.manager, at=BEGUN)
    with pytest.raises(NotAllowed):
        actions.add_material(
            evaluation, title="自评", content=a_pdf(), by=delivered.officer, at=BEGUN
        )
    with pytest.raises(Malformed):
        actions.add_material(
            evaluation, title="自评", content=b"MZ", by=delivered.manager, at=BEGUN
        )


def test_a_site_visit_waits_for_a_panel_that_has_begun():
    delivered = Delivered(people=1)
    evaluation = delivered.surveyed([5])
    visit = {
        "visited_on": BEGUN.date(),
        "visitors": "甲",
        "findings": "无",
        "by": delivered.officer,
    }
    refused("no_panel", actions.record_site_visit, evaluation, at=BEGUN, **visit)


def test_others_read_a_sheet_when_all_have_signed():
    delivered = Delivered()
    evaluation = delivered.visited(CONTENT)
    first, *others = delivered.members_of_the_panel()
    actions.save_scores(evaluation, given=points(40, 20, 20, 20), by=first, at=BEGUN)
    sign_sheet(evaluation, by=first, at=BEGUN)
    assert score_of(evaluation) is None
    for other in others:
        actions.save_scores(evaluation, given=points(30, 10, 10, "10.5"), by=other, at=BEGUN)
        sign_sheet(evaluation, by=other, at=BEGUN)
    evaluation.refresh_from_db()
    assert evaluation.state == EvaluationState.SCORED
    assert score_of(evaluation) == Decimal("73.67")
    delivered.panel.refresh_from_db()
    assert delivered.panel.state == "signed"


def test_a_sheet_is_signed_whole_and_once():
    delivered = Delivered()
    evaluation = delivered.visited(CONTENT)
    member, *_ = delivered.members_of_the_panel()
    some = dict(list(points(40, 20, 20, 20).items())[:3])
    actions.save_scores(evaluation, given=some, by=member, at=BEGUN)
    refused("not_whole", sign_sheet, evaluation, by=member, at=BEGUN)
    actions.save_scores(evaluation, given=points(40, 20, 20, 20), by=member, at=BEGUN)
    sign_sheet(evaluation, by=member, at=BEGUN)
    refused("signed", sign_sheet, evaluation, by=member, at=BEGUN)
    assert ScoreSheet.objects.count() == 1


@pytest.mark.parametrize("given", ["40.01", "-1", "NaN", "Infinity", "1.005"])
def test_points_stay_within_the_scheme(given):
    delivered = Delivered()
    evaluation = delivered.visited(CONTENT)
    member, *_ = delivered.members_of_the_panel()
    with pytest.raises(Malformed) as refusal:
        actions.save_scores(evaluation, given=points(given, 0, 0, 0), by=member, at=BEGUN)
    assert set(refusal.value.fields) == {"implementation"}


def test_nobody_scores_who_has_no_seat():
    delivered = Delivered()
    evaluation = delivered.visited(CONTENT)
    with pytest.raises(NotAllowed):
        actions.save_scores(evaluation, given=points(1, 1, 1, 1), by=delivered.officer, at=BEGUN)


def test_a_mid_term_that_passes_lets_the_project_go_on_and_its_instalment_be_paid():
    delivered = Delivered()
    evaluation = delivered.finished(CONTENT)
    assert (evaluation.passed, evaluation.score) == (True, Decimal("100.00"))
    assert state_of(delivered) == ProjectState.MIDTERM_PASSED
    _, midterm, final = delivered.contract.instalments.all()
    assert pay_instalment(midterm, by=delivered.officer, at=BEGUN).state == "paid"
    refused("not_evaluated", pay_instalment, final, by=delivered.officer, at=BEGUN)


@pytest.mark.parametrize(
    ("scores", "given"), [(CONTENT, (20, 10, 10, 19.99)), (UNHAPPY, (40, 20, 20, 20))]
)
def test_a_mid_term_below_the_line_wants_a_plan_with_a_day(scores, given):
    delivered = Delivered()
    evaluation = delivered.announced(scores, *given)
    later = at_the_clock(BEGUN + timedelta(days=9))
    with pytest.raises(Malformed):
        finish_evaluation(evaluation, by=delivered.second, at=later)
    plan = {"correction": "补足人员", "correction_due_on": (later + timedelta(days=30)).date()}
    finish_evaluation(evaluation, by=delivered.second, at=later, **plan)
    assert state_of(delivered) == ProjectState.RECTIFYING
    assert CorrectionPlan.objects.get().due_on == plan["correction_due_on"]
    assert not Ban.objects.exists()


def test_what_was_put_right_is_reported_checked_and_accepted():
    delivered = Delivered()
    due_on = (BEGUN + timedelta(days=40)).date()
    delivered.finished(UNHAPPY, correction="补足人员", correction_due_on=due_on)
    plan, later = CorrectionPlan.objects.get(), BEGUN + timedelta(days=20)
    refused("wrong_step", accept_correction, plan, by=delivered.officer, at=later)
    actions.report_correction(plan, report="已补两人", by=delivered.manager, at=later)
    actions.send_correction_back(plan, reason="还缺一人", by=delivered.officer, at=later)
    actions.report_correction(plan, report="已补三人", by=delivered.manager, at=later)
    assert accept_correction(plan, by=delivered.officer, at=later).state == PlanState.ACCEPTED
    assert state_of(delivered) == ProjectState.MIDTERM_PASSED


def test_exactly_half_satisfied_is_no_ground_for_anything():
    delivered = Delivered()
    assert delivered.finished(HALF).passed


def passed_midterm(**fields):
    delivered = Delivered(**fields)
    delivered.finished(CONTENT)
    return delivered


@pytest.mark.parametrize(
    ("scores", "banned", "state"),
    [
        (CONTENT, False, ProjectState.FINAL_PASSED),
        (HALF, False, ProjectState.FINAL_PASSED),
        (UNHAPPY, True, ProjectState.FINAL_FAILED),
    ],
)
def test_fewer_than_half_satisfied_at_the_end_fails_and_proposes_a_ban(scores, banned, state):
    delivered = passed_midterm()
    delivered.finished(scores, kind=Kind.FINAL, at=NOVEMBER)
    assert state_of(delivered) == state
    assert Ban.objects.exists() is banned
    if banned:
        ban = Ban.objects.get()
        assert (ban.satisfied, ban.valid, ban.state) == (5, 12, BanState.PROPOSED)
        assert ban.organization == delivered.tendered.organization


def test_where_the_policy_says_so_the_mid_term_proposes_a_ban_as_well():
    BanPolicy.objects.create(
        from_on=makers.at("2027-01-01").date(), on_midterm=True, made_at=makers.NOW
    )
    delivered = Delivered()
    due_on = (BEGUN + timedelta(days=40)).date()
    delivered.finished(UNHAPPY, correction="补足人员", correction_due_on=due_on)
    assert Ban.objects.get().trigger == "midterm"


def test_an_evaluated_and_paid_project_is_closed():
    delivered = passed_midterm()
    delivered.finished(CONTENT, kind=Kind.FINAL, at=NOVEMBER)
    refused("not_all_paid", close_project, delivered.contract, by=delivered.officer, at=NOVEMBER)
    for instalment in delivered.contract.instalments.all():
        pay_instalment(instalment, by=delivered.officer, at=NOVEMBER)
    contract = close_project(delivered.contract, by=delivered.officer, at=NOVEMBER)
    assert (contract.state, state_of(delivered)) == ("ended", ProjectState.CLOSED)


def test_the_provider_has_seven_days_to_object_and_then_another_officer_signs():
    delivered = Delivered()
    evaluation = delivered.announced(CONTENT)
    until = evaluation.objections_until
    assert until == makers.at("2027-06-09", "00:00")
    refused("objecting", finish_evaluation, evaluation, by=delivered.second, at=until)
    late = at_the_clock(until + timedelta(seconds=1))
    refused("another_officer", finish_evaluation, evaluation, by=delivered.officer, at=late)
    refused(
        "too_late",
        actions.object_to_result,
        evaluation,
        text="不同意",
        by=delivered.manager,
        at=late,
    )
    assert finish_evaluation(evaluation, by=delivered.second, at=late).state == "final"


def test_an_open_objection_holds_the_result_and_an_upheld_one_opens_the_sheets_again():
    delivered = Delivered()
    evaluation = delivered.announced(CONTENT, 20, 10, 10, 15)
    objection = actions.object_to_result(
        evaluation, text="漏看材料", by=delivered.manager, at=BEGUN
    )
    late = at_the_clock(BEGUN + timedelta(days=9))
    refused("objection_open", finish_evaluation, evaluation, by=delivered.second, at=late)
    actions.answer_objection(objection, upheld=True, answer="属实", by=delivered.officer, at=late)
    evaluation.refresh_from_db()
    assert (evaluation.state, objection.state) == ("site_visited", ObjectionState.UPHELD)
    for member in delivered.members_of_the_panel():
        actions.save_scores(evaluation, given=points(30, 10, 10, 15), by=member, at=late)
        sign_sheet(evaluation, by=member, at=late)
    evaluation.refresh_from_db()
    assert score_of(evaluation) == 65


def test_an_answer_taken_back_before_the_end_changes_the_result_and_nothing_does_afterwards():
    delivered = Delivered()
    evaluation = delivered.announced(HALF)
    happy = evaluation.members.filter(score=5).first()
    actions.withdraw_answer(happy, by=delivered.officer, at=BEGUN)
    later = at_the_clock(BEGUN + timedelta(days=9))
    plan = {"correction": "改进", "correction_due_on": (later + timedelta(days=9)).date()}
    evaluation = finish_evaluation(evaluation, by=delivered.second, at=later, **plan)
    assert (evaluation.satisfied, evaluation.valid, evaluation.passed) == (5, 11, False)
    other = evaluation.members.filter(score=5).first()
    refused("final", actions.withdraw_answer, other, by=delivered.officer, at=later)


def test_a_ban_is_not_undone_by_what_people_say_later():
    delivered = passed_midterm()
    evaluation = delivered.finished(UNHAPPY, kind=Kind.FINAL, at=NOVEMBER)
    silent = delivered.serve(community=delivered.communities[0])
    verdict_of(silent, 5, at=NOVEMBER + timedelta(days=30))
    unhappy = evaluation.members.filter(score=1).first()
    refused("final", actions.withdraw_answer, unhappy, by=delivered.officer, at=NOVEMBER)
    evaluation.refresh_from_db()
    assert (evaluation.satisfied, evaluation.valid) == (5, 12)
    assert Ban.objects.get().state == BanState.PROPOSED


def test_indicators_are_counted_from_the_orders_at_the_site_visit():
    project = with_indicators(make_project(), *Measure)
    delivered = Delivered(people=11, project=project)
    slow = delivered.serve(makers.make_resident(), came=SERVED, reported_at=SERVED - timedelta(30))
    delivered.serve(slow.need.resident, came=SERVED + timedelta(days=60))
    evaluation = delivered.visited([5, 5, 1, 4, 5, 5, 5, 5, 5, 5, 5, 2])
    found = {one.indicator.measure: one.reached for one in evaluation.measurements.all()}
    assert found == {
        Measure.PEOPLE_SERVED: 12,
        Measure.ORDERS_COMPLETED: 13,
        Measure.VISITS_MADE: 13,
        Measure.ON_TIME: Decimal("92.30"),
        Measure.SATISFACTION: Decimal("83.33"),
        Measure.REPORTED: 7,
    }


def test_what_only_the_provider_can_tell_it_tells_for_every_indicator():
    delivered = Delivered(people=1, project=with_indicators(make_project(), Measure.REPORTED))
    evaluation = delivered.requested()
    actions.add_material(evaluation, title="自评", content=a_pdf(), by=delivered.manager, at=BEGUN)
    with pytest.raises(Malformed) as refusal:
        actions.hand_in_materials(evaluation, by=delivered.manager, at=BEGUN)
    assert set(refusal.value.fields) == {f"reported_{delivered.project.indicators.get().pk}"}


def test_a_report_counts_what_was_done_in_its_days():
    delivered = Delivered(people=3)
    verdict_of(delivered.serve(community=delivered.communities[0]), 5)
    late = delivered.serve(community=delivered.communities[0], came=SERVED + timedelta(days=60))
    report = report_progress(
        delivered.contract,
        from_on=makers.at("2026-12-01").date(),
        until_on=makers.at("2027-01-01").date(),
        text="进展顺利",
        by=delivered.manager,
        at=BEGUN,
    )
    assert report.figures == {
        "people": 4,
        "visits": 4,
        "orders": 4,
        "on_time": 4,
        "clocked": 4,
        "satisfied": 1,
        "answers": 1,
    }
    assert late.contract == delivered.contract
    days = {"from_on": makers.at("2027-05-01").date(), "until_on": makers.at("2027-07-01").date()}
    with pytest.raises(Malformed):
        report_progress(delivered.contract, **days, text="x", by=delivered.manager, at=BEGUN)
    with pytest.raises(NotAllowed):
        report_progress(delivered.contract, **days, text="x", by=delivered.officer, at=BEGUN)
