import pytest

from marketplace.households.choices import Basis
from marketplace.journal.queries import thread_of
from marketplace.kernel.errors import Hidden, Malformed, NotAllowed, RuleBroken
from marketplace.needs import actions
from marketplace.needs.choices import MissingItem, NeedState, Outcome, ReferredTo, RejectReason
from tests import hostile, makers
from tests.makers import NOW, later


@pytest.fixture
def need(town):
    return makers.make_need(resident=town.resident, posted_by=town.steward, owner=town.steward)


@pytest.fixture
def triaged(town):
    return makers.make_need(NeedState.TRIAGED, resident=town.resident, posted_by=town.steward)


@pytest.fixture
def assessed(town):
    return makers.make_need(NeedState.ASSESSED, resident=town.resident, posted_by=town.steward)


def refused(error, code):
    return pytest.raises(error, match=rf"^{code}:")


def assess(need, by, **changed):
    judged = {
        "need_type": makers.make_need_type(),
        "group": makers.make_group("E"),
        "level": makers.make_level(1),
        "tag": makers.make_tag("needs_care"),
    }
    return actions.assess_need(need, **{**judged, **changed}, by=by, at=NOW)


# -- the safety question ----------------------------------------------------------------------


def test_triage_answers_the_safety_question(town, need):
    actions.triage_need(need, at_risk=False, by=town.staff, at=later(hours=1))
    need.refresh_from_db()
    assert (need.state, need.at_risk) == (NeedState.TRIAGED, False)
    assert need.triaged_at == later(hours=1)


@pytest.mark.parametrize("answer", [None, "yes", 1])
def test_the_safety_question_has_two_answers(town, need, answer):
    with refused(Malformed, "safety_question"):
        actions.triage_need(need, at_risk=answer, by=town.staff, at=NOW)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("steward", NotAllowed),
        ("hotline", NotAllowed),
        ("bureau", NotAllowed),
        ("officer_there", Hidden),
        ("officer_abroad", Hidden),
        ("dispatcher_abroad", Hidden),
        ("evaluator", Hidden),
        ("manager", Hidden),
        ("volunteer", Hidden),
        ("stranger", Hidden),
    ],
)
def test_who_sees_the_need_is_not_allowed_and_who_does_not_is_told_of_none(
    town, need, who, refusal
):
    with pytest.raises(refusal):
        actions.triage_need(need, at_risk=True, by=getattr(town, who), at=NOW)
    need.refresh_from_db()
    assert (need.state, need.at_risk) == (NeedState.SUBMITTED, None)


def test_a_false_alarm_without_real_consent_waits_for_it(town):
    resident = makers.make_resident(town.here, consent=False)
    consent = makers.make_consent(resident, basis=Basis.EMERGENCY)
    need = makers.make_need(resident=resident, at_risk=True, consent=consent)
    with refused(RuleBroken, "consent_was_emergency"):
        actions.triage_need(need, at_risk=False, by=town.staff, at=NOW)
    need.refresh_from_db()
    assert need.at_risk is True


# -- the assessment ---------------------------------------------------------------------------


def test_an_assessment_names_one_group_one_level_one_tag_and_the_need(town, triaged):
    group, level, tag = makers.make_group("E"), makers.make_level(2), makers.make_tag("safety_net")
    need_type = makers.make_need_type("E-L2-01")
    assess(triaged, town.officer, need_type=need_type, group=group, level=level, tag=tag)
    triaged.refresh_from_db()
    assert triaged.state == NeedState.ASSESSED
    assert (triaged.need_type, triaged.group, triaged.level, triaged.tag) == (
        need_type,
        group,
        level,
        tag,
    )


def test_an_assessment_can_be_made_again_until_it_is_approved(town, assessed):
    assess(assessed, town.officer, tag=makers.make_tag("safety_net"))
    assert thread_of(assessed).get().changes["tag"] == ["needs_care", "safety_net"]


def test_other_becomes_a_need_of_the_list(town):
    need = makers.make_need(NeedState.TRIAGED, resident=town.resident)
    need.need_type = need.group = need.level = need.tag = None
    need.save()
    assess(need, town.officer)
    assert need.need_type == makers.make_need_type()


def test_the_group_is_one_the_person_belongs_to(town, triaged):
    with refused(RuleBroken, "not_in_group"):
        assess(triaged, town.officer, group=makers.make_group("M"))


def test_a_group_of_the_household_holds_for_everybody_in_it(town):
    mother = makers.make_resident(town.here, groups="P")
    child = makers.make_resident(household=mother.household, groups="M", name="演示·小王")
    need = makers.make_need(NeedState.TRIAGED, resident=child)
    assess(need, town.officer, group=makers.make_group("P"))
    with refused(RuleBroken, "not_in_group"):
        assess(need, town.officer, group=makers.make_group("E"))


def test_who_is_in_danger_is_urgent_and_not_asked_for_a_group(town):
    need = makers.make_need(NeedState.TRIAGED, resident=town.resident, at_risk=True)
    with refused(RuleBroken, "at_risk_is_urgent"):
        assess(need, town.officer)
    assess(need, town.officer, tag=makers.make_tag("urgent"), group=makers.make_group("M"))
    assert need.state == NeedState.ASSESSED


def test_a_retired_need_type_cannot_be_assessed(town, triaged):
    retired = makers.make_need_type("E-L1-98", retired_on=makers.TODAY)
    with refused(RuleBroken, "need_type_retired"):
        assess(triaged, town.officer, need_type=retired)


def test_a_pick_stays_only_if_it_answers_the_assessed_need(town):
    pick = makers.make_service(need_types=[makers.make_need_type()])
    need = makers.make_need(NeedState.TRIAGED, resident=town.resident, pick=pick)
    assess(need, town.officer)
    assert need.pick == pick
    assess(need, town.officer, need_type=makers.make_need_type("E-L1-02"))
    assert need.pick is None


# -- the approval -----------------------------------------------------------------------------


def test_the_subdistrict_approves(town, assessed):
    actions.approve_need(assessed, by=town.officer, at=later(hours=2))
    assessed.refresh_from_db()
    assert assessed.state == NeedState.APPROVED
    assert (assessed.approved_by, assessed.approved_at) == (town.officer, later(hours=2))


def test_nobody_approves_what_they_posted_themselves(town):
    need = makers.make_need(
        NeedState.ASSESSED, resident=town.resident, posted_by=town.officer, owner=town.officer
    )
    with pytest.raises(NotAllowed):
        actions.approve_need(need, by=town.officer, at=NOW)


@pytest.mark.parametrize("who", ["steward", "staff", "hotline", "dispatcher", "bureau"])
def test_nobody_but_the_subdistrict_approves(town, assessed, who):
    with pytest.raises(NotAllowed):
        actions.approve_need(assessed, by=getattr(town, who), at=NOW)


@pytest.mark.parametrize("who", ["staff", "officer", "dispatcher"])
def test_danger_does_not_wait_for_a_second_person(town, who):
    somebody = getattr(town, who)
    need = makers.make_need(
        NeedState.ASSESSED, resident=town.resident, tag="urgent", posted_by=somebody
    )
    actions.approve_need(need, by=somebody, at=NOW)
    assert need.state == NeedState.APPROVED


def test_who_knows_the_person_privately_does_not_decide(town, assessed):
    with refused(RuleBroken, "own_relative"):
        actions.approve_need(assessed, related=True, by=town.officer, at=NOW)


@pytest.mark.parametrize(
    "state", [NeedState.APPROVED, NeedState.ORDERED, NeedState.IN_SERVICE, NeedState.ON_HOLD]
)
def test_one_person_is_helped_once_with_the_same_need(town, assessed, state):
    makers.make_need(state, resident=town.resident)
    with refused(RuleBroken, "duplicate_being_met"):
        actions.approve_need(assessed, by=town.officer, at=NOW)
    assessed.refresh_from_db()
    assert assessed.state == NeedState.ASSESSED


def test_another_need_of_the_person_or_the_same_of_another_is_no_duplicate(town, assessed):
    makers.make_need(
        NeedState.IN_SERVICE, resident=town.resident, need_type=makers.make_need_type("E-L2-01")
    )
    makers.make_need(NeedState.IN_SERVICE, community=town.here)
    makers.make_need(NeedState.CLOSED, resident=town.resident)
    assert actions.approve_need(assessed, by=town.officer, at=NOW).state == NeedState.APPROVED


def test_nothing_is_approved_once_the_consent_is_withdrawn(town, assessed):
    assessed.consent.withdrawn_at = NOW
    assessed.consent.save()
    with refused(RuleBroken, "consent_withdrawn"):
        actions.approve_need(assessed, by=town.officer, at=NOW)


# -- every other answer -----------------------------------------------------------------------


def test_a_return_tells_everything_that_is_missing_at_once(town, triaged):
    missing = [MissingItem.PROOF, MissingItem.PHONE, MissingItem.PHONE]
    actions.return_need(triaged, missing=missing, note="请带身份证复印件", by=town.staff, at=NOW)
    triaged.refresh_from_db()
    assert triaged.state == NeedState.RETURNED
    assert triaged.missing == [MissingItem.PHONE, MissingItem.PROOF]
    assert triaged.note == "请带身份证复印件"


@pytest.mark.parametrize("missing", [[], ["a dog"], [None], [MissingItem.PHONE, "x" * 10_000]])
def test_a_return_ticks_what_is_on_the_list(town, triaged, missing):
    with pytest.raises(Malformed) as refusal:
        actions.return_need(triaged, missing=missing, note="", by=town.staff, at=NOW)
    assert set(refusal.value.fields) == {"missing"}


def test_who_is_in_danger_is_never_sent_back_for_papers_nor_rejected(town):
    need = makers.make_need(NeedState.TRIAGED, resident=town.resident, at_risk=True)
    with refused(RuleBroken, "at_risk_not_returned"):
        actions.return_need(need, missing=[MissingItem.PHONE], note="", by=town.officer, at=NOW)
    with refused(RuleBroken, "at_risk_not_rejected"):
        actions.reject_need(
            need, reason=RejectReason.UNTRUE, note="查无此事", by=town.officer, at=NOW
        )


def test_nothing_is_rejected_before_the_safety_question(town, need):
    with refused(RuleBroken, "safety_question_open"):
        actions.reject_need(
            need, reason=RejectReason.UNTRUE, note="不属实", by=town.officer, at=NOW
        )


def test_a_rejection_has_a_reason_and_words_for_the_resident(town, assessed):
    actions.reject_need(
        assessed, reason=RejectReason.NOT_ELIGIBLE, note="不属于六类群体", by=town.officer, at=NOW
    )
    assessed.refresh_from_db()
    assert assessed.state == NeedState.REJECTED
    assert assessed.reject_reason == RejectReason.NOT_ELIGIBLE
    assert (assessed.outcome, assessed.ended_at) == (Outcome.NOT_ELIGIBLE, NOW)
    assert assessed.note == thread_of(assessed).get().reason == "不属于六类群体"


@pytest.mark.parametrize(
    ("reason", "note", "field"),
    [
        ("because", "不行", "reason"),
        ("", "不行", "reason"),
        (RejectReason.UNTRUE, "", "note"),
        (RejectReason.UNTRUE, hostile.TOO_LONG, "note"),
        (RejectReason.UNTRUE, hostile.UNSTORABLE["nul"], "note"),
        (RejectReason.UNTRUE, hostile.UNSTORABLE["lone surrogate"], "note"),
    ],
)
def test_a_rejection_without_reason_or_words_is_refused(town, assessed, reason, note, field):
    with pytest.raises(Malformed) as refusal:
        actions.reject_need(assessed, reason=reason, note=note, by=town.officer, at=NOW)
    assert set(refusal.value.fields) == {field}


@pytest.mark.parametrize("who", ["steward", "staff", "hotline", "dispatcher", "bureau"])
def test_only_the_subdistrict_rejects(town, assessed, who):
    with pytest.raises(NotAllowed):
        actions.reject_need(
            assessed, reason=RejectReason.UNTRUE, note="不", by=getattr(town, who), at=NOW
        )


def test_a_referral_says_who_is_asked_now(town, need):
    actions.refer_need(need, to=ReferredTo.POLICE, note="已联系派出所", by=town.staff, at=NOW)
    need.refresh_from_db()
    assert (need.state, need.referred_to) == (NeedState.REFERRED, ReferredTo.POLICE)
    assert (need.outcome, need.ended_at) == (Outcome.REFERRED, NOW)


@pytest.mark.parametrize(
    ("to", "note", "field"), [("mars", "去吧", "to"), (ReferredTo.HEALTH, " ", "note")]
)
def test_a_referral_to_nowhere_is_refused(town, need, to, note, field):
    with pytest.raises(Malformed) as refusal:
        actions.refer_need(need, to=to, note=note, by=town.staff, at=NOW)
    assert set(refusal.value.fields) == {field}


# -- two that are one -------------------------------------------------------------------------


def test_the_later_need_ends_and_the_earlier_goes_on(town, need):
    earlier = makers.make_need(NeedState.IN_SERVICE, resident=town.resident)
    actions.merge_need(need, into=earlier, by=town.staff, at=NOW)
    need.refresh_from_db()
    earlier.refresh_from_db()
    assert (need.state, need.merged_into, need.ended_at) == (NeedState.MERGED, earlier, NOW)
    assert earlier.state == NeedState.IN_SERVICE


def test_other_can_be_joined_with_what_it_turned_out_to_be(town):
    other = makers.make_need(resident=town.resident)
    other.need_type = None
    other.save()
    earlier = makers.make_need(resident=town.resident)
    actions.merge_need(other, into=earlier, by=town.staff, at=NOW)
    assert other.state == NeedState.MERGED


@pytest.mark.parametrize(
    "into",
    [
        lambda town, need: need,
        lambda town, need: makers.make_need(NeedState.CLOSED, resident=town.resident),
        lambda town, need: makers.make_need(community=town.here),
        lambda town, need: makers.make_need(
            resident=town.resident, need_type=makers.make_need_type("E-L1-02")
        ),
    ],
    ids=["itself", "ended", "of another person", "of another kind"],
)
def test_only_two_open_needs_of_one_person_for_one_thing_are_one(town, need, into):
    with refused(RuleBroken, "not_a_duplicate"):
        actions.merge_need(need, into=into(town, need), by=town.staff, at=NOW)


def test_a_danger_is_not_lost_by_joining(town):
    need = makers.make_need(resident=town.resident, at_risk=True)
    earlier = makers.make_need(resident=town.resident)
    with refused(RuleBroken, "at_risk_not_merged"):
        actions.merge_need(need, into=earlier, by=town.staff, at=NOW)


def test_a_stale_copy_in_hand_does_not_count(town, need):
    stale = type(need).objects.get(pk=need.pk)
    actions.triage_need(need, at_risk=False, by=town.staff, at=NOW)
    with refused(RuleBroken, "wrong_step"):
        actions.triage_need(stale, at_risk=True, by=town.staff, at=NOW)
    need.refresh_from_db()
    assert need.at_risk is False


def test_a_need_that_is_not_there_is_hidden(town, need):
    need.pk = 10**9
    with pytest.raises(Hidden):
        actions.triage_need(need, at_risk=False, by=town.staff, at=NOW)
