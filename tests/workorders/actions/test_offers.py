from datetime import timedelta

import pytest

from marketplace.accounts.choices import Role
from marketplace.journal.queries import thread_of
from marketplace.kernel.errors import Hidden, Malformed, NotAllowed, RuleBroken
from marketplace.organizations.choices import MembershipRole, OrganizationState, ServiceState
from marketplace.volunteers.choices import VolunteerState
from marketplace.workorders import actions
from marketplace.workorders.choices import DeclineReason, OfferState, OrderState
from marketplace.workorders.models import Offer
from tests import makers
from tests.journeys.scene import manager_of
from tests.makers import at, later

pytestmark = pytest.mark.django_db


def offer_to(order, provider, scene, **more) -> Offer:
    kind = "volunteer" if hasattr(provider, "insured_until_on") else "service"
    return actions.make_offer(
        order, **{kind: provider}, by=scene.dispatcher, at=later(minutes=15), **more
    )


def refused(code: str, function, *args, kind=RuleBroken, **kwargs) -> None:
    with pytest.raises(kind) as refusal:
        function(*args, **kwargs)
    assert refusal.value.code == code


def test_a_provider_is_asked_and_the_journal_names_who(scene):
    service, order = scene.service(), scene.ordered()
    offer = offer_to(order, service, scene, by_hand_for="家属认识护理员")
    order.refresh_from_db()
    assert (offer.state, order.state) == (OfferState.OFFERED, OrderState.DISPATCHED)
    entry = thread_of(order.need).last()
    assert (entry.verb, entry.actor, entry.reason) == (
        "make_offer",
        scene.dispatcher,
        "家属认识护理员",
    )
    assert entry.changes == {
        "order": order.number,
        "state": OrderState.DISPATCHED,
        "service": service.pk,
    }


@pytest.mark.parametrize("role", [Role.STEWARD, Role.SUBDISTRICT_OFFICER, Role.BUREAU_OFFICER])
def test_only_a_dispatcher_makes_offers(scene, role):
    service, order = scene.service(), scene.ordered()
    staff = makers.make_staff(role, scene.community.subdistrict)
    refused(
        "not_allowed",
        actions.make_offer,
        order,
        service=service,
        by=staff,
        at=later(),
        kind=NotAllowed,
    )


def test_a_dispatcher_of_another_district_is_told_of_no_such_order(scene):
    service, order = scene.service(), scene.ordered()
    stranger = makers.make_staff(Role.DISPATCHER, makers.make_district("320102"))
    refused(
        "no_such_order",
        actions.make_offer,
        order,
        service=service,
        by=stranger,
        at=later(),
        kind=Hidden,
    )
    assert not order.offers.exists()


def test_an_offer_goes_to_exactly_one_provider(scene):
    order, service, volunteer = scene.ordered(), scene.service(), makers.make_volunteer()
    for providers in ({}, {"service": service, "volunteer": volunteer}):
        refused(
            "one_provider",
            actions.make_offer,
            order,
            **providers,
            by=scene.dispatcher,
            at=later(),
            kind=Malformed,
        )


def test_an_order_that_is_with_somebody_is_offered_to_nobody_else(scene):
    order = scene.ordered()
    offer_to(order, scene.service(), scene)
    refused("wrong_step", offer_to, order, scene.service(), scene)


def test_who_was_asked_once_is_not_asked_again(scene):
    service, order = scene.service(), scene.ordered()
    offer = offer_to(order, service, scene)
    actions.decline_offer(offer, reason=DeclineReason.TIME, by=manager_of(offer), at=later(hours=1))
    refused("asked_before", offer_to, order, service, scene)
    volunteer = makers.make_volunteer(community=scene.community)
    offer = offer_to(order, volunteer, scene)
    actions.decline_offer(offer, reason=DeclineReason.TIME, by=volunteer.user, at=later(hours=1))
    refused("asked_before", offer_to, order, volunteer, scene)


def test_the_last_place_is_given_once(scene):
    service = scene.service(places=1)
    offer_to(scene.ordered(), service, scene)
    other = scene.ordered(resident=makers.make_resident(scene.community))
    refused("no_place", offer_to, other, service, scene)
    other.refresh_from_db()
    assert other.state == OrderState.CREATED


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"organization": OrganizationState.SUSPENDED}, "suspended"),
        ({"organization": OrganizationState.REMOVED}, "suspended"),
        ({"service": ServiceState.OFF_SHELF}, "not_on_shelf"),
    ],
)
def test_every_door_asks_whether_a_service_may_work_now(scene, change, code):
    asked, service = scene.service(), scene.service()
    offer = offer_to(scene.ordered(), asked, scene)
    for each in (asked, service):
        each.organization.state = change.get("organization", OrganizationState.RESIDENT)
        each.organization.suspended_for = "检查"
        each.organization.save()
        each.state = change.get("service", ServiceState.ON_SHELF)
        each.save()
    refused(code, actions.accept_offer, offer, by=manager_of(offer), at=later(hours=1))
    other = scene.ordered(resident=makers.make_resident(scene.community))
    refused(code, offer_to, other, service, scene)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"state": VolunteerState.PAUSED}, "not_active"),
        ({"insured_until_on": None}, "not_insured"),
        ({"insured_until_on": later().date()}, "not_insured"),
        ({"birth_on": later().date() - timedelta(days=365 * 13)}, "too_young"),
    ],
)
def test_every_door_asks_whether_a_volunteer_is_fit_now(scene, fields, code):
    asked, other = (makers.make_volunteer(community=scene.community) for _ in range(2))
    offer = offer_to(scene.ordered(), asked, scene)
    for volunteer in (asked, other):
        for name, value in fields.items():
            setattr(volunteer, name, value)
        volunteer.save()
    refused(code, actions.accept_offer, offer, by=asked.user, at=later(hours=1))
    order = scene.ordered(resident=makers.make_resident(scene.community))
    refused(code, offer_to, order, other, scene)


@pytest.mark.parametrize(
    ("tag", "due"),
    [
        ("urgent", later(minutes=40)),  # 30 minutes by the wall from the offer, at the approval
        ("safety_net", later(hours=4, minutes=15)),  # 4 hours of office time
        ("needs_care", at("2026-10-22", "17:00")),  # one working day
    ],
)
def test_accepting_is_in_time_up_to_the_due_moment_itself(scene, tag, due):
    scene.service()
    offer = scene.offered(scene.ordered(tag=tag))
    instant = timedelta(microseconds=1)
    refused("not_yet", actions.lapse_offer, offer, at=due)
    refused("too_late", actions.accept_offer, offer, by=manager_of(offer), at=due + instant)
    offer = actions.accept_offer(offer, by=manager_of(offer), at=due)
    assert (offer.state, offer.answered_at) == (OfferState.ACCEPTED, due)


def test_after_the_due_moment_the_offer_lapses_and_can_no_longer_be_answered(scene):
    service = scene.service()
    offer = scene.offered()
    manager = manager_of(offer)
    actions.lapse_offer(offer, at=at("2026-10-22", "17:00") + timedelta(microseconds=1))
    assert (offer.state, offer.work_order.state) == (OfferState.LAPSED, OrderState.CREATED)
    refused("wrong_step", actions.accept_offer, offer, by=manager, at=at("2026-10-22", "16:00"))
    assert offer.provider == service


def test_only_whoever_was_asked_may_answer(scene):
    service = scene.service()
    offer = scene.offered()
    worker = makers.make_member(service.organization, MembershipRole.WORKER)
    rival = makers.make_member(scene.service().organization)
    answers = [
        (actions.accept_offer, {}),
        (actions.decline_offer, {"reason": DeclineReason.TIME}),
        (actions.return_offer, {"reason": DeclineReason.TIME}),
    ]
    for function, more in answers:
        refused("not_allowed", function, offer, by=worker, at=later(), kind=NotAllowed, **more)
        refused("no_such_order", function, offer, by=rival, at=later(), kind=Hidden, **more)
        refused(
            "not_allowed", function, offer, by=scene.dispatcher, at=later(), kind=NotAllowed, **more
        )


def test_a_dispatcher_answers_for_a_volunteer_without_an_account(scene):
    volunteer = makers.make_volunteer(community=scene.community)
    volunteer.user = None
    volunteer.save()
    offer = offer_to(scene.ordered(), volunteer, scene)
    refused(
        "not_allowed", actions.accept_offer, offer, by=scene.steward, at=later(), kind=NotAllowed
    )
    assert actions.accept_offer(offer, by=scene.dispatcher, at=later()).state == OfferState.ACCEPTED


@pytest.mark.parametrize(
    ("reason", "note", "field"),
    [
        ("", "", "reason"),
        ("tired", "", "reason"),
        ("other", "  ", "note"),
        ("time", "长" * 301, "note"),
    ],
)
def test_a_no_has_a_coded_reason_and_other_a_note(scene, reason, note, field):
    scene.service()
    offer = scene.offered()
    with pytest.raises(Malformed) as refusal:
        actions.decline_offer(offer, reason=reason, note=note, by=manager_of(offer), at=later())
    assert list(refusal.value.fields) == [field]
    offer.refresh_from_db()
    assert offer.state == OfferState.OFFERED


def test_a_refused_answer_leaves_the_offer_in_hand_as_it_was(scene):
    scene.service()
    offer = scene.offered(scene.ordered(tag="urgent"))
    refused("too_late", actions.accept_offer, offer, by=manager_of(offer), at=later(hours=5))
    assert (offer.state, offer.work_order.state) == (OfferState.OFFERED, OrderState.DISPATCHED)


def test_giving_back_an_accepted_order_frees_it_and_cancels_what_was_planned(scene):
    scene.service()
    order = scene.accepted()
    offer = order.offers.get()
    begin = later(days=1)
    (visit,) = actions.plan_visits(
        order, slots=[(begin, begin + timedelta(hours=1))], by=manager_of(offer), at=later(hours=1)
    )
    actions.return_offer(
        offer,
        reason=DeclineReason.OTHER,
        note="护理员住院",
        by=manager_of(offer),
        at=later(hours=2),
    )
    order.refresh_from_db()
    visit.refresh_from_db()
    assert (offer.state, order.state, order.accepted_at, visit.state) == (
        OfferState.RETURNED,
        OrderState.CREATED,
        None,
        "cancelled",
    )


def test_nobody_is_recalled_from_a_visit_that_is_under_way(scene):
    scene.service()
    order = scene.accepted()
    offer = order.offers.get()
    begin = later(hours=1)
    (visit,) = actions.plan_visits(
        order,
        slots=[(begin, begin + timedelta(hours=1))],
        by=manager_of(offer),
        at=later(minutes=30),
    )
    actions.check_in(visit, by=manager_of(offer), at=begin)
    refused(
        "visit_under_way", actions.recall_offer, offer, reason="换人", by=scene.dispatcher, at=begin
    )
    refused(
        "visit_under_way",
        actions.return_offer,
        offer,
        reason=DeclineReason.TIME,
        by=manager_of(offer),
        at=begin,
    )
    refused(
        "visit_under_way", actions.cancel_order, order, reason="不要了", by=scene.steward, at=begin
    )
    offer.refresh_from_db()
    assert offer.state == OfferState.ACCEPTED


def test_a_recall_is_the_dispatchers_and_says_why(scene):
    scene.service()
    offer = scene.offered()
    refused(
        "missing",
        actions.recall_offer,
        offer,
        reason=" ",
        by=scene.dispatcher,
        at=later(),
        kind=Malformed,
    )
    refused(
        "not_allowed",
        actions.recall_offer,
        offer,
        reason="换人",
        by=scene.steward,
        at=later(),
        kind=NotAllowed,
    )
    actions.recall_offer(offer, reason="换人", by=scene.dispatcher, at=later())
    assert (offer.state, offer.work_order.state) == (OfferState.RECALLED, OrderState.CREATED)
