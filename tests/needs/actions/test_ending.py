from datetime import timedelta

import pytest

from marketplace.households.choices import Basis, Purpose
from marketplace.journal.queries import thread_of
from marketplace.kernel.errors import Hidden, Malformed, NotAllowed, RuleBroken
from marketplace.needs import actions
from marketplace.needs.choices import NeedState, Outcome
from marketplace.needs.lifecycle import NEED
from tests import hostile, makers
from tests.makers import NOW, later


@pytest.fixture
def fulfilled(town):
    return makers.make_need(NeedState.FULFILLED, resident=town.resident)


def test_a_need_is_closed_with_an_outcome(town, fulfilled):
    actions.close_need(fulfilled, outcome=Outcome.PARTLY_MET, by=town.steward, at=later(days=1))
    fulfilled.refresh_from_db()
    assert (fulfilled.state, fulfilled.outcome) == (NeedState.CLOSED, Outcome.PARTLY_MET)
    assert fulfilled.ended_at == later(days=1)


@pytest.mark.parametrize("outcome", ["", "fine", None, hostile.TOO_LONG])
def test_an_outcome_is_on_the_list(town, fulfilled, outcome):
    with pytest.raises(Malformed) as refusal:
        actions.close_need(fulfilled, outcome=outcome, by=town.steward, at=NOW)
    assert set(refusal.value.fields) == {"outcome"}


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("hotline", NotAllowed),
        ("manager", Hidden),
        ("volunteer", Hidden),
        ("officer_there", Hidden),
        ("dispatcher_abroad", Hidden),
    ],
)
def test_who_does_not_answer_for_the_community_closes_nothing(town, fulfilled, who, refusal):
    with pytest.raises(refusal):
        actions.close_need(fulfilled, outcome=Outcome.MET, by=getattr(town, who), at=NOW)


# -- aid first, papers after ------------------------------------------------------------------


def test_an_urgent_need_closes_once_its_papers_are_complete(town):
    need = makers.make_need(NeedState.FULFILLED, resident=town.resident, tag="urgent")
    with pytest.raises(RuleBroken, match="papers_open"):
        actions.close_need(need, outcome=Outcome.MET, by=town.officer, at=NOW)
    actions.complete_papers(need, by=town.officer, at=later(days=2))
    assert need.papers_completed_at == later(days=2)
    actions.close_need(need, outcome=Outcome.MET, by=town.officer, at=later(days=3))
    assert need.state == NeedState.CLOSED


def test_papers_are_complete_only_with_a_real_consent(town):
    resident = makers.make_resident(town.here, consent=False)
    emergency = makers.make_consent(resident, basis=Basis.EMERGENCY)
    need = makers.make_need(NeedState.FULFILLED, resident=resident, tag="urgent", consent=emergency)
    with pytest.raises(RuleBroken, match="consent_was_emergency"):
        actions.complete_papers(need, by=town.officer, at=NOW)
    emergency.withdrawn_at = NOW
    emergency.save()
    consent = makers.make_consent(resident, basis=Basis.GUARDIAN)
    actions.complete_papers(need, consent=consent, by=town.officer, at=NOW)
    need.refresh_from_db()
    assert (need.consent, need.papers_completed_at) == (consent, NOW)


@pytest.mark.parametrize("tag", ["safety_net", "needs_care", "monitoring"])
def test_needs_that_are_not_urgent_owe_no_papers(town, tag):
    need = makers.make_need(NeedState.FULFILLED, resident=town.resident, tag=tag)
    with pytest.raises(RuleBroken, match="no_papers_due"):
        actions.complete_papers(need, by=town.officer, at=NOW)


def test_papers_are_completed_once(town):
    need = makers.make_need(NeedState.FULFILLED, resident=town.resident, tag="urgent")
    actions.complete_papers(need, by=town.officer, at=NOW)
    with pytest.raises(RuleBroken, match="no_papers_due"):
        actions.complete_papers(need, by=town.officer, at=later(days=1))


def test_the_consent_of_another_completes_no_papers(town):
    need = makers.make_need(NeedState.FULFILLED, resident=town.resident, tag="urgent")
    other = makers.make_consent(makers.make_resident(town.here, consent=False))
    with pytest.raises(RuleBroken, match="consent_of_another"):
        actions.complete_papers(need, consent=other, by=town.officer, at=NOW)
    calls = makers.make_consent(town.resident, purpose=Purpose.FOLLOW_UP)
    with pytest.raises(RuleBroken, match="consent_of_another"):
        actions.complete_papers(need, consent=calls, by=town.officer, at=NOW)


# -- not wanted any more ----------------------------------------------------------------------


@pytest.mark.parametrize("state", [s for s in NeedState.values if NEED.allows(s, "withdraw")])
def test_a_need_can_be_withdrawn_until_the_help_is_done(town, state):
    need = makers.make_need(state, resident=town.resident)
    actions.withdraw_need(need, reason="女儿来照顾了", by=town.steward, at=NOW)
    need.refresh_from_db()
    assert (need.state, need.outcome, need.ended_at) == (
        NeedState.WITHDRAWN,
        Outcome.WITHDRAWN,
        NOW,
    )


def test_somebody_may_have_died_or_moved(town):
    need = makers.make_need(NeedState.IN_SERVICE, resident=town.resident)
    actions.withdraw_need(
        need, reason="已搬走", outcome=Outcome.DIED_OR_MOVED, by=town.steward, at=NOW
    )
    assert need.outcome == Outcome.DIED_OR_MOVED


def test_no_other_outcome_comes_from_withdrawing(town):
    need = makers.make_need(NeedState.IN_SERVICE, resident=town.resident)
    with pytest.raises(Malformed):
        actions.withdraw_need(need, reason="做完了", outcome=Outcome.MET, by=town.steward, at=NOW)


def test_the_resident_withdraws_by_their_code_and_their_words_stay_sealed(town):
    need = makers.make_need(resident=town.resident)
    actions.withdraw_need(need, reason="我儿子王强回来了", by=None, at=NOW)
    need.refresh_from_db()
    assert need.note == "我儿子王强回来了"
    entry = thread_of(need).get()
    assert "王强" not in f"{entry.changes}{entry.reason}"


@pytest.mark.parametrize("reason", [*hostile.EMPTY, hostile.TOO_LONG, *hostile.UNSTORABLE.values()])
def test_staff_give_a_reason(town, reason):
    need = makers.make_need(resident=town.resident)
    with pytest.raises(Malformed) as refusal:
        actions.withdraw_need(need, reason=reason, by=town.steward, at=NOW)
    assert set(refusal.value.fields) == {"reason"}


@pytest.mark.parametrize("reason", hostile.KEPT.values(), ids=hostile.KEPT)
def test_a_reason_is_kept_as_it_was_written(town, reason):
    need = makers.make_need(resident=town.resident)
    actions.withdraw_need(need, reason=reason, by=town.steward, at=NOW)
    need.refresh_from_db()
    assert (need.note, thread_of(need).get().reason) == (reason, reason)


# -- once more --------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [NeedState.FULFILLED, NeedState.CLOSED])
def test_the_same_need_is_taken_up_again(town, state):
    need = makers.make_need(state, resident=town.resident)
    actions.reopen_need(need, reason="又疼了", by=town.steward, at=later(days=30))
    need.refresh_from_db()
    assert need.state == NeedState.APPROVED
    assert (need.outcome, need.ended_at, need.fulfilled_at) == ("", None, None)
    assert need.restarted_at == later(days=30)
    assert need.approved_by is not None


def test_after_thirty_days_it_is_a_new_need(town):
    need = makers.make_need(NeedState.CLOSED, resident=town.resident)
    with pytest.raises(RuleBroken, match="too_late_to_reopen"):
        actions.reopen_need(
            need, reason="又疼了", by=town.steward, at=later(days=30) + timedelta(seconds=1)
        )


def test_it_is_not_reopened_while_the_same_is_being_met(town):
    need = makers.make_need(NeedState.CLOSED, resident=town.resident)
    makers.make_need(NeedState.ORDERED, resident=town.resident)
    with pytest.raises(RuleBroken, match="duplicate_being_met"):
        actions.reopen_need(need, reason="又疼了", by=town.steward, at=NOW)
    need.refresh_from_db()
    assert (need.state, need.outcome) == (NeedState.CLOSED, Outcome.MET)


def test_the_resident_reopens_by_their_code_without_a_word(town):
    need = makers.make_need(NeedState.CLOSED, resident=town.resident)
    assert actions.reopen_need(need, reason="", by=None, at=NOW).state == NeedState.APPROVED


@pytest.mark.parametrize("state", [NeedState.REJECTED, NeedState.WITHDRAWN, NeedState.MERGED])
def test_what_was_never_met_is_not_reopened(town, state):
    need = makers.make_need(state, resident=town.resident)
    with pytest.raises(RuleBroken, match="wrong_step"):
        actions.reopen_need(need, reason="再试", by=town.steward, at=NOW)
