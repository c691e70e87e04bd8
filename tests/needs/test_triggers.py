from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from marketplace.needs.choices import NeedState, Outcome
from marketplace.needs.lifecycle import NEED
from marketplace.needs.models import Need
from tests import makers
from tests.makers import NOW

pytestmark = pytest.mark.django_db


def update(need: Need, **facts) -> bool:
    """Whether the database takes it, past every action."""
    try:
        with transaction.atomic():
            Need.objects.filter(pk=need.pk).update(**facts)
    except IntegrityError:
        return False
    return True


FACTS = {
    NeedState.CLOSED: {"outcome": Outcome.MET, "ended_at": NOW},
    NeedState.REJECTED: {"reject_reason": "untrue", "ended_at": NOW},
    NeedState.REFERRED: {"referred_to": "police", "ended_at": NOW},
    NeedState.WITHDRAWN: {"ended_at": NOW},
}


@pytest.mark.parametrize("before", NeedState.values)
def test_the_database_knows_the_steps_of_the_lifecycle_and_no_others(before):
    known = {step.target for step in NEED.steps if before in step.sources} | {before}
    officer = makers.make_user()
    other = makers.make_need()
    possible = set()
    for after in NeedState.values:
        need = makers.make_need(before, resident=makers.make_resident())
        ended = after in (*FACTS, NeedState.MERGED)
        facts = {"approved_by": officer, "approved_at": NOW, "merged_into": other}
        facts |= {"ended_at": NOW if ended else None} if not need.ended_at or not ended else {}
        facts |= {"group": makers.make_group(), "level": makers.make_level()}
        facts |= {"tag": makers.make_tag()}
        if need.ended_at is None or not ended:
            facts |= FACTS.get(after, {})
        if update(need, state=after, **facts):
            possible.add(after)
    assert possible == known


@pytest.mark.parametrize(
    "changed",
    [
        lambda need: {"number": "XQ-20200101-0001"},
        lambda need: {"follow_code": "A" * 12},
        lambda need: {"reported_at": NOW - timedelta(days=1)},
        lambda need: {"resident": makers.make_resident(name="演示·别人")},
    ],
    ids=["number", "follow_code", "reported_at", "resident"],
)
def test_who_asked_and_when_never_change(changed):
    need = makers.make_need()
    assert not update(need, **changed(need))
    assert update(need, description="说得更清楚些")


@pytest.mark.parametrize(
    "changed",
    [
        {"outcome": Outcome.PARTLY_MET},
        {"ended_at": NOW + timedelta(days=1)},
        {"reject_reason": "untrue"},
    ],
)
def test_an_ended_need_keeps_its_outcome(changed):
    assert not update(makers.make_need(NeedState.CLOSED), **changed)


def test_a_need_never_disappears():
    need = makers.make_need()
    with pytest.raises(IntegrityError), transaction.atomic():
        Need.objects.filter(pk=need.pk).delete()
    makers.make_need(NeedState.DRAFT).delete()
    assert set(Need.objects.all()) == {need}


@pytest.mark.parametrize(
    ("state", "broken"),
    [
        (NeedState.CLOSED, {"outcome": ""}),
        (NeedState.CLOSED, {"ended_at": None}),
        (NeedState.SUBMITTED, {"ended_at": NOW}),
        (NeedState.SUBMITTED, {"consent": None}),
        (NeedState.REJECTED, {"reject_reason": ""}),
        (NeedState.REFERRED, {"referred_to": ""}),
        (NeedState.MERGED, {"merged_into": None}),
        (NeedState.APPROVED, {"approved_by": None}),
        (NeedState.APPROVED, {"approved_at": None}),
        (NeedState.ASSESSED, {"tag": None}),
        (NeedState.IN_SERVICE, {"group": None}),
        (NeedState.SUBMITTED, {"owner": None}),
    ],
)
def test_what_a_state_stands_on_cannot_be_taken_away(state, broken):
    assert not update(makers.make_need(state), **broken)


def test_nobody_approves_what_they_posted_unless_somebody_is_at_risk():
    poster = makers.make_user()
    calm = makers.make_need(NeedState.APPROVED, posted_by=poster)
    urgent = makers.make_need(NeedState.APPROVED, posted_by=poster, tag="urgent")
    assert not update(calm, approved_by=poster)
    assert update(urgent, approved_by=poster)


def test_one_person_has_one_need_of_a_kind_being_met():
    resident = makers.make_resident()
    makers.make_need(NeedState.IN_SERVICE, resident=resident)
    with pytest.raises(IntegrityError), transaction.atomic():
        makers.make_need(NeedState.APPROVED, resident=resident)
    makers.make_need(NeedState.ASSESSED, resident=resident)
