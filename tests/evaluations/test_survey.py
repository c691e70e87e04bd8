"""Who is asked, by whom, and what counts."""

from datetime import timedelta

import pytest

from marketplace.accounts.choices import Role
from marketplace.bans.queries import policy_on
from marketplace.bans.rules import Finding
from marketplace.evaluations import actions
from marketplace.evaluations.choices import EvaluationState, Outcome
from marketplace.evaluations.models import SampleMember
from marketplace.evaluations.queries import (
    calls_for,
    finding_of,
    is_replayed,
    people_served,
    tally_of,
)
from marketplace.households.choices import Purpose, ToldBy, ToldHow
from marketplace.journal.models import Entry
from marketplace.kernel.errors import Malformed, NotAllowed, RuleBroken
from marketplace.satisfaction.choices import VerdictChannel
from marketplace.workorders.choices import VisitState
from tests import makers
from tests.contracts.actions.test_awards import refused
from tests.contracts.makers import day
from tests.evaluations.makers import BEGUN, Delivered, verdict_of

pytestmark = pytest.mark.django_db
POLICY_DAY = BEGUN.date()


def refuse_to_be_asked(resident):
    makers.make_consent(
        resident,
        purpose=Purpose.FOLLOW_UP,
        withdrawn_at=day(20),
        withdrawn_by=makers.make_user(),
        withdrawn_told_by=ToldBy.PERSON,
        withdrawn_told_how=ToldHow.IN_WRITING,
    )


def test_everybody_who_was_visited_under_the_contract_can_be_drawn_and_nobody_else():
    delivered = Delivered(people=3)
    served = set(people_served(delivered.contract, BEGUN).values_list("pk", flat=True))
    missed = delivered.serve(community=delivered.communities[0], state=VisitState.MISSED)
    later = delivered.serve(community=delivered.communities[0], came=BEGUN + timedelta(days=1))
    shy = delivered.serve(community=delivered.communities[0]).need.resident
    refuse_to_be_asked(shy)
    makers.make_resident(delivered.communities[0])
    found = set(people_served(delivered.contract, BEGUN).values_list("pk", flat=True))
    assert len(served) == 3
    assert found == served
    assert not found & {missed.need.resident_id, later.need.resident_id, shy.pk}


def test_a_sample_has_people_of_every_subdistrict_and_is_drawn_again_from_its_seed():
    delivered = Delivered(people=12)
    evaluation = delivered.opened(seed="f00d")
    draw = evaluation.draws.get()
    assert draw.members.count() == draw.size == 12
    assert {member.subdistrict_id for member in draw.members.all()} == {
        community.subdistrict_id for community in delivered.communities
    }
    assert is_replayed(draw)
    told = Entry.objects.get(verb="draw_sample").changes
    assert told == {"round": 1, "seed": "f00d", "size": 12, "frame": draw.digest}


def test_whoever_exchanges_somebody_in_a_sample_is_found_out():
    delivered = Delivered(people=30)
    evaluation = delivered.opened(seed="f00d")
    draw = evaluation.draws.get()
    member = draw.members.first()
    stranger = delivered.serve(community=delivered.communities[0])
    SampleMember.objects.create(
        evaluation=evaluation,
        draw=draw,
        resident=stranger.need.resident,
        order=stranger,
        subdistrict_id=member.subdistrict_id,
        position=99,
    )
    assert not is_replayed(draw)


def test_what_somebody_said_before_counts_unless_the_provider_had_asked():
    delivered = Delivered(people=0)
    community = delivered.communities[0]
    by_link, by_phone, own, silent = (delivered.serve(community=community) for _ in range(4))
    verdict_of(by_link, 5)
    steward = delivered.stewards[community.pk]
    verdict_of(by_phone, 2, channel=VerdictChannel.PHONE, asked_by=steward, by_proxy=True)
    insider = makers.make_user()
    verdict_of(own, 5, channel=VerdictChannel.PHONE, asked_by=insider)
    makers.make_member(delivered.tendered.organization, user=insider)
    evaluation = delivered.opened()
    states = {member.order: (member.state, member.score) for member in evaluation.members.all()}
    assert states == {
        by_link: (Outcome.ANSWERED, 5),
        by_phone: (Outcome.ANSWERED, 2),
        own: (Outcome.WAITING, None),
        silent: (Outcome.WAITING, None),
    }
    assert tally_of(evaluation) == (1, 2, 1, 4)


def test_a_verdict_that_comes_in_while_people_are_asked_is_taken_up_at_the_closing():
    delivered = Delivered(people=2)
    evaluation = delivered.opened()
    first, second = evaluation.members.all()
    verdict_of(first.order, 4, at=BEGUN)
    actions.record_answer(second, score=5, by=delivered.asker_of(second), at=BEGUN)
    actions.close_survey(evaluation, by=delivered.officer, at=BEGUN)
    first.refresh_from_db()
    assert (first.state, first.score) == (Outcome.ANSWERED, 4)


def test_four_and_five_points_are_satisfied():
    delivered = Delivered(people=5)
    evaluation = delivered.surveyed([1, 2, 3, 4, 5])
    tally = tally_of(evaluation)
    assert (tally.satisfied, tally.valid) == (2, 5)


@pytest.mark.parametrize("score", [0, 6, -1, True, "5"])
def test_an_answer_is_one_to_five_points(score):
    delivered = Delivered(people=1)
    member = delivered.opened().members.get()
    with pytest.raises(Malformed) as refusal:
        actions.record_answer(member, score=score, by=delivered.asker_of(member), at=BEGUN)
    assert "score" in refusal.value.fields


def test_the_provider_never_asks_about_its_own_work():
    delivered = Delivered(people=1)
    member = delivered.opened().members.get()
    insider = makers.make_staff(Role.STEWARD, delivered.communities[0])
    makers.make_member(delivered.tendered.organization, user=insider)
    refused("performer", actions.record_answer, member, score=5, by=insider, at=BEGUN)
    assert not calls_for(makers.fresh(insider)).exists()


def test_only_staff_of_the_place_ask_and_find_it_on_their_list():
    delivered = Delivered(people=1)
    member = delivered.opened().members.get()
    stranger = makers.make_staff(Role.STEWARD, delivered.communities[-1])
    refused("not_allowed", actions.record_answer, member, score=5, by=stranger, at=BEGUN)
    assert set(calls_for(delivered.asker_of(member))) == {member}
    assert not calls_for(stranger).exists()
    assert not calls_for(delivered.manager).exists()


def test_after_three_tries_somebody_was_not_reached():
    delivered = Delivered(people=1)
    member = delivered.opened().members.get()
    for tries in (1, 2, 3):
        actions.note_try(member, by=delivered.asker_of(member), at=BEGUN)
        assert member.tries == tries
    assert member.state == Outcome.UNREACHABLE


def test_a_survey_is_closed_when_everybody_was_tried():
    delivered = Delivered(people=2)
    evaluation = delivered.opened()
    first, second = evaluation.members.all()
    actions.record_answer(first, score=5, by=delivered.asker_of(first), at=BEGUN)
    refused("untried", actions.close_survey, evaluation, by=delivered.officer, at=BEGUN)
    actions.note_refusal(second, by=delivered.asker_of(second), at=BEGUN)
    evaluation = actions.close_survey(evaluation, by=delivered.officer, at=BEGUN)
    assert evaluation.state == EvaluationState.SURVEY_CLOSED
    refused("wrong_step", actions.note_try, second, by=delivered.asker_of(second), at=BEGUN)


def test_too_few_answers_are_repeated_and_never_rounded():
    delivered = Delivered(people=60)
    evaluation = delivered.surveyed([5, 5, 1])
    assert finding_of(tally_of(evaluation), policy_on(POLICY_DAY)) is Finding.ASK_AGAIN
    visit = {"visited_on": POLICY_DAY, "visitors": "甲", "findings": "无", "by": delivered.officer}
    refused("too_few_answers", actions.record_site_visit, evaluation, at=BEGUN, **visit)
    before = evaluation.members.count()
    evaluation = actions.repeat_survey(evaluation, by=delivered.officer, at=BEGUN)
    assert evaluation.members.count() > before
    assert evaluation.members.filter(state=Outcome.WAITING, draw__round=1).count() == before - 3
    assert all(is_replayed(draw) for draw in evaluation.draws.all())
    assert tally_of(evaluation).clients == 60


def test_when_everybody_was_asked_twice_it_goes_on_without_a_finding():
    delivered = Delivered(people=4)
    evaluation = delivered.surveyed([5])
    evaluation = actions.repeat_survey(evaluation, by=delivered.officer, at=BEGUN)
    delivered.answer(evaluation, [])
    evaluation = actions.close_survey(evaluation, by=delivered.officer, at=BEGUN)
    refused("nobody_left", actions.repeat_survey, evaluation, by=delivered.officer, at=BEGUN)
    assert finding_of(tally_of(evaluation), policy_on(POLICY_DAY)) is Finding.ASK_AGAIN


def test_an_answer_that_is_taken_back_does_not_count():
    delivered = Delivered(people=2)
    evaluation = delivered.surveyed([5, 1])
    happy = evaluation.members.get(score=5)
    actions.withdraw_answer(happy, by=delivered.asker_of(happy), at=BEGUN)
    assert tally_of(evaluation)[:2] == (0, 1)


def test_the_journal_hears_that_somebody_answered_and_not_what():
    delivered = Delivered(people=1)
    delivered.surveyed([2])
    told = Entry.objects.get(verb="answer_survey").changes
    assert set(told) == {"state", "asked_at", "asked_by"}


def test_somebody_who_does_not_want_to_be_asked_any_more_is_not_asked():
    delivered = Delivered(people=1)
    member = delivered.opened().members.get()
    refuse_to_be_asked(member.resident)
    with pytest.raises(RuleBroken) as refusal:
        actions.record_answer(member, score=5, by=delivered.asker_of(member), at=BEGUN)
    assert refusal.value.code == "not_to_be_asked"


def test_only_the_bureau_has_people_drawn():
    delivered = Delivered(people=1)
    evaluation = delivered.handed_in()
    with pytest.raises(NotAllowed):
        actions.open_survey(evaluation, by=delivered.manager, at=BEGUN)
