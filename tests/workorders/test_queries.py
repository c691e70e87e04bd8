from datetime import timedelta

import pytest

from marketplace.accounts.choices import Role
from marketplace.households.showing import Sight
from marketplace.organizations.choices import MembershipRole
from marketplace.organizations.models import Service
from marketplace.volunteers.models import Volunteer
from marketplace.workdays.queries import calendar
from marketplace.workorders import actions, queries
from marketplace.workorders.choices import DeclineReason
from marketplace.workorders.models import WorkOrder
from tests import makers
from tests.journeys.scene import Scene, manager_of
from tests.makers import at, later

pytestmark = pytest.mark.django_db

CONTACT, MASKED = Sight.CONTACT, Sight.MASKED
INSTANT = timedelta(microseconds=1)


def another(scene: Scene, **more) -> WorkOrder:
    return scene.ordered(resident=makers.make_resident(scene.community), **more)


def seen_by(user) -> set[WorkOrder]:
    return set(queries.visible_to(makers.fresh(user)))


def test_staff_see_the_orders_of_their_place_and_no_others(scene):
    order = scene.ordered()
    elsewhere = Scene(community=makers.make_community(makers.make_subdistrict(number=2)))
    other = elsewhere.ordered()
    assert seen_by(scene.steward) == seen_by(scene.officer) == {order}
    assert seen_by(elsewhere.steward) == {other}
    assert seen_by(scene.dispatcher) == {order, other}
    assert seen_by(makers.make_user()) == set()


@pytest.mark.parametrize("kind", ["service", "volunteer"])
def test_a_provider_sees_an_order_while_it_is_asked_or_holds_it(scene, kind):
    if kind == "service":
        provider = manager_of_service(scene.service())
    else:
        provider = makers.make_volunteer(community=scene.community).user
    order = scene.ordered()
    assert seen_by(provider) == set()
    offer = scene.offered(order)
    assert seen_by(provider) == {order}
    order = scene.accepted(offer)
    assert seen_by(provider) == {order}
    actions.return_offer(offer, reason=DeclineReason.TIME, by=provider, at=later(hours=1))
    assert seen_by(provider) == set()


def manager_of_service(service: Service):
    return service.organization.memberships.get().user


@pytest.mark.parametrize("ending", ["decline", "lapse", "recall"])
def test_an_offer_that_is_over_shows_the_order_no_longer(scene, ending):
    scene.service()
    offer = scene.offered()
    provider = manager_of(offer)
    if ending == "decline":
        actions.decline_offer(offer, reason=DeclineReason.TIME, by=provider, at=later(hours=1))
    elif ending == "lapse":
        actions.lapse_offer(offer, at=later(days=9))
    else:
        actions.recall_offer(offer, reason="换人", by=scene.dispatcher, at=later(hours=1))
    assert seen_by(provider) == set()
    assert list(queries.offers_for(provider)) == []


def test_every_member_sees_what_waits_for_an_answer_oldest_first(scene):
    service = scene.service()
    worker = makers.make_member(service.organization, MembershipRole.WORKER)
    late = scene.offered(scene.ordered(), at=later(hours=2))
    early = scene.offered(another(scene), at=later(hours=1))
    assert list(queries.offers_for(worker)) == [early, late]
    scene.accepted(early)
    assert list(queries.offers_for(worker)) == [late]
    assert set(queries.orders_held_by(worker)) == {early.work_order}


def test_listing_offers_takes_as_many_queries_for_one_as_for_three(
    scene, django_assert_num_queries
):
    service = scene.service()
    user = manager_of_service(service)
    for wanted in (1, 3):
        while queries.offers_for(user).count() < wanted:
            scene.offered(another(scene))
        with django_assert_num_queries(1):
            shown = [
                (
                    offer.work_order.need.need_type.name,
                    offer.provider.name,
                    offer.work_order.need.tag.name,
                )
                for offer in queries.offers_for(user)
            ]
        assert len(shown) == wanted


def test_a_provider_can_reach_the_resident_from_acceptance_until_thirty_days_after_the_end(scene):
    scene.service()
    offer = scene.offered()
    provider, order = manager_of(offer), offer.work_order
    assert queries.sight_of(provider, order, later(minutes=16)) == MASKED
    order = scene.delivered(scene.accepted(offer))
    assert queries.sight_of(provider, order, later(days=400)) == CONTACT
    actions.confirm_order(order, by=scene.steward, at=later(days=2))
    actions.close_order(order, by=scene.steward, at=later(days=3))
    assert queries.sight_of(provider, order, later(days=33) - INSTANT) == CONTACT
    assert queries.sight_of(provider, order, later(days=33)) == MASKED


@pytest.mark.parametrize("ending", ["return", "recall", "cancel"])
def test_sight_is_gone_at_once_for_who_gave_the_order_back_or_was_replaced(scene, ending):
    scene.service()
    order = scene.accepted()
    offer = order.offers.get()
    provider = manager_of(offer)
    assert queries.sight_of(provider, order, later(hours=1)) == CONTACT
    if ending == "return":
        actions.return_offer(offer, reason=DeclineReason.TIME, by=provider, at=later(hours=1))
    elif ending == "recall":
        actions.recall_offer(offer, reason="换人", by=scene.dispatcher, at=later(hours=1))
    else:
        actions.cancel_order(order, by=None, at=later(hours=1))
    order.refresh_from_db()
    assert queries.sight_of(provider, order, later(hours=1)) == MASKED


def test_nobody_else_reaches_the_resident_by_this_door(scene):
    services = {scene.service(), scene.service()}
    order = scene.accepted()
    (other,) = services - {order.offers.get().service}
    rival = manager_of_service(other)
    others = (rival, scene.dispatcher, makers.make_user(), makers.make_volunteer().user)
    assert {queries.sight_of(user, order, later(hours=1)) for user in others} == {MASKED}


def test_sights_of_many_orders_are_told_in_one_query(scene, django_assert_num_queries):
    scene.service()
    held, asked = scene.accepted(), scene.offered(another(scene)).work_order
    strange = another(scene)
    provider = manager_of(held.offers.get())
    with django_assert_num_queries(1):
        sights = queries.sights_of(provider, [held, asked, strange], later(hours=1))
    assert sights == {held.pk: CONTACT, asked.pk: MASKED, strange.pk: MASKED}


def test_free_places_are_places_less_what_offers_hold(scene, django_assert_num_queries):
    service = scene.service(places=3)
    empty = makers.make_service(places=2, subcategory="B1")
    scene.accepted()
    scene.offered(another(scene))
    declined = scene.offered(another(scene))
    actions.decline_offer(
        declined, reason=DeclineReason.TIME, by=manager_of(declined), at=later(hours=1)
    )
    with django_assert_num_queries(1):
        free = {
            each.pk: (each.held_places, each.free_places)
            for each in queries.with_free_places(Service.objects.all())
        }
    assert free == {service.pk: (2, 1), empty.pk: (0, 2)}


def test_volunteers_have_places_too(scene):
    volunteer = makers.make_volunteer(community=scene.community, places=2)
    idle = makers.make_volunteer(subcategories="B1")
    scene.accepted()
    free = {each.pk: each.free_places for each in queries.with_free_places(Volunteer.objects.all())}
    assert free == {volunteer.pk: 1, idle.pk: 2}


def test_orders_without_a_provider_wait_most_urgent_first(scene):
    calm, urgent = scene.ordered(), another(scene, tag="urgent")
    early = another(scene, at=later(minutes=1))
    assert list(queries.open_without_offer()) == [urgent, early, calm]
    scene.service()
    scene.offered(urgent)
    assert list(queries.open_without_offer()) == [early, calm]


def test_offers_are_overdue_after_their_moment_and_not_at_it(scene):
    scene.service()
    calm, urgent = scene.offered(), scene.offered(another(scene, tag="urgent"))
    due = later(minutes=40)
    assert queries.answer_due(urgent, calendar()).at == due
    assert list(queries.overdue_offers(calendar(), due)) == []
    assert list(queries.overdue_offers(calendar(), due + INSTANT)) == [urgent]
    assert set(queries.overdue_offers(calendar(), at("2026-10-22", "17:01"))) == {calm, urgent}
    scene.accepted(urgent)
    assert list(queries.overdue_offers(calendar(), due + INSTANT)) == []


def test_an_open_ended_series_is_found_when_it_runs_out(scene):
    scene = Scene(need_type=makers.make_need_type("E-L2-01", frequency="weekly:1"))
    scene.service()
    order = scene.accepted()
    begin = at("2026-10-26")
    assert list(queries.series_running_out(later(days=14))) == []
    actions.plan_series(
        order,
        first=(begin, begin + timedelta(hours=1)),
        by=manager_of(order.offers.get()),
        at=later(hours=1),
    )
    assert list(queries.series_running_out(at("2026-11-16"))) == []
    assert list(queries.series_running_out(at("2026-11-17"))) == [order]


@pytest.mark.parametrize(
    "role", [role for role in Role.values if role not in ("organization", "volunteer")]
)
def test_a_posting_elsewhere_shows_nothing(scene, role):
    scene.ordered()
    stranger = makers.make_staff(role, makers.make_district("320102"))
    assert seen_by(stranger) == set()
