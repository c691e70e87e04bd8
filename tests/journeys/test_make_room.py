"""A more urgent order takes the place of an unanswered offer where it has to: as few as can be, none accepted."""

import pytest
from django.db import IntegrityError, transaction

from marketplace.accounts.choices import Role
from marketplace.clockwork.ticking import tick
from marketplace.dispatch import actions as dispatch
from marketplace.dispatch.queries import waiting_for_a_place
from marketplace.dispatch.room import room_for
from marketplace.journal.queries import thread_of
from marketplace.journeys.answer_offer import answer_offer
from marketplace.journeys.dispatch_due import dispatch_due
from marketplace.journeys.dispatch_order import dispatch_order
from marketplace.journeys.make_room import make_room
from marketplace.journeys.make_room_where_due import make_room_where_due
from marketplace.journeys.release_offers import release_offers
from marketplace.journeys.return_order import return_order
from marketplace.kernel.errors import NotAllowed, RuleBroken
from marketplace.organizations.actions import take_off_shelf
from marketplace.organizations.models import Service
from marketplace.supervision.models import Alert
from marketplace.workorders import actions as workorders
from marketplace.workorders.choices import DeclineReason, OfferState, OrderState, RecallReason
from marketplace.workorders.models import Offer, WorkOrder
from tests import makers
from tests.journeys.scene import Scene, manager_of
from tests.makers import HERE, later

pytestmark = pytest.mark.django_db

AT = later(hours=1)


@pytest.fixture(autouse=True)
def _tags():
    for code in ("urgent", "safety_net", "needs_care", "monitoring"):
        makers.make_tag(code)


def calm(scene: Scene, **more) -> WorkOrder:
    return scene.ordered(resident=makers.make_resident(scene.community), **more)


def urgent(scene: Scene) -> WorkOrder:
    return calm(scene, tag="urgent")


def asked(order: WorkOrder) -> list[tuple[int, str, str]]:
    """Who was asked for an order, in this order, what became of it, and by which rule."""
    offers = order.offers.order_by("id")
    return list(offers.values_list("service", "state", "recalled_for"))


def was_asked(order: WorkOrder, service: Service) -> None:
    """So that the engine does not ask this one again."""
    Offer.objects.create(
        work_order=order, service=service, state=OfferState.LAPSED, offered_at=later()
    )


def test_a_free_place_is_taken_before_anybody_has_to_make_room(scene):
    near = scene.service(places=1)
    other = calm(scene)
    scene.offered(other)
    free = scene.service(places=1)
    assert asked(urgent(scene)) == [(free.pk, "offered", "")]
    assert asked(other) == [(near.pk, "offered", "")]


def test_an_urgent_order_takes_the_place_of_an_unanswered_offer(scene):
    service = scene.service(places=1)
    other = calm(scene)
    scene.offered(other)
    assert asked(urgent(scene)) == [(service.pk, "offered", "")]
    assert asked(other) == [(service.pk, "recalled", "more_urgent")]
    other.refresh_from_db()
    assert other.state == OrderState.CREATED


def test_the_order_whose_offer_was_taken_back_goes_to_its_next_best_at_once(scene):
    first = scene.service(places=1)
    other = calm(scene)
    scene.offered(other)
    second = scene.service(places=1)
    comer = calm(scene, tag="safety_net")
    was_asked(comer, second)
    make_room(comer, by=scene.dispatcher, at=AT)
    assert asked(comer)[-1] == (first.pk, "offered", "")
    assert asked(other) == [(first.pk, "recalled", "more_urgent"), (second.pk, "offered", "")]


def test_who_had_to_make_room_may_be_asked_again_when_there_is_a_place(scene):
    near = scene.service(places=1)
    other = calm(scene)
    scene.offered(other)
    urgent(scene)
    Service.objects.filter(pk=near.pk).update(places=2)
    offer = dispatch_order(WorkOrder.objects.get(pk=other.pk), by=None, at=AT)
    assert (offer.service, asked(other)[0][1:]) == (near, ("recalled", "more_urgent"))


def test_nothing_that_was_accepted_ever_moves(scene):
    scene.service(places=1)
    held = scene.accepted(scene.offered(calm(scene)))
    comer = urgent(scene)
    assert (asked(comer), room_for(comer, at=AT)) == ([], None)
    assert held.offers.get().state == OfferState.ACCEPTED
    assert Alert.objects.filter(need=comer.need).exists()


def test_the_database_itself_lets_no_rule_take_back_what_was_accepted(scene):
    scene.service(places=1)
    order = scene.accepted()
    with pytest.raises(IntegrityError), transaction.atomic():
        order.offers.update(state=OfferState.RECALLED, recalled_for=RecallReason.MORE_URGENT)


def test_what_is_as_urgent_or_was_chosen_by_hand_stays(scene):
    scene.service(places=1)
    first = urgent(scene)
    assert asked(urgent(scene)) == []
    assert len(asked(first)) == 1
    second = scene.service(places=1)
    chosen = calm(scene)
    workorders.make_offer(
        chosen, service=second, by_hand_for="方言相同", by=scene.dispatcher, at=AT
    )
    assert asked(urgent(scene)) == []
    assert len(asked(chosen)) == 1


def test_one_offer_moves_where_one_is_enough_and_nobody_goes_without(scene):
    full = [scene.service(places=1) for _ in range(3)]
    others = [calm(scene) for _ in full]
    for order in others:
        scene.offered(order)
    spare, comer = scene.service(places=1), calm(scene, tag="safety_net")
    for order in (*others[:2], comer):
        was_asked(order, spare)
    (shift,) = room_for(comer, at=AT).shifts
    assert (shift.offer.work_order, shift.to) == (others[2], f"service:{spare.pk}")
    make_room(comer, by=scene.dispatcher, at=AT)
    assert [order.offers.filter(state="offered").count() for order in others] == [1, 1, 1]
    assert Offer.objects.filter(state="recalled").count() == 1


def test_everything_is_told(scene):
    service = scene.service(places=1)
    other = calm(scene)
    scene.offered(other)
    comer = urgent(scene)
    told = thread_of(other.need).get(verb="recall_offer")
    assert told.changes == {
        "order": other.number,
        "state": "created",
        "service": service.pk,
        "reason": "more_urgent",
        "to": comer.number,
    }
    assert Alert.objects.filter(need=other.need).exists()


def test_what_is_less_than_urgent_makes_no_room_by_itself(scene):
    scene.service(places=1)
    other = calm(scene)
    scene.offered(other)
    comer = calm(scene, tag="safety_net")
    assert dispatch_order(comer, by=None, at=AT) is None
    assert make_room(comer, by=scene.dispatcher, at=AT).work_order == comer
    assert asked(other)[0][1:] == ("recalled", "more_urgent")


def test_the_bureau_may_leave_it_to_people(scene):
    scene.service(places=1)
    other = calm(scene)
    scene.offered(other)
    bureau = makers.make_staff(Role.BUREAU_OFFICER)
    dispatch.set_makes_room(False, reason="先由人判断", by=bureau, at=AT)
    assert asked(urgent(scene)) == []
    assert dispatch.set_makes_room(False, reason="先由人判断", by=bureau, at=AT) is None
    with pytest.raises(NotAllowed):
        dispatch.set_makes_room(True, reason="改回", by=scene.dispatcher, at=AT)
    cadence = dispatch.set_makes_room(True, reason="改回", by=bureau, at=AT)
    assert thread_of(cadence).last().changes == {"makes_room": [False, True]}
    assert len(asked(urgent(scene))) == 1


def test_a_dispatcher_agrees_to_what_was_shown_and_to_nothing_else(scene):
    scene.service(places=1)
    other = calm(scene)
    offer = scene.offered(other)
    comer = calm(scene, tag="safety_net")
    with pytest.raises(RuleBroken) as refused:
        make_room(comer, agreed=[offer.pk + 1], by=scene.dispatcher, at=AT)
    assert refused.value.code == "room_moved_on"
    assert offer.work_order.offers.get().state == OfferState.OFFERED
    assert make_room(comer, agreed=[offer.pk], by=scene.dispatcher, at=AT)


def test_where_no_offer_helps_that_is_said(scene):
    comer = calm(scene, tag="safety_net")
    with pytest.raises(RuleBroken) as refused:
        make_room(comer, by=scene.dispatcher, at=AT)
    assert refused.value.code == "no_room"


def test_an_urgent_order_that_is_given_back_finds_room_as_well(scene):
    first = scene.service(places=1)
    comer = scene.accepted(Offer.objects.get(work_order=urgent(scene)))
    second = scene.service(places=1)
    other = calm(scene)
    scene.offered(other)
    return_order(
        comer.offers.get(),
        reason=DeclineReason.NO_CAPACITY,
        by=manager_of(comer.offers.get()),
        at=AT,
    )
    assert asked(comer) == [(first.pk, "returned", ""), (second.pk, "offered", "")]
    assert asked(other) == [(second.pk, "recalled", "more_urgent"), (first.pk, "offered", "")]


def test_offers_that_wait_at_somebody_who_is_gone_go_to_others_at_once(scene):
    gone = scene.service(places=1)
    comer = urgent(scene)
    stays = scene.service(places=1)
    other = calm(scene)
    scene.offered(other)
    take_off_shelf(gone, by=manager_of(comer.offers.get()), at=AT)
    (released,) = release_offers(at=AT)
    assert (released.work_order, release_offers(at=AT)) == (comer, [])
    assert asked(comer) == [(gone.pk, "recalled", "unable"), (stays.pk, "offered", "")]
    assert asked(other) == [(stays.pk, "recalled", "more_urgent")]


def test_an_offer_is_released_only_if_its_provider_is_gone(scene):
    scene.service()
    with pytest.raises(RuleBroken) as refused:
        workorders.release_offer(scene.offered(), at=AT)
    assert refused.value.code == "able"


def test_what_was_answered_makes_no_way(scene):
    scene.service()
    offer = scene.offered(calm(scene))
    comer = calm(scene, tag="safety_net")
    answer_offer(offer, accept=True, by=manager_of(offer), at=AT)
    with pytest.raises(RuleBroken) as refused:
        workorders.make_way(offer, to=comer, by=None, at=AT)
    assert refused.value.code == "answered"


# -- by itself, after a round -----------------------------------------------------------------------


@pytest.fixture
def overtaken(scene) -> tuple[WorkOrder, Offer]:
    """An urgent order that found everything accepted when it came; then a place was given back, and offered to
    a calmer one."""
    service = scene.service(places=1)
    held = scene.accepted(scene.offered(calm(scene)))
    waiting = urgent(scene)
    Service.objects.filter(pk=service.pk).update(places=2)
    offer = workorders.make_offer(calm(scene), service=service, by=None, at=later(minutes=30))
    assert (held.state, waiting.offers.count()) == (OrderState.ACCEPTED, 0)
    return waiting, offer


def test_time_makes_room_for_an_urgent_order_that_found_no_place_on_arrival(overtaken):
    waiting, offer = overtaken
    assert tick(at=AT).offered == 1
    offer.refresh_from_db()
    assert (offer.state, offer.recalled_for) == (OfferState.RECALLED, RecallReason.MORE_URGENT)
    assert waiting.offers.get().state == OfferState.OFFERED


def test_time_makes_room_also_where_the_round_itself_would_find_nothing_new(overtaken, scene):
    waiting, _offer = overtaken
    run = dispatch_due(HERE, at=AT)
    assert (run.unserved.count(), dispatch_due(HERE, at=later(hours=1, minutes=1))) == (1, None)
    assert [
        made.work_order for made in make_room_where_due(HERE, at=later(hours=1, minutes=1))
    ] == [waiting]


def test_time_makes_no_room_where_the_bureau_leaves_it_to_dispatchers(overtaken):
    _waiting, offer = overtaken
    officer = makers.make_staff(Role.BUREAU_OFFICER)
    dispatch.set_makes_room(False, reason="先由调度员决定", by=officer, at=AT)
    assert tick(at=AT).offered == 0
    offer.refresh_from_db()
    assert offer.state == OfferState.OFFERED


def test_room_is_not_looked_for_where_nobody_may_be_asked(scene):
    scene.service(need_types=[makers.make_need_type("E-L1-07", subcategory="B3")])
    urgent(scene)
    assert waiting_for_a_place(HERE) == []
