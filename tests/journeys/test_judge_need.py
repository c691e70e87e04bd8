"""Judging and deciding in one breath, rejecting at once, papers after the help, corrections."""

import pytest

from marketplace.catalogue.models import NeedTypeProposal
from marketplace.households.choices import Basis
from marketplace.households.models import Consent
from marketplace.journeys.amend_person import amend_person
from marketplace.journeys.complete_papers import complete_papers
from marketplace.journeys.judge_need import judge_need
from marketplace.journeys.post_need import NeedItem, ResidentRef, post_need
from marketplace.journeys.propose_need_type import propose_need_type
from marketplace.journeys.reject_need import reject_need
from marketplace.kernel.errors import Malformed, NotAllowed, RuleBroken
from marketplace.needs.choices import Channel
from marketplace.needs.choices import NeedState as S
from marketplace.needs.models import Need
from tests import makers
from tests.journeys.scene import verbs
from tests.makers import later

pytestmark = pytest.mark.django_db


@pytest.fixture
def judge(scene):
    def call(need, **told):
        answers = {
            "at_risk": False,
            "need_type": scene.need_type,
            "group": makers.make_group("E"),
            "level": scene.need_type.level,
            "tag": scene.need_type.tag,
            "by": scene.officer,
            "at": later(minutes=5),
        }
        return judge_need(need, **{**answers, **told})

    return call


def now_is(need):
    return Need.objects.get(pk=need.pk).state


def test_judged_and_approved_in_one_breath(judge, scene):
    need = judge(scene.posted(), approve=True)
    assert need.state == S.ORDERED
    assert need.work_orders.count() == 1


def test_judged_only_it_waits_for_the_subdistrict(judge, scene):
    assert judge(scene.posted()).state == S.ASSESSED


def test_judged_again_and_approved(judge, scene):
    need = judge(scene.posted())
    need = judge(need, level=makers.make_level(2), approve=True)
    assert (need.state, need.level_id) == (S.ORDERED, 2)
    assert verbs(need).count("triage_need") == 1


def test_danger_is_ordered_whatever_was_asked(judge, scene):
    scene.service()
    need = judge(scene.posted(), at_risk=True, tag=makers.make_tag("urgent"))
    assert need.state == S.ORDERED
    assert "make_offer" in verbs(need)


def test_danger_that_was_triaged_before_is_ordered_when_it_is_judged(judge, scene):
    scene.service()
    need = makers.make_need(S.TRIAGED, resident=scene.resident, tag="urgent", owner=scene.steward)
    need = judge(need, tag=makers.make_tag("urgent"))
    assert need.state == S.ORDERED
    assert "make_offer" in verbs(need)


def test_what_may_not_be_approved_is_not_judged_either(judge, scene):
    need = scene.posted()
    with pytest.raises(RuleBroken):
        judge(need, approve=True, related=True)
    assert (now_is(need), verbs(need)) == (S.SUBMITTED, ["post_need"])


def test_rejecting_answers_the_safety_question_first(scene):
    need = scene.posted()
    told = {"reason": "untrue", "note": "核实不符", "by": scene.officer, "at": later(minutes=5)}
    reject_need(need, at_risk=False, **told)
    assert verbs(need) == ["post_need", "triage_need", "reject_need"]


def test_danger_is_never_rejected(scene):
    need = scene.posted()
    told = {"reason": "untrue", "note": "核实不符", "by": scene.officer, "at": later(minutes=5)}
    with pytest.raises(RuleBroken):
        reject_need(need, at_risk=True, **told)
    assert now_is(need) == S.SUBMITTED


def test_a_judged_need_is_rejected_as_it_stands(judge, scene):
    need = judge(scene.posted())
    reject_need(
        need, at_risk=False, reason="untrue", note="不符", by=scene.officer, at=later(minutes=9)
    )
    assert now_is(need) == S.REJECTED


# -- proposals for the list -----------------------------------------------------------------------


@pytest.fixture
def other(scene):
    (need,) = post_need(
        who=ResidentRef(scene.resident),
        items=[NeedItem(description="照看猫")],
        community=scene.community,
        channel=Channel.STEWARD,
        consent_given=True,
        by=scene.steward,
        at=makers.NOW,
    )
    return need


def test_a_need_on_no_list_is_proposed_and_its_thread_says_so(other, scene):
    proposal = propose_need_type(other, text="照看宠物", by=scene.officer, at=later(minutes=5))
    assert (proposal.text, proposal.proposed_by) == ("照看宠物", scene.officer)
    assert verbs(other) == ["post_need", "propose_need_type"]
    assert now_is(other) == S.SUBMITTED


def test_no_proposal_says_whose_need_it_was(other, scene):
    text = f"陪{other.resident.name}遛狗"
    with pytest.raises(Malformed) as refused:
        propose_need_type(other, text=text, by=scene.officer, at=later(minutes=5))
    assert (refused.value.code, set(refused.value.fields)) == ("personal_data", {"text"})
    assert not NeedTypeProposal.objects.exists()


def test_only_a_judge_proposes(other, scene):
    with pytest.raises(NotAllowed):
        propose_need_type(other, text="照看宠物", by=scene.steward, at=later(minutes=5))
    assert not NeedTypeProposal.objects.exists()


def test_what_is_on_the_list_is_not_proposed_for_it(scene):
    with pytest.raises(RuleBroken):
        propose_need_type(scene.posted(), text="照看", by=scene.officer, at=later(minutes=5))
    assert not NeedTypeProposal.objects.exists()


# -- consent, papers, corrections -----------------------------------------------------------------


def test_a_real_consent_takes_the_place_of_an_emergency(scene):
    resident = makers.make_resident(scene.community, consent=False)
    emergency = makers.make_consent(resident, basis=Basis.EMERGENCY)
    need = scene.posted(resident=resident)
    emergency.refresh_from_db()
    assert (need.consent.basis, emergency.withdrawn_at) == (Basis.CONSENT, makers.NOW)


def test_a_guardians_consent_stands_without_being_asked_for_again(scene):
    resident = makers.make_resident(scene.community, consent=False)
    guardians = makers.make_consent(resident, basis=Basis.GUARDIAN)
    assert scene.posted(resident=resident).consent == guardians


@pytest.fixture
def helped(scene):
    resident = makers.make_resident(scene.community, consent=False)
    consent = makers.make_consent(resident, basis=Basis.EMERGENCY)
    return makers.make_need(
        S.FULFILLED, resident=resident, tag="urgent", owner=scene.steward, consent=consent
    )


def test_papers_are_complete_with_a_consent(helped, scene):
    need = complete_papers(helped, basis=Basis.CONSENT, by=scene.steward, at=later(days=1))
    assert (need.consent.basis, need.papers_completed_at) == (Basis.CONSENT, later(days=1))


def test_without_a_consent_the_papers_stay_open_and_nothing_is_stored(helped, scene):
    with pytest.raises(RuleBroken):
        complete_papers(helped, by=scene.steward, at=later(days=1))
    with pytest.raises(Malformed):
        complete_papers(helped, basis="wishful", by=scene.steward, at=later(days=1))
    assert list(
        Consent.objects.filter(resident=helped.resident).values_list("basis", flat=True)
    ) == [Basis.EMERGENCY]


def test_person_and_address_are_corrected_together_or_not_at_all(scene):
    resident = makers.make_resident(scene.community, health_note="")
    told = {"by": scene.steward, "at": later(days=1)}
    with pytest.raises(Malformed):
        amend_person(resident, changes={"address": "演示路 3 号", "phone": "1"}, **told)
    resident.household.refresh_from_db()
    assert resident.household.address == makers.ADDRESS
    amend_person(resident, changes={"address": "演示路 3 号", "phone": "15400000055"}, **told)
    resident.refresh_from_db()
    resident.household.refresh_from_db()
    assert (resident.phone, resident.household.address) == ("15400000055", "演示路 3 号")
