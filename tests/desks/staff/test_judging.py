"""Triage and decision: every answer a judge may give, and what is refused."""

import pytest
from django.urls import reverse

from marketplace.accounts.choices import Role
from marketplace.catalogue.models import NeedTypeProposal
from marketplace.journal.queries import thread_of
from marketplace.needs.choices import NeedState as S
from marketplace.needs.models import Need
from marketplace.workorders.models import Offer, WorkOrder
from tests import makers
from tests.hostile import TOO_LONG, UNSTORABLE

SAFE = {"at_risk": "no", "need_type": "E-L1-01"}


@pytest.fixture
def need(scene):
    return scene.posted()


@pytest.fixture
def decide(officer, need):
    def send(decision, client=officer, need=need, **told):
        url = reverse("staff:triage", args=[need.number])
        return client.post(url, {**SAFE, "decision": decision, **told})

    return send


def now_is(need):
    return Need.objects.get(pk=need.pk)


def test_the_page_proposes_what_the_list_says(officer, need):
    page = officer.get(reverse("staff:triage", args=[need.number]))
    assert page.context["form"].chosen == need.need_type
    assert "As the list says" in page.content.decode()


def test_approving_orders_in_one_step_with_what_the_list_says(decide, need):
    answer = decide("approve")
    assert answer.url == reverse("staff:need", args=[need.number])
    need = now_is(need)
    assert (need.state, need.group_id, need.level, need.tag) == (
        S.ORDERED,
        "E",
        need.need_type.level,
        need.need_type.tag,
    )
    assert WorkOrder.objects.filter(need=need).exists()


def test_group_level_and_tag_may_differ_from_the_list(decide, need, scene):
    scene.resident.groups.add(makers.make_group("D"))
    level, tag = makers.make_level(2), makers.make_tag("safety_net")
    decide("approve", group="D", level="2", tag="safety_net")
    need = now_is(need)
    assert (need.group_id, need.level, need.tag) == ("D", level, tag)


def test_the_group_is_the_persons_own_where_the_kind_is_for_it(decide, scene):
    makers.make_need_type("D-L1-07", further_groups="E")
    need = scene.posted(resident=makers.make_resident(scene.community, groups="E"))
    decide("approve", need=need, need_type="D-L1-07")
    assert now_is(need).group_id == "E"


def test_community_staff_judge_and_the_subdistrict_decides(decide, as_user, need, people):
    staff = as_user(people[Role.COMMUNITY_STAFF])
    assert decide("judge", client=staff).status_code == 302
    assert now_is(need).state == S.ASSESSED
    page = staff.get(reverse("staff:triage", args=[need.number]))
    assert "approve" not in dict(page.context["form"].fields["decision"].choices)
    assert decide("approve", client=staff).status_code == 422
    assert decide("approve").status_code == 302
    assert now_is(need).state == S.ORDERED


def test_danger_takes_the_fast_lane_at_once(decide, as_user, need, people, scene):
    makers.make_tag("urgent")
    scene.service()
    staff = as_user(people[Role.COMMUNITY_STAFF])
    answer = decide("judge", client=staff, at_risk="yes")
    assert answer.status_code == 302
    need = now_is(need)
    assert (need.state, need.at_risk, need.tag_id) == (S.ORDERED, True, "urgent")
    assert Offer.objects.filter(work_order__need=need).exists()


def test_the_fast_lane_is_told_before_and_after(decide, officer, need):
    makers.make_tag("urgent")
    page = officer.get(reverse("staff:triage", args=[need.number]))
    assert "Fast lane" in page.content.decode()
    page = officer.get(decide("approve", at_risk="yes").url)
    assert "Fast lane" in page.content.decode()


@pytest.mark.parametrize("decision", ["return", "reject", "merge", "propose"])
def test_danger_is_never_put_off(decision, decide, need, scene):
    makers.make_need(resident=scene.resident, owner=scene.steward)
    told = {"missing": "phone", "reject_reason": "untrue", "reject_note": "x", "proposal": "x"}
    page = decide(decision, at_risk="yes", **told)
    assert page.status_code == 422
    assert now_is(need).state == S.SUBMITTED


def test_a_need_is_returned_with_everything_missing_at_once(decide, need):
    decide("return", missing=["phone", "address"], return_note="门牌号", at_risk="no")
    need = now_is(need)
    assert (need.state, need.missing, need.note) == (S.RETURNED, ["phone", "address"], "门牌号")


def test_what_is_missing_is_ticked_already(officer, scene):
    resident = makers.make_resident(scene.community, phone="", guardian_phone="")
    need = scene.posted(resident=resident)
    form = officer.get(reverse("staff:triage", args=[need.number])).context["form"]
    assert "phone" in form["missing"].value()


def test_a_need_is_rejected_with_a_reason_in_words(decide, need):
    decide("reject", reject_reason="already_served", reject_note="正在服务中")
    need = now_is(need)
    assert (need.state, need.reject_reason, need.note) == (
        S.REJECTED,
        "already_served",
        "正在服务中",
    )


def test_a_need_is_passed_on(decide, need):
    decide("refer", to="benefit", refer_note="请到低保窗口")
    need = now_is(need)
    assert (need.state, need.referred_to) == (S.REFERRED, "benefit")


def test_a_need_is_joined_with_an_earlier_one(decide, need, scene):
    earlier = makers.make_need(S.IN_SERVICE, resident=scene.resident, owner=scene.steward)
    decide("merge", into=str(earlier.pk))
    need = now_is(need)
    assert (need.state, need.merged_into) == (S.MERGED, earlier)


def test_joining_is_only_offered_where_there_is_an_earlier_one(officer, need, decide, scene):
    page = officer.get(reverse("staff:triage", args=[need.number]))
    assert "merge" not in dict(page.context["form"].fields["decision"].choices)
    strangers = makers.make_need(resident=makers.make_resident(scene.community))
    assert decide("merge", into=str(strangers.pk)).status_code == 422


def test_a_need_on_no_list_is_proposed_for_it_and_waits_on(decide, scene):
    need = makers.make_need(resident=scene.resident, owner=scene.steward)
    Need.objects.filter(pk=need.pk).update(need_type=None)
    answer = decide("propose", need=need, need_type="", proposal="照看宠物")
    assert answer.status_code == 302, answer.context["form"].errors
    assert NeedTypeProposal.objects.get().text == "照看宠物"
    assert now_is(need).state == S.SUBMITTED
    assert thread_of(need).last().verb == "propose_need_type"


def test_a_proposal_tells_nobodys_number(decide, scene):
    need = makers.make_need(resident=scene.resident, owner=scene.steward)
    Need.objects.filter(pk=need.pk).update(need_type=None)
    page = decide("propose", need=need, need_type="", proposal="打电话 15400000000 找王婆婆")
    assert page.status_code == 422
    assert not NeedTypeProposal.objects.exists()


@pytest.mark.parametrize(
    ("decision", "told", "field"),
    [
        ("", {}, "decision"),
        ("explode", {}, "decision"),
        ("approve", {"at_risk": ""}, "at_risk"),
        ("approve", {"need_type": ""}, "need_type"),
        ("approve", {"need_type": "X-L1-01"}, "need_type"),
        ("approve", {"tag": "purple"}, "tag"),
        ("return", {}, "missing"),
        ("return", {"missing": "soul"}, "missing"),
        ("refer", {"to": "benefit"}, "refer_note"),
        ("refer", {"refer_note": "x"}, "to"),
        ("reject", {"reject_reason": "untrue"}, "reject_note"),
        ("reject", {"reject_note": "x"}, "reject_reason"),
        ("reject", {"reject_reason": "untrue", "reject_note": TOO_LONG}, "reject_note"),
        ("reject", {"reject_reason": "untrue", "reject_note": UNSTORABLE["nul"]}, "reject_note"),
    ],
)
def test_an_incomplete_decision_says_what_is_missing(decision, told, field, decide, need):
    page = decide(decision, **told)
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert now_is(need).state == S.SUBMITTED


def test_nobody_approves_what_they_posted(decide, as_user, scene):
    need = makers.make_need(resident=scene.resident, owner=scene.steward, posted_by=scene.officer)
    page = decide("approve", need=need)
    assert page.status_code == 422
    assert now_is(need).state == S.SUBMITTED


def test_nobody_decides_about_their_own_relatives(decide, need):
    page = decide("approve", related="on")
    assert page.status_code == 409
    assert "privately" in page.content.decode()
    assert now_is(need).state == S.SUBMITTED


def test_a_group_the_person_is_not_in_is_refused_by_the_room(decide, need):
    makers.make_group("D")
    page = decide("approve", group="D")
    assert page.status_code == 409
    assert "group" in page.context["form"].errors


def test_a_second_judge_comes_too_late(decide, need):
    assert [decide("approve").status_code for _ in range(2)] == [302, 409]


def test_what_is_judged_already_opens_where_it_stands(officer, scene):
    need = scene.ordered().need
    answer = officer.get(reverse("staff:triage", args=[need.number]))
    assert answer.url == reverse("staff:need", args=[need.number])


def test_what_only_another_decision_asks_for_does_not_stand_in_the_way(officer, decide, need):
    page = officer.get(reverse("staff:triage", args=[need.number])).content.decode()
    assert " required" not in page
    assert decide("refer", to="benefit", refer_note="请到窗口", need_type="").status_code == 302


def test_a_need_on_no_list_cannot_be_approved_as_it_is(decide, need):
    page = decide("approve", need_type="other")
    assert "need_type" in page.context["form"].errors
    assert now_is(need).state == S.SUBMITTED
