"""How it was, and how it ends or begins again."""

import pytest

from marketplace.accounts.choices import Role
from marketplace.journal.models import Entry
from marketplace.journal.queries import thread_of
from marketplace.journeys.close_need import close_need
from marketplace.journeys.confirm_order import confirm_order
from marketplace.journeys.hear_resident import WhatNext, hear_resident
from marketplace.journeys.hold_need import hold_need
from marketplace.journeys.reopen_need import reopen_need
from marketplace.journeys.resume_need import resume_need
from marketplace.journeys.withdraw_need import withdraw_need
from marketplace.kernel.errors import Hidden, Malformed, NotAllowed, RuleBroken
from marketplace.needs.choices import NeedState, Outcome
from marketplace.satisfaction.choices import VerdictChannel
from marketplace.satisfaction.models import Complaint, Verdict
from marketplace.workorders.choices import OfferState, OrderState
from marketplace.workorders.models import WorkOrder
from tests import makers
from tests.journeys.scene import Scene, manager_of
from tests.makers import later

pytestmark = pytest.mark.django_db

LINK, PHONE, _ = VerdictChannel
SECRET = "护理员骂人了，我姓王"


@pytest.fixture(scope="module")
def kept_scene(stage):
    return stage.keep("scene", found_scene)


def found_scene() -> Scene:
    scene = Scene()
    scene.service()
    return scene


def hear(order: WorkOrder, score: int, *, channel=LINK, by=None, at=None, **more) -> Verdict:
    return hear_resident(order, score=score, channel=channel, by=by, at=at or later(days=2), **more)


def close(order: WorkOrder, scene: Scene, *, outcome=Outcome.MET, **more):
    return close_need(order.need, outcome=outcome, by=scene.steward, at=later(days=3), **more)


@pytest.mark.parametrize("score", [1, 3, 5])
def test_a_verdict_that_asks_for_nothing_more_confirms_the_work(scene, score):
    order = scene.delivered()
    verdict = hear(order, score)
    order.refresh_from_db()
    assert (order.state, order.confirmed_by, verdict.work_order) == (
        OrderState.CONFIRMED,
        None,
        order,
    )
    assert order.offers.get().state == OfferState.DONE


def test_an_evaluator_hears_and_the_work_is_confirmed_in_the_residents_name(scene):
    order = scene.delivered()
    evaluator = makers.make_staff(Role.EVALUATOR)
    hear(order, 4, channel=PHONE, by=evaluator)
    order.refresh_from_db()
    assert (order.state, order.confirmed_by) == (OrderState.CONFIRMED, None)


def test_unsatisfied_reopens_with_somebody_else(scene):
    scene.service()
    order = scene.delivered()
    first = order.offers.get().provider
    hear(order, 1, comment=SECRET, what_next=WhatNext.REOPEN)
    order.refresh_from_db()
    again = order.need.work_orders.get(state=OrderState.DISPATCHED)
    assert (order.state, again.number) == (OrderState.FAILED, f"{order.need.number}-2")
    assert again.offers.get().provider != first
    order.need.refresh_from_db()
    assert order.need.state == NeedState.ORDERED
    told = " ".join(f"{entry.changes}{entry.reason}" for entry in thread_of(order.need))
    assert SECRET not in told


def test_unsatisfied_becomes_a_complaint_that_waits_for_an_answer(scene):
    order = scene.delivered()
    hear(order, 2, comment=SECRET, what_next=WhatNext.COMPLAIN)
    order.refresh_from_db()
    complaint = Complaint.objects.get()
    assert (complaint.text, complaint.work_order, order.state) == (
        SECRET,
        order,
        OrderState.DELIVERED,
    )
    assert not any(SECRET in f"{entry.changes}{entry.reason}" for entry in Entry.objects.all())


def test_a_complaint_without_words_is_refused_and_the_verdict_with_it(scene):
    order = scene.delivered()
    with pytest.raises(Malformed) as refusal:
        hear(order, 1, what_next=WhatNext.COMPLAIN)
    assert list(refusal.value.fields) == ["comment"]
    assert not Verdict.objects.exists()


def test_whoever_is_content_neither_reopens_nor_complains(scene):
    order = scene.delivered()
    hear(order, 4, comment="很好", what_next=WhatNext.REOPEN)
    assert (WorkOrder.objects.count(), Complaint.objects.count()) == (1, 0)


def test_an_unknown_wish_is_refused_by_name(scene):
    with pytest.raises(Malformed) as refusal:
        hear(scene.delivered(), 1, what_next="refund")
    assert list(refusal.value.fields) == ["what_next"]


def test_the_provider_neither_hears_nor_confirms(scene):
    order = scene.delivered()
    manager = manager_of(order.offers.get())
    with pytest.raises(NotAllowed):
        hear(order, 5, channel=PHONE, by=manager)
    with pytest.raises(NotAllowed):
        confirm_order(order, by=manager, at=later(days=2))
    assert not Verdict.objects.exists()


def test_a_need_is_closed_when_it_was_confirmed_and_heard(scene):
    order = scene.delivered()
    with pytest.raises(RuleBroken) as refusal:
        close(order, scene)
    assert refusal.value.code == "not_heard"
    with pytest.raises(RuleBroken) as refusal:
        close(order, scene, unheard_because="三次未接通")
    assert refusal.value.code == "not_confirmed"
    hear(order, 5)
    need = close(order, scene)
    order.refresh_from_db()
    assert (need.state, need.outcome, order.state) == (
        NeedState.CLOSED,
        Outcome.MET,
        OrderState.CLOSED,
    )


def test_who_cannot_be_asked_is_closed_with_the_reason_told(scene):
    order = scene.delivered()
    confirm_order(order, by=scene.steward, at=later(days=2))
    with pytest.raises(RuleBroken):
        close(order, scene, unheard_because="  ")
    close(order, scene, unheard_because="三次未接通")
    assert thread_of(order.need).get(verb="close_order").reason == "三次未接通"


def test_a_bad_outcome_closes_nothing(scene):
    order = scene.delivered()
    hear(order, 5)
    with pytest.raises(Malformed):
        close(order, scene, outcome="finished")
    order.refresh_from_db()
    assert order.state == OrderState.CONFIRMED


def test_an_urgent_need_is_closed_when_its_papers_are_complete(scene):
    need = scene.judged(scene.posted(at_risk=True), at_risk=True, tag="urgent")
    order = scene.delivered(scene.accepted(need.work_orders.get().offers.get()))
    hear(order, 5)
    with pytest.raises(RuleBroken) as refusal:
        close(order, scene)
    assert refusal.value.code == "papers_open"
    order.refresh_from_db()
    assert order.state == OrderState.CONFIRMED


@pytest.mark.parametrize(("days", "fine"), [(32, True), (34, False)])
def test_a_closed_need_is_reopened_within_thirty_days(scene, days, fine):
    order = scene.delivered()
    hear(order, 5)
    need = close(order, scene)
    if not fine:
        with pytest.raises(RuleBroken) as refusal:
            reopen_need(need, reason="又漏水了", by=scene.steward, at=later(days=days))
        assert refusal.value.code == "too_late_to_reopen"
        return
    again = reopen_need(need, reason="又漏水了", by=scene.steward, at=later(days=days))
    order.refresh_from_db()
    need.refresh_from_db()
    assert (order.state, again.state, need.state) == (
        OrderState.CLOSED,
        OrderState.DISPATCHED,
        NeedState.ORDERED,
    )


def test_a_withdrawn_need_sets_its_provider_free(scene):
    order = scene.accepted()
    withdraw_need(order.need, reason="", by=None, at=later(hours=2))
    order.refresh_from_db()
    assert (order.state, order.offers.get().state, order.need.state) == (
        OrderState.CANCELLED,
        OfferState.RECALLED,
        NeedState.WITHDRAWN,
    )


def test_who_died_or_moved_away_is_withdrawn_by_that_name(scene):
    order = scene.ordered()
    need = withdraw_need(
        order.need,
        reason="已迁出",
        outcome=Outcome.DIED_OR_MOVED,
        by=scene.steward,
        at=later(hours=2),
    )
    assert (need.state, need.outcome) == (NeedState.WITHDRAWN, Outcome.DIED_OR_MOVED)


def test_a_need_without_an_order_is_withdrawn_as_well(scene):
    assert (
        withdraw_need(scene.posted(), reason="", by=None, at=later()).state == NeedState.WITHDRAWN
    )


def test_strangers_withdraw_nothing(scene):
    order = scene.ordered()
    stranger = makers.make_staff(Role.STEWARD, makers.make_community(number=2))
    with pytest.raises(Hidden):
        withdraw_need(order.need, reason="x", by=stranger, at=later())
    order.refresh_from_db()
    assert order.state == OrderState.CREATED


def test_a_paused_need_gives_up_its_order_and_gets_a_new_one(scene):
    order = scene.offered().work_order
    need = hold_need(order.need, reason="住院两周", by=scene.officer, at=later(hours=2))
    order.refresh_from_db()
    assert (need.state, order.state, order.offers.get().state) == (
        NeedState.ON_HOLD,
        OrderState.CANCELLED,
        OfferState.RECALLED,
    )
    again = resume_need(need, by=scene.officer, at=later(days=14))
    need.refresh_from_db()
    assert (need.state, again.state) == (NeedState.ORDERED, OrderState.CREATED)


def test_a_need_that_is_being_served_is_not_paused(scene):
    order = scene.accepted()
    with pytest.raises(RuleBroken):
        hold_need(order.need, reason="住院两周", by=scene.officer, at=later(hours=2))
    order.refresh_from_db()
    assert order.state == OrderState.ACCEPTED
