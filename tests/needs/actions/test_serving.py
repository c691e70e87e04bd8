import pytest

from marketplace.journal.queries import thread_of
from marketplace.kernel.errors import Hidden, Malformed, NotAllowed, RuleBroken
from marketplace.needs import actions
from marketplace.needs.choices import NeedState
from marketplace.needs.lifecycle import ENDED
from tests import hostile, makers
from tests.makers import NOW, later


def test_a_need_follows_its_work_order(town):
    need = makers.make_need(NeedState.APPROVED, resident=town.resident)
    states = []
    for step in (
        actions.mark_ordered,
        actions.mark_started,
        actions.mark_search_again,
        actions.mark_started,
        actions.mark_fulfilled,
    ):
        step(need, by=town.manager, at=later(hours=len(states)))
        need.refresh_from_db()
        states.append(need.state)
    assert states == [
        NeedState.ORDERED,
        NeedState.IN_SERVICE,
        NeedState.ORDERED,
        NeedState.IN_SERVICE,
        NeedState.FULFILLED,
    ]
    assert need.fulfilled_at == later(hours=4)
    assert [entry.verb for entry in thread_of(need)] == [
        "mark_ordered",
        "mark_started",
        "mark_search_again",
        "mark_started",
        "mark_fulfilled",
    ]


def test_what_is_not_done_after_all_goes_on(town):
    need = makers.make_need(NeedState.FULFILLED, resident=town.resident)
    actions.mark_unfinished(need, reason="只来了一次", by=town.steward, at=NOW)
    need.refresh_from_db()
    assert (need.state, need.fulfilled_at) == (NeedState.IN_SERVICE, None)
    assert thread_of(need).get().reason == "只来了一次"


def test_a_need_is_paused_with_a_reason_and_resumed_with_new_clocks(town):
    need = makers.make_need(NeedState.ORDERED, resident=town.resident)
    actions.hold_need(need, reason="住院两周", by=town.officer, at=NOW)
    assert (need.state, need.note) == (NeedState.ON_HOLD, "住院两周")
    actions.resume_need(need, by=town.dispatcher, at=later(days=14))
    need.refresh_from_db()
    assert (need.state, need.note) == (NeedState.APPROVED, "")
    assert need.restarted_at == later(days=14)


def test_nothing_is_paused_once_somebody_helps(town):
    need = makers.make_need(NeedState.IN_SERVICE, resident=town.resident)
    with pytest.raises(RuleBroken):
        actions.hold_need(need, reason="住院", by=town.officer, at=NOW)


@pytest.mark.parametrize("reason", ["", hostile.TOO_LONG, hostile.UNSTORABLE["lone surrogate"]])
def test_a_pause_needs_a_reason_that_can_be_stored(town, reason):
    need = makers.make_need(NeedState.ORDERED, resident=town.resident)
    with pytest.raises(Malformed) as refusal:
        actions.hold_need(need, reason=reason, by=town.officer, at=NOW)
    assert set(refusal.value.fields) == {"reason"}


@pytest.mark.parametrize("who", ["steward", "staff", "hotline", "bureau"])
def test_only_who_steers_pauses(town, who):
    need = makers.make_need(NeedState.ORDERED, resident=town.resident)
    with pytest.raises(NotAllowed):
        actions.hold_need(need, reason="住院", by=getattr(town, who), at=NOW)


# -- who answers for it -----------------------------------------------------------------------


@pytest.mark.parametrize("who", ["steward", "officer", "dispatcher"])
def test_the_owner_gives_it_on_and_who_steers_takes_it_away(town, who):
    need = makers.make_need(resident=town.resident, owner=town.steward)
    actions.hand_over(need, to=town.staff, by=getattr(town, who), at=NOW)
    need.refresh_from_db()
    assert need.owner == town.staff
    assert thread_of(need).get().changes == {"owner": [town.steward.pk, town.staff.pk]}


def test_by_rule_it_falls_to_the_dispatch_centre(town):
    need = makers.make_need(NeedState.ORDERED, resident=town.resident, owner=town.steward)
    actions.hand_over(need, to=town.dispatcher, by=None, at=NOW)
    assert need.owner == town.dispatcher


@pytest.mark.parametrize("who", ["staff", "hotline", "bureau"])
def test_nobody_takes_what_is_not_theirs_to_give(town, who):
    need = makers.make_need(resident=town.resident, owner=town.steward)
    with pytest.raises(NotAllowed):
        actions.hand_over(need, to=town.staff, by=getattr(town, who), at=NOW)


@pytest.mark.parametrize(
    "to", ["officer_there", "officer_abroad", "hotline", "evaluator", "manager"]
)
def test_it_goes_only_to_somebody_who_answers_for_the_community(town, to):
    need = makers.make_need(resident=town.resident, owner=town.steward)
    with pytest.raises(RuleBroken, match="cannot_own"):
        actions.hand_over(need, to=getattr(town, to), by=town.steward, at=NOW)
    need.refresh_from_db()
    assert need.owner == town.steward


@pytest.mark.parametrize("state", ENDED)
def test_what_has_ended_is_not_handed_over(town, state):
    need = makers.make_need(state, resident=town.resident, owner=town.steward)
    with pytest.raises(RuleBroken):
        actions.hand_over(need, to=town.staff, by=town.steward, at=NOW)


def test_to_hand_over_to_oneself_is_no_change(town):
    need = makers.make_need(resident=town.resident, owner=town.steward)
    actions.hand_over(need, to=town.steward, by=town.steward, at=NOW)
    assert not thread_of(need).exists()


def test_a_former_owner_from_elsewhere_sees_no_need(town):
    need = makers.make_need(resident=town.resident, owner=town.steward)
    with pytest.raises(Hidden):
        actions.hand_over(need, to=town.staff, by=town.officer_abroad, at=NOW)
