"""Random walks through the life of a need: no illegal step changes anything, and it is owned throughout."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.forms.models import model_to_dict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.journal.models import Entry
from marketplace.journal.queries import thread_of
from marketplace.kernel.errors import Refusal
from marketplace.needs import actions
from marketplace.needs.choices import MissingItem, NeedState, Outcome, ReferredTo, RejectReason
from marketplace.needs.lifecycle import NEED
from marketplace.needs.models import Need
from tests import makers
from tests.makers import NOW

Step = Callable[..., Need]

# Every action, with input that is right if only the state and the person are.
STEPS: dict[str, tuple[str, Step]] = {
    "answer": ("submit", lambda n, **k: actions.answer_return(n, description="补充好了", **k)),
    "return": (
        "return",
        lambda n, **k: actions.return_need(n, missing=[MissingItem.PHONE], note="", **k),
    ),
    "triage": ("triage", lambda n, **k: actions.triage_need(n, at_risk=False, **k)),
    "alarm": ("triage", lambda n, **k: actions.triage_need(n, at_risk=True, **k)),
    "assess": (
        "assess",
        lambda n, **k: actions.assess_need(
            n,
            need_type=makers.make_need_type(),
            group=makers.make_group("E"),
            level=makers.make_level(1),
            tag=makers.make_tag("urgent" if n.at_risk else "needs_care"),
            **k,
        ),
    ),
    "approve": ("approve", actions.approve_need),
    "order": ("order", actions.mark_ordered),
    "start": ("start", actions.mark_started),
    "search": ("restart_search", actions.mark_search_again),
    "fulfil": ("fulfil", actions.mark_fulfilled),
    "dispute": ("dispute", lambda n, **k: actions.mark_unfinished(n, reason="没做完", **k)),
    "close": ("close", lambda n, **k: actions.close_need(n, outcome=Outcome.MET, **k)),
    "reopen": ("reopen", lambda n, **k: actions.reopen_need(n, reason="又需要了", **k)),
    "refer": (
        "refer",
        lambda n, **k: actions.refer_need(n, to=ReferredTo.HEALTH, note="转医院", **k),
    ),
    "reject": (
        "reject",
        lambda n, **k: actions.reject_need(n, reason=RejectReason.UNTRUE, note="不属实", **k),
    ),
    "hold": ("hold", lambda n, **k: actions.hold_need(n, reason="住院", **k)),
    "resume": ("resume", actions.resume_need),
    "withdraw": ("withdraw", lambda n, **k: actions.withdraw_need(n, reason="不需要了", **k)),
    "papers": ("", actions.complete_papers),
    "hand over": ("", lambda n, **k: actions.hand_over(n, to=k["by"], **k)),
}
PEOPLE = ("steward", "staff", "officer", "hotline", "dispatcher", "bureau", "officer_abroad")


def held(need: Need) -> dict:
    return model_to_dict(Need.objects.get(pk=need.pk))


def chosen(state: str, sensible: bool, pick: int) -> str:
    """Any step, or one that the table allows, so that walks get as far as closing and reopening."""
    names = [name for name, (verb, _) in STEPS.items() if not sensible or NEED.allows(state, verb)]
    return (names or sorted(STEPS))[pick % len(names or STEPS)]


def taken(step: Step, need: Need, **who_and_when) -> bool:
    """Whether the action went through; anything but a refusal is an error."""
    try:
        step(Need.objects.get(pk=need.pk), **who_and_when)
    except Refusal:
        return False
    return True


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    walk=st.lists(
        st.tuples(
            st.booleans(),
            st.integers(0, 99),
            st.sampled_from(PEOPLE) | st.just("officer"),
            st.integers(0, 20),
        ),
        max_size=25,
    )
)
def test_a_random_walk_never_takes_a_step_that_is_not_in_the_table(town, walk):
    need = makers.make_need(
        resident=makers.make_resident(town.here), owner=town.steward, posted_by=town.steward
    )
    at = NOW
    for sensible, pick, who, days in walk:
        before, told = held(need), Entry.objects.count()
        verb, step = STEPS[chosen(before["state"], sensible, pick)]
        at += timedelta(days=days)
        if not taken(step, need, by=getattr(town, who), at=at):
            assert (held(need), Entry.objects.count()) == (before, told)
            continue
        after = held(need)
        if verb:
            assert after["state"] == NEED.target(before["state"], verb)
        else:
            assert after["state"] == before["state"]
        assert after["owner"] is not None
        assert Entry.objects.count() == told + (bool(verb) or after != before)
    assert [entry.position for entry in thread_of(need)] == list(
        range(1, thread_of(need).count() + 1)
    )


@pytest.mark.parametrize("state", NeedState.values)
def test_every_step_from_a_state_leads_where_the_table_says_or_changes_nothing(town, state):
    led = {}
    for name, (verb, step) in STEPS.items():
        need = makers.make_need(
            state,
            resident=makers.make_resident(town.here),
            owner=town.steward,
            posted_by=town.steward,
        )
        before = held(need)
        if taken(step, need, by=town.officer, at=NOW):
            led[name] = (verb, held(need)["state"])
        else:
            assert (held(need), thread_of(need).count()) == (before, 0), name
    allowed = {
        name: (verb, NEED.target(state, verb))
        for name, (verb, _) in STEPS.items()
        if NEED.allows(state, verb)
    }
    stepped = {name: step for name, step in led.items() if step[0]}
    assert stepped.items() <= allowed.items()
    # What the table allows and yet was refused, a guard refused: consent, risk, or an open question.
    assert set(allowed) - set(stepped) <= {"reject", "assess"}


def test_the_walk_knows_every_step_but_the_joining_of_two():
    assert {step.verb for step in NEED.steps} - {verb for verb, _ in STEPS.values()} == {"merge"}
