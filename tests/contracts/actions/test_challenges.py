"""Whoever bid objects in time; until that is decided nobody signs; what is upheld undoes the award."""

import pytest

from marketplace.contracts import actions
from marketplace.contracts.choices import AwardState, ChallengeState, ContractState
from marketplace.contracts.models import Contract
from marketplace.contracts.queries import answer_due, clocks_of, complaint_due
from marketplace.journeys.answer_challenge import answer_challenge
from marketplace.journeys.decide_complaint import decide_complaint
from marketplace.kernel.errors import RuleBroken
from marketplace.projects.choices import ProjectState
from marketplace.workdays.queries import calendar
from tests import makers
from tests.contracts.actions.test_awards import refused
from tests.contracts.makers import Tendered, at_the_clock, day
from tests.panels.makers import make_firm

pytestmark = pytest.mark.django_db


def challenge(tendered, award, at):
    return actions.challenge_award(
        award,
        organization=tendered.second_bid.organization,
        text="评审有误",
        by=tendered.loser,
        at=at,
    )


def test_the_last_moment_to_challenge_is_the_close_of_the_seventh_working_day():
    tendered = Tendered()
    award = tendered.publicized()
    due = clocks_of(award, day(1)).challenge_until
    assert due == makers.at("2026-10-30", "17:00")
    refused("too_late", challenge, tendered, award, due + (day(1) - day(0)) / 86_400_000_000)
    assert challenge(tendered, award, due).state == ChallengeState.RECEIVED


def test_only_a_bidder_challenges_and_once():
    tendered = Tendered()
    award = tendered.publicized()
    stranger = make_firm()
    refused(
        "not_a_bidder",
        actions.challenge_award,
        award,
        organization=stranger,
        text="评审有误",
        by=makers.make_member(stranger),
        at=day(1),
    )
    challenge(tendered, award, day(1))
    refused("challenged_before", challenge, tendered, award, day(1))


def test_nobody_challenges_for_others():
    tendered = Tendered()
    refused(
        "not_allowed",
        actions.challenge_award,
        tendered.publicized(),
        organization=tendered.second_bid.organization,
        text="评审有误",
        by=tendered.manager,
        at=day(1),
    )


def test_an_open_challenge_suspends_the_signing_and_a_rejected_one_gives_the_days_back():
    tendered = Tendered()
    raised = tendered.challenged(day(1))
    award = raised.award
    before = clocks_of(award, day(1)).sign_until
    refused("objected", actions.offer_contract, award, by=tendered.officer, at=at_the_clock(day(5)))
    answer_challenge(raised, upheld=False, answer="评审无误", by=tendered.officer, at=day(5))
    clocks = clocks_of(award, day(6))
    assert not clocks.is_suspended
    assert clocks.sign_until - before == day(5) - day(1)
    assert actions.offer_contract(award, by=tendered.officer, at=at_the_clock(day(6)))


def test_an_upheld_challenge_sends_the_project_back_to_review():
    tendered = Tendered()
    raised = tendered.challenged()
    answer_challenge(raised, upheld=True, answer="分数计算有误", by=tendered.officer, at=day(3))
    raised.award.refresh_from_db()
    tendered.project.refresh_from_db()
    assert raised.award.state == AwardState.TAKEN_BACK
    assert raised.award.taken_back_for == "分数计算有误"
    assert tendered.project.state == ProjectState.UNDER_REVIEW


def test_a_challenge_that_is_upheld_after_the_signing_ends_contract_and_project():
    tendered = Tendered()
    contract = tendered.signed()
    raised = challenge(tendered, contract.award, day(8))
    answer_challenge(raised, upheld=True, answer="评审有误", by=tendered.second, at=day(9))
    contract.refresh_from_db()
    tendered.project.refresh_from_db()
    assert contract.state == ContractState.TERMINATED
    assert {part.state for part in contract.instalments.all()} == {"dropped"}
    assert tendered.project.state == ProjectState.TERMINATED


def test_one_complains_about_an_answer_or_when_its_time_has_passed():
    tendered = Tendered()
    raised = tendered.challenged(day(1))
    complain = {"text": "不服答复", "by": tendered.loser}
    refused("answer_pending", actions.complain, raised, at=day(2), **complain)
    late = answer_due(raised, calendar()) + (day(1) - day(0))
    complaint = actions.complain(raised, at=late, **complain)
    assert complaint.state == ChallengeState.RECEIVED
    refused("complained_before", actions.complain, raised, at=late, **complain)


def test_the_time_to_complain_ends_fifteen_working_days_after_the_answer():
    tendered = Tendered()
    raised = tendered.challenged(day(1))
    answer_challenge(raised, upheld=False, answer="评审无误", by=tendered.officer, at=day(2))
    due = complaint_due(raised, calendar())
    assert due == makers.at("2026-11-13", "17:00")
    refused(
        "too_late",
        actions.complain,
        raised,
        text="不服",
        by=tendered.loser,
        at=due + (day(1) - day(0)),
    )
    assert actions.complain(raised, text="不服", by=tendered.loser, at=due)


def test_a_complaint_is_decided_by_somebody_who_has_not_judged_before():
    tendered = Tendered()
    raised = tendered.challenged()
    answer_challenge(raised, upheld=False, answer="评审无误", by=tendered.officer, at=day(2))
    complaint = actions.complain(raised, text="不服答复", by=tendered.loser, at=day(3))
    decide = {"upheld": True, "decision": "评审程序有误", "at": day(10)}
    for judged_before in (tendered.officer, tendered.second):
        refused("not_allowed", decide_complaint, complaint, by=judged_before, **decide)
    decide_complaint(complaint, by=tendered.third_officer, **decide)
    raised.award.refresh_from_db()
    assert raised.award.state == AwardState.TAKEN_BACK


def test_a_contract_that_waits_for_its_second_signature_is_not_signed_while_somebody_objects():
    tendered = Tendered()
    contract = tendered.offered()
    raised = challenge(tendered, contract.award, day(6))
    refused(
        "objected", actions.sign_contract, contract, by=tendered.manager, at=at_the_clock(day(6))
    )
    answer_challenge(raised, upheld=True, answer="评审有误", by=tendered.officer, at=day(7))
    assert Contract.objects.get().state == ContractState.WITHDRAWN


def test_an_answer_is_given_once():
    tendered = Tendered()
    raised = tendered.challenged()
    answer_challenge(raised, upheld=False, answer="评审无误", by=tendered.officer, at=day(2))
    with pytest.raises(RuleBroken):
        answer_challenge(raised, upheld=True, answer="改主意", by=tendered.officer, at=day(3))
