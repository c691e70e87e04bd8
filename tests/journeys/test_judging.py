"""The journeys of whoever judges: in one breath, or not at all."""

from datetime import timedelta

import pytest

from marketplace.catalogue.models import NeedTypeProposal
from marketplace.households.choices import Basis, Purpose
from marketplace.journeys.amend_person import amend_person
from marketplace.journeys.complete_papers import complete_papers
from marketplace.journeys.judge_need import judge_need
from marketplace.journeys.log_unplanned_visit import log_unplanned_visit
from marketplace.journeys.post_need import NeedItem, ResidentRef, post_need
from marketplace.journeys.propose_need_type import propose_need_type
from marketplace.journeys.reject_need import reject_need
from marketplace.kernel.errors import Malformed, NotAllowed, Refusal, RuleBroken
from marketplace.needs.choices import Channel, NeedState, RejectReason
from marketplace.workorders.models import Visit, WorkOrder
from tests import makers
from tests.journeys.scene import Scene, manager_of, verbs
from tests.makers import later

pytestmark = pytest.mark.django_db


def judge(need, scene: Scene, *, at_risk=False, tag="", **more):
    return judge_need(
        need,
        at_risk=at_risk,
        need_type=scene.need_type,
        group=makers.make_group("E"),
        level=scene.need_type.level,
        tag=makers.make_tag(tag) if tag else scene.need_type.tag,
        by=scene.officer,
        at=later(minutes=5),
        **more,
    )


def test_judging_and_approving_in_one_breath_makes_an_order(scene):
    need = judge(scene.posted(), scene, approve=True)
    assert (need.state, need.work_orders.get().state) == (NeedState.ORDERED, "created")


def test_judging_again_replaces_the_tag_and_approves_when_asked(scene):
    need = judge(scene.posted(), scene)
    assert (need.state, need.tag.code) == (NeedState.ASSESSED, "needs_care")
    need = judge(need, scene, tag="safety_net")
    assert (need.state, need.tag.code) == (NeedState.ASSESSED, "safety_net")
    assert judge(need, scene, approve=True).state == NeedState.ORDERED
    assert verbs(need).count("triage_need") == 1


def test_danger_is_offered_at_once_and_only_once_whatever_was_asked(scene):
    scene.service()
    need = judge(scene.posted(at_risk=True), scene, at_risk=True, tag="urgent", approve=True)
    assert (need.state, need.work_orders.get().offers.count()) == (NeedState.ORDERED, 1)


def test_a_refused_approval_takes_the_judgement_back_with_it(scene):
    need = scene.posted()
    with pytest.raises(RuleBroken):
        judge(need, scene, approve=True, related=True)
    need.refresh_from_db()
    assert (need.state, WorkOrder.objects.count()) == (NeedState.SUBMITTED, 0)


def test_a_no_answers_the_safety_question_first(scene):
    need = scene.posted()
    told = {
        "reason": RejectReason.NOT_A_SERVICE,
        "note": "请向低保窗口申请",
        "by": scene.officer,
        "at": later(),
    }
    with pytest.raises(RuleBroken):
        reject_need(need, at_risk=True, **told)
    need.refresh_from_db()
    assert need.state == NeedState.SUBMITTED
    need = reject_need(need, at_risk=False, **told)
    assert (need.state, need.at_risk, verbs(need)[-2:]) == (
        NeedState.REJECTED,
        False,
        ["triage_need", "reject_need"],
    )


def test_papers_follow_the_help_with_a_consent_that_counts(scene):
    (need,) = post_need(
        who=ResidentRef(makers.make_resident(scene.community, consent=False)),
        items=[NeedItem(need_type=scene.need_type, at_risk=True)],
        community=scene.community,
        channel=Channel.STEWARD,
        consent_given=False,
        by=scene.steward,
        at=later(),
    )
    need = judge(need, scene, at_risk=True, tag="urgent")
    with pytest.raises(Refusal):
        complete_papers(need, by=scene.steward, at=later(days=1))
    need = complete_papers(need, basis=Basis.CONSENT, by=scene.steward, at=later(days=1))
    assert (need.papers_completed_at, need.consent.basis) == (later(days=1), Basis.CONSENT)


def test_what_is_on_no_list_is_proposed_for_it_and_the_need_waits_on(scene):
    scene.need_type = None
    need = scene.posted()
    with pytest.raises(NotAllowed):
        propose_need_type(need, text="代养宠物", by=scene.steward, at=later())
    proposal = propose_need_type(need, text="代养宠物", by=scene.officer, at=later())
    need.refresh_from_db()
    assert (list(NeedTypeProposal.objects.all()), need.state) == ([proposal], NeedState.SUBMITTED)
    listed = Scene(community=scene.community).posted()
    with pytest.raises(RuleBroken):
        propose_need_type(listed, text="代养宠物", by=scene.officer, at=later())


def test_a_visit_without_a_plan_is_logged_whole_or_not_at_all(scene):
    scene.service()
    order = scene.accepted()
    told = {
        "came_at": later(hours=1),
        "left_at": later(hours=2),
        "by": manager_of(order.offers.get()),
        "at": later(hours=3),
    }
    with pytest.raises(Malformed):
        log_unplanned_visit(order, record=" ", **told)
    order.refresh_from_db()
    assert (order.state, Visit.objects.count()) == ("accepted", 0)
    visit = log_unplanned_visit(order, record="顺路送药", **told)
    assert (visit.state, visit.planned_until - visit.planned_from) == ("done", timedelta(hours=1))


def test_a_record_and_its_address_are_corrected_together_or_not_at_all(scene):
    resident = scene.resident
    makers.make_consent(resident, purpose=Purpose.HEALTH)
    amend_person(
        resident,
        changes={"address": "演示路 9 号", "name": "演示·老周"},
        by=scene.steward,
        at=later(),
    )
    fresh = type(resident).objects.select_related("household").get(pk=resident.pk)
    assert (fresh.name, fresh.household.address) == ("演示·老周", "演示路 9 号")
    with pytest.raises(Refusal):
        amend_person(
            resident, changes={"address": "演示路 8 号", "name": ""}, by=scene.steward, at=later()
        )
    fresh.household.refresh_from_db()
    assert fresh.household.address == "演示路 9 号"
