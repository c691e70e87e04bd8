"""What the engine is told about orders and providers."""

import pytest

from marketplace.dispatch.keys import BACKGROUND, order_key
from marketplace.dispatch.seeking import seeker_rows
from marketplace.journeys.approve_need import approve_need
from marketplace.needs.actions import Wishes
from marketplace.workorders import actions
from marketplace.workorders.choices import DeclineReason
from marketplace.workorders.models import WorkOrder
from tests import makers
from tests.journeys.scene import Scene, manager_of
from tests.makers import later

pytestmark = pytest.mark.django_db


def another(scene: Scene, **more) -> WorkOrder:
    return scene.ordered(resident=makers.make_resident(scene.community), **more)


def row_of(order: WorkOrder) -> dict:
    (row,) = seeker_rows(WorkOrder.objects.filter(pk=order.pk))
    return row


def test_an_order_is_told_with_what_its_need_wants():
    scene = Scene(
        need_type=makers.make_need_type(
            "E-L1-03", subcategory="A3", qualifications="NW|RN,HC", helpers=2
        )
    )
    order = scene.ordered(tag="safety_net")
    community = scene.community
    assert row_of(order) == {
        "key": order_key(order.pk),
        "need_type": "E-L1-03",
        "subcategory": "A3",
        "group": "E",
        "level": 1,
        "tag": 2,
        "community": community.pk,
        "subdistrict": community.subdistrict_id,
        "x": community.x,
        "y": community.y,
        "qualifications": (frozenset({"NW", "RN"}), frozenset({"HC"})),
        "helpers": 2,
        "refused": frozenset(),
        "conflicts": frozenset(),
        "previous": None,
        "wish": None,
        "windows": None,
        "language": None,
        "sex": None,
        "visits": (1,),
    }


def test_what_the_resident_asks_of_whoever_comes_is_told():
    scene = Scene(need_type=makers.make_need_type("E-L1-09", frequency="daily:1"))
    wishes = Wishes(windows=["mon_morning"], language="sign", helper_sex="female")
    order = scene.ordered(wishes=wishes)
    row = row_of(order)
    assert row["windows"] == {"mon_morning"}
    assert (row["language"], row["sex"]) == ("sign", "female")
    assert row["visits"] == (7,)


def test_older_orders_have_smaller_keys():
    assert order_key(9) < order_key(10) < order_key(10**9)


def test_whoever_was_asked_for_an_order_is_not_asked_again_with_any_service(scene):
    service = scene.service()
    organization = f"organization:{service.organization_id}"
    order = scene.offered().work_order
    actions.decline_offer(
        order.offers.get(),
        reason=DeclineReason.TIME,
        by=manager_of(order.offers.get()),
        at=later(hours=1),
    )
    fresh = another(scene)
    assert row_of(order)["refused"] == {organization}
    assert row_of(fresh)["refused"] == frozenset()
    assert row_of(order)["conflicts"] == frozenset()


def test_a_conflict_of_interest_lasts_for_the_resident_and_for_nobody_else(scene):
    volunteer = makers.make_volunteer(community=scene.community)
    offer = scene.offered()
    actions.decline_offer(
        offer, reason=DeclineReason.CONFLICT, by=volunteer.user, at=later(hours=1)
    )
    other_type = makers.make_need_type("E-L1-07")
    again = actions.open_order(
        makers.make_need("approved", resident=scene.resident, need_type=other_type),
        by=None,
        at=later(),
    )
    assert row_of(again)["conflicts"] == {f"volunteer:{volunteer.pk}"}
    assert row_of(another(scene))["conflicts"] == frozenset()


def test_who_failed_at_a_need_is_not_asked_again_and_who_helped_well_is_remembered(scene):
    service = scene.service()
    organization = f"organization:{service.organization_id}"
    order = scene.delivered()
    actions.fail_order(order, reason="没做好", by=scene.officer, at=later(days=2))
    need = makers.make_need(
        "approved", resident=scene.resident, need_type=makers.make_need_type("E-L1-07")
    )
    elsewhere = actions.open_order(need, by=None, at=later(days=2))
    assert (row_of(elsewhere)["refused"], row_of(elsewhere)["previous"]) == (frozenset(), None)
    order.need.state = "fulfilled"
    type(order.need).objects.filter(pk=order.need_id).update(state="approved")
    again = actions.open_order(order.need, by=None, at=later(days=2))
    assert (row_of(again)["refused"], row_of(again)["previous"]) == ({organization}, None)


def test_who_helped_before_is_remembered(scene):
    service = scene.service()
    order = scene.delivered()
    actions.confirm_order(order, by=scene.steward, at=later(days=2))
    need = makers.make_need(
        "approved", resident=scene.resident, need_type=makers.make_need_type("E-L1-07")
    )
    again = actions.open_order(need, by=None, at=later(days=2))
    assert row_of(again)["previous"] == f"organization:{service.organization_id}"
    assert row_of(another(scene))["previous"] is None


def test_what_the_community_picked_is_a_wish(scene):
    service = scene.service()
    need = scene.judged(scene.posted(pick=service))
    order = approve_need(need, by=scene.officer, at=later(minutes=10))
    assert row_of(order)["wish"] == f"service:{service.pk}"


def test_work_with_children_asks_for_a_background_declaration():
    scene = Scene(need_type=makers.make_need_type("M-L2-03", safeguards_minor=True, helpers=2))
    scene.resident.groups.add(makers.make_group("M"))
    assert row_of(scene.ordered())["qualifications"] == (frozenset({BACKGROUND}),)


def test_the_number_of_queries_does_not_grow(scene, django_assert_num_queries):
    for wanted in (1, 3):
        while WorkOrder.objects.count() < wanted:
            another(scene)
        with django_assert_num_queries(3):
            assert len(seeker_rows(WorkOrder.objects.all(), makers.TODAY)) == wanted
