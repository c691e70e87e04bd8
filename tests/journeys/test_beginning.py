"""From the first word to the order."""

from dataclasses import replace

import pytest

from marketplace.households.choices import Basis, Purpose
from marketplace.households.models import Consent, Household, Resident
from marketplace.journeys.approve_need import approve_need
from marketplace.journeys.post_need import NeedItem, NewResident, ResidentRef, post_need
from marketplace.kernel.errors import NotAllowed, Refusal, RuleBroken
from marketplace.needs.choices import Channel, NeedState
from marketplace.needs.models import Need
from marketplace.supervision.models import Alert
from marketplace.workorders.choices import OfferState, OrderState
from marketplace.workorders.models import WorkOrder
from tests import makers
from tests.journeys.scene import Scene, verbs
from tests.makers import NOW, later

pytestmark = pytest.mark.django_db

NEW = NewResident(name="演示·老李", phone="13900000001", address="演示路 2 号")


def post(scene: Scene, *, who=NEW, items=None, consent_given=True, **more) -> list[Need]:
    told = {
        "who": who,
        "items": items or [NeedItem(need_type=scene.need_type, description="每天一顿热饭")],
        "community": scene.community,
        "channel": Channel.STEWARD,
        "consent_given": consent_given,
        "by": scene.steward,
        "at": NOW,
    }
    return post_need(**(told | more))


def test_a_new_resident_is_registered_with_consent_and_their_needs_in_one_go(scene):
    group = makers.make_group("E")
    items = [
        NeedItem(need_type=scene.need_type, reported_at=later(hours=-2)),
        NeedItem(description="想找人陪着说说话"),
    ]
    first, second = post(scene, who=replace(NEW, groups=(group,)), items=items)
    resident = first.resident
    assert resident == second.resident
    assert (resident.name, resident.household.address, list(resident.groups.all())) == (
        "演示·老李",
        "演示路 2 号",
        [group],
    )
    consent = resident.consents.get(purpose=Purpose.SERVICE)
    assert {need.consent for need in (first, second)} == {consent}
    assert consent.basis == Basis.CONSENT
    assert [need.reported_at for need in (first, second)] == [later(hours=-2), NOW]
    assert {need.owner for need in (first, second)} == {scene.steward}


def test_a_consent_in_force_is_not_asked_for_twice(scene):
    (need,) = post(scene, who=ResidentRef(scene.resident))
    assert need.consent == scene.resident.consents.get()


def test_without_consent_nothing_is_kept_not_even_the_resident(scene):
    residents, households = Resident.objects.count(), Household.objects.count()
    with pytest.raises(RuleBroken) as refusal:
        post(scene, consent_given=False)
    assert refusal.value.code == "consent_missing"
    assert (Resident.objects.count(), Household.objects.count(), Need.objects.count()) == (
        residents,
        households,
        0,
    )


def test_danger_needs_no_consent_to_begin_with(scene):
    item = NeedItem(need_type=scene.need_type, at_risk=True)
    (need,) = post(scene, items=[item], consent_given=False)
    assert (need.consent, need.at_risk, need.state) == (None, True, NeedState.SUBMITTED)


def test_one_bad_need_of_several_leaves_nothing_behind(scene):
    items = [NeedItem(need_type=scene.need_type), NeedItem(description="  ")]
    before = Resident.objects.count(), Consent.objects.count()
    with pytest.raises(Refusal):
        post(scene, items=items)
    assert (Resident.objects.count(), Consent.objects.count()) == before
    assert not Need.objects.exists()


def test_the_public_form_ends_with_an_owner(scene):
    (need,) = post(scene, by=None, channel=Channel.PUBLIC)
    assert (need.owner, need.posted_by) == (scene.steward, None)


def test_a_steward_of_elsewhere_posts_nothing_here(scene):
    stranger = makers.make_staff("steward", makers.make_community(number=2))
    with pytest.raises(NotAllowed):
        post(scene, by=stranger)
    assert not Need.objects.exists()


def test_triage_without_danger_waits_for_the_approval(scene):
    scene.service()
    need = scene.judged(scene.posted())
    assert (need.state, WorkOrder.objects.count()) == (NeedState.ASSESSED, 0)
    order = approve_need(need, by=scene.officer, at=later(minutes=10))
    need.refresh_from_db()
    assert (need.state, order.state, order.need) == (NeedState.ORDERED, OrderState.CREATED, need)


def test_an_urgent_need_is_offered_the_moment_it_is_approved(scene):
    service = scene.service()
    need = scene.judged(scene.posted(), tag="urgent")
    order = approve_need(need, by=scene.officer, at=later(minutes=10))
    offer = order.offers.get()
    assert (order.state, offer.provider, offer.offered_by) == (
        OrderState.DISPATCHED,
        service,
        None,
    )
    assert offer.offered_at == later(minutes=10)


def test_danger_takes_the_fast_lane_in_one_go(scene):
    service = scene.service()
    need = scene.judged(scene.posted(at_risk=True), at_risk=True, tag="urgent")
    order = need.work_orders.get()
    offer = order.offers.get()
    assert (need.state, need.at_risk, order.state, offer.state, offer.provider) == (
        NeedState.ORDERED,
        True,
        OrderState.DISPATCHED,
        OfferState.OFFERED,
        service,
    )
    assert verbs(need) == [
        "post_need",
        "triage_need",
        "assess_need",
        "approve_need",
        "open_order",
        "mark_ordered",
        "make_offer",
    ]


def test_danger_with_nobody_to_ask_is_with_the_dispatch_centre_at_once(scene):
    need = scene.judged(scene.posted(at_risk=True), at_risk=True, tag="urgent")
    need.refresh_from_db()
    assert (need.state, need.owner, Alert.objects.get().kind) == (
        NeedState.ORDERED,
        scene.dispatcher,
        "nobody_left",
    )


def test_a_fast_lane_that_is_refused_leaves_the_need_untriaged(scene):
    need = scene.posted(at_risk=True)
    with pytest.raises(RuleBroken) as refusal:
        scene.judged(need, at_risk=True, tag="monitoring")
    assert refusal.value.code == "at_risk_is_urgent"
    need.refresh_from_db()
    assert (need.state, WorkOrder.objects.count()) == (NeedState.SUBMITTED, 0)


def test_whoever_knows_the_person_privately_does_not_approve(scene):
    need = scene.judged(scene.posted())
    with pytest.raises(RuleBroken) as refusal:
        approve_need(need, related=True, by=scene.officer, at=later(minutes=10))
    assert refusal.value.code == "own_relative"
    assert not WorkOrder.objects.exists()
