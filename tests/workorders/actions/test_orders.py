from datetime import timedelta

import pytest

from marketplace.accounts.choices import Role
from marketplace.journal.queries import thread_of
from marketplace.kernel.errors import Hidden, NotAllowed, RuleBroken
from marketplace.needs.choices import NeedState
from marketplace.workorders import actions
from marketplace.workorders.choices import OfferState, OrderState, VisitState
from tests import makers
from tests.journeys.scene import Scene, manager_of
from tests.makers import later

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def kept_scene(stage):
    return stage.keep("scene", found_scene)


def found_scene() -> Scene:
    scene = Scene()
    scene.service()
    return scene


def refused(code: str, function, *args, kind=RuleBroken, **kwargs) -> None:
    with pytest.raises(kind) as refusal:
        function(*args, **kwargs)
    assert refusal.value.code == code


@pytest.mark.parametrize("state", [state for state in NeedState if state != NeedState.APPROVED])
def test_only_an_approved_need_becomes_an_order(scene, state):
    need = makers.make_need(state, community=scene.community)
    refused("not_approved", actions.open_order, need, by=scene.officer, at=later())


def test_a_need_has_one_open_order_and_the_next_counts_on(scene):
    need = makers.make_need(NeedState.APPROVED, community=scene.community)
    order = actions.open_order(need, by=scene.officer, at=later())
    assert order.number == f"{need.number}-1"
    refused("ordered_before", actions.open_order, need, by=scene.officer, at=later())
    actions.cancel_order(order, reason="", by=None, at=later())
    assert actions.open_order(need, by=scene.officer, at=later()).number == f"{need.number}-2"


def test_an_order_wants_as_many_visits_as_the_course_has(scene):
    course = makers.make_need_type("E-L2-02", visits=6, frequency="weekly:1")
    need = makers.make_need(NeedState.APPROVED, community=scene.community, need_type=course)
    assert actions.open_order(need, by=scene.officer, at=later()).visits_wanted == 6


def test_strangers_open_no_orders(scene):
    need = makers.make_need(NeedState.APPROVED, community=scene.community)
    stranger = makers.make_staff(Role.SUBDISTRICT_OFFICER, makers.make_subdistrict(number=2))
    refused("not_allowed", actions.open_order, need, by=stranger, at=later(), kind=NotAllowed)


def test_work_without_a_visit_is_not_delivered(scene):
    order = scene.accepted()
    manager = manager_of(order.offers.get())
    refused("wrong_step", actions.deliver_order, order, by=manager, at=later(days=1))
    begin = later(days=1)
    (visit,) = actions.plan_visits(
        order, slots=[(begin, begin + timedelta(hours=1))], by=manager, at=later(hours=1)
    )
    actions.check_in(visit, by=manager, at=begin)
    refused("no_visit", actions.deliver_order, order, by=manager, at=begin)
    actions.miss_visit(visit, kind="not_at_home", by=manager, at=begin)
    refused("no_visit", actions.deliver_order, order, by=manager, at=begin)


def test_delivering_drops_what_was_still_planned_and_tells_how_many_came(scene):
    visit = scene.visited()
    order, manager = visit.work_order, manager_of(visit.offer)
    begin = later(days=9)
    (planned,) = actions.plan_visits(
        order, slots=[(begin, begin + timedelta(hours=1))], by=manager, at=later(days=1, hours=1)
    )
    actions.deliver_order(order, by=manager, at=later(days=2))
    planned.refresh_from_db()
    assert (order.state, order.delivered_at, planned.state) == (
        OrderState.DELIVERED,
        later(days=2),
        VisitState.CANCELLED,
    )
    assert thread_of(order.need).get(verb="deliver_order").changes == {
        "state": [OrderState.IN_PROGRESS, OrderState.DELIVERED],
        "visits": 1,
        "wanted": 1,
    }


def test_nothing_is_delivered_while_somebody_is_still_there(scene):
    visit = scene.visited()
    order, manager = visit.work_order, manager_of(visit.offer)
    begin = later(days=2)
    (second,) = actions.plan_visits(
        order, slots=[(begin, begin + timedelta(hours=1))], by=manager, at=later(days=1, hours=1)
    )
    actions.check_in(second, by=manager, at=begin)
    refused("visit_under_way", actions.deliver_order, order, by=manager, at=begin)


def test_whoever_did_the_work_does_not_confirm_it_not_even_as_staff(scene):
    order = scene.delivered()
    manager = manager_of(order.offers.get())
    makers.make_staff(Role.COMMUNITY_STAFF, scene.community, user=manager)
    refused(
        "performer",
        actions.confirm_order,
        order,
        by=makers.fresh(manager),
        at=later(days=2),
        kind=NotAllowed,
    )
    refused(
        "performer",
        actions.dispute_order,
        order,
        reason="没做好",
        by=makers.fresh(manager),
        at=later(days=2),
        kind=NotAllowed,
    )
    order.refresh_from_db()
    assert order.state == OrderState.DELIVERED


def test_a_volunteer_does_not_confirm_their_own_work():
    scene = Scene()
    makers.make_volunteer(community=scene.community)
    order = scene.delivered()
    volunteer = makers.make_staff(
        Role.STEWARD, scene.community, user=manager_of(order.offers.get())
    )
    refused(
        "performer", actions.confirm_order, order, by=volunteer, at=later(days=2), kind=NotAllowed
    )


def test_strangers_neither_confirm_nor_learn_of_it(scene):
    order = scene.delivered()
    stranger = makers.make_staff(Role.STEWARD, makers.make_community(number=2))
    for function, more in [
        (actions.confirm_order, {}),
        (actions.dispute_order, {"reason": "没做好"}),
        (actions.close_order, {}),
        (actions.cancel_order, {}),
        (actions.fail_order, {}),
        (actions.deliver_order, {}),
    ]:
        refused(
            "no_such_order", function, order, by=stranger, at=later(days=2), kind=Hidden, **more
        )


def test_confirming_frees_the_place_and_closing_needs_it(scene):
    order = scene.delivered()
    refused("not_confirmed", actions.close_order, order, by=scene.steward, at=later(days=2))
    actions.confirm_order(order, by=scene.steward, at=later(days=2))
    assert order.offers.get().state == OfferState.DONE
    assert (order.confirmed_by, order.confirmed_at) == (scene.steward, later(days=2))
    actions.close_order(order, by=scene.steward, at=later(days=3))
    assert (order.state, order.ended_at) == (OrderState.CLOSED, later(days=3))


def test_a_disputed_order_stays_with_its_provider(scene):
    order = scene.delivered()
    actions.dispute_order(order, reason="窗户没擦", by=scene.steward, at=later(days=2))
    assert (order.state, order.delivered_at) == (OrderState.IN_PROGRESS, None)
    assert order.offers.get().state == OfferState.ACCEPTED
    actions.deliver_order(order, by=manager_of(order.offers.get()), at=later(days=3))
    assert order.state == OrderState.DELIVERED


def test_a_cancelled_order_sets_its_provider_free(scene):
    order = scene.accepted()
    begin = later(days=1)
    (visit,) = actions.plan_visits(
        order,
        slots=[(begin, begin + timedelta(hours=1))],
        by=manager_of(order.offers.get()),
        at=later(hours=1),
    )
    actions.cancel_order(order, reason="住院了", by=scene.steward, at=later(hours=2))
    visit.refresh_from_db()
    assert (order.state, order.ended_at, order.offers.get().state, visit.state) == (
        OrderState.CANCELLED,
        later(hours=2),
        OfferState.RECALLED,
        VisitState.CANCELLED,
    )


def test_a_failed_order_keeps_its_provider_on_record(scene):
    order = scene.delivered()
    actions.fail_order(order, reason="服务不合格", by=scene.officer, at=later(days=2))
    assert (order.state, order.offers.get().state) == (OrderState.FAILED, OfferState.DONE)


def test_the_words_of_a_resident_do_not_reach_the_journal(scene):
    order = scene.accepted()
    actions.cancel_order(order, reason="我儿子老王回来了", by=None, at=later(hours=2))
    entry = thread_of(order.need).last()
    assert (entry.verb, entry.actor, entry.reason) == ("cancel_order", None, "")
