"""What happens between the order and its end when things do not go straight."""

from datetime import timedelta

import pytest

from marketplace.accounts.choices import Role
from marketplace.dispatch import actions as dispatch_actions
from marketplace.dispatch.models import MatchRun
from marketplace.journeys.answer_offer import answer_offer
from marketplace.journeys.assign_by_hand import assign_by_hand
from marketplace.journeys.complete_work_order import complete_work_order
from marketplace.journeys.dispatch_at_once import dispatch_at_once
from marketplace.journeys.dispatch_order import dispatch_order
from marketplace.journeys.dispatch_round import dispatch_round
from marketplace.journeys.dispute_order import dispute_order
from marketplace.journeys.lapse_offers import lapse_offers
from marketplace.journeys.log_visit import log_visit
from marketplace.journeys.miss_visit import miss_visit
from marketplace.journeys.plan_visits import plan_visits
from marketplace.journeys.prolong_visits import prolong_visits
from marketplace.journeys.recall_offer import recall_offer
from marketplace.journeys.report_incident import report_incident
from marketplace.journeys.return_order import return_order
from marketplace.kernel.errors import Hidden, Malformed, NotAllowed, RuleBroken
from marketplace.needs.choices import NeedState
from marketplace.organizations.models import Service
from marketplace.supervision.models import Alert, AlertKind
from marketplace.workorders import actions
from marketplace.workorders.choices import SAFEGUARDING, DeclineReason, IncidentKind, OfferState
from marketplace.workorders.models import Offer, WorkOrder
from tests import makers
from tests.journeys.scene import Scene, manager_of, verbs
from tests.makers import HERE, at, later

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def another(scene: Scene, **more) -> WorkOrder:
    return scene.ordered(resident=makers.make_resident(scene.community), **more)


def open_offer(order: WorkOrder) -> Offer:
    return order.offers.get(state=OfferState.OFFERED)


def decline(offer: Offer, **more) -> Offer:
    return answer_offer(
        offer,
        accept=False,
        reason=DeclineReason.NO_CAPACITY,
        by=manager_of(offer),
        at=later(hours=1),
        **more,
    )


def alerts() -> set[tuple[int, str]]:
    return set(Alert.objects.values_list("need_id", "kind"))


# -- declined, lapsed, given back: the next best, and never the same again ------------------------


def test_a_declined_offer_goes_on_to_the_next_best_and_never_back(scene):
    providers = [scene.service(), scene.service(), makers.make_volunteer(community=scene.community)]
    order = scene.offered().work_order
    asked = []
    for _ in providers:
        offer = open_offer(order)
        asked.append(offer.provider)
        decline(offer)
    assert set(asked) == set(providers)
    assert not order.offers.filter(state=OfferState.OFFERED).exists()


def test_an_organization_that_declined_is_not_asked_through_its_other_service(scene):
    service = scene.service()
    makers.make_service(service.organization)
    order = scene.offered().work_order
    decline(open_offer(order))
    assert order.offers.count() == 1
    assert alerts() == {(order.need_id, AlertKind.NOBODY_LEFT)}


def test_with_nobody_left_the_dispatch_centre_owns_the_need(scene):
    scene.service()
    order = scene.offered().work_order
    need = order.need
    assert need.owner == scene.steward
    decline(open_offer(order))
    need.refresh_from_db()
    order.refresh_from_db()
    assert (need.owner, need.state, order.state) == (scene.dispatcher, NeedState.ORDERED, "created")
    assert alerts() == {(need.pk, AlertKind.NOBODY_LEFT)}
    assert verbs(need)[-3:] == ["decline_offer", "raise_alert", "hand_over"]


def test_every_time_that_nobody_is_left_is_told(scene):
    scene.service()
    order = scene.offered().work_order
    decline(open_offer(order))
    scene.service()
    dispatch_order(order, by=scene.dispatcher, at=later(hours=2))
    answer_offer(
        open_offer(order),
        accept=False,
        reason="time",
        by=manager_of(open_offer(order)),
        at=later(hours=3),
    )
    assert Alert.objects.filter(kind=AlertKind.NOBODY_LEFT).count() == 2


def test_the_next_best_is_asked_by_rule_and_not_by_whoever_declined(scene):
    scene.service()
    scene.service()
    first = scene.offered()
    decline(first)
    assert (first.offered_by, open_offer(first.work_order).offered_by) == (scene.dispatcher, None)


def test_an_answer_that_is_refused_changes_nothing(scene):
    scene.service()
    scene.service()
    offer = scene.offered()
    before = verbs(offer.work_order.need)
    with pytest.raises(Malformed):
        answer_offer(offer, accept=False, reason="", by=manager_of(offer), at=later())
    with pytest.raises(RuleBroken):
        answer_offer(offer, accept=True, by=manager_of(offer), at=later(days=30))
    assert (verbs(offer.work_order.need), Offer.objects.count()) == (before, 1)


def test_offers_lapse_after_their_moment_and_go_on(scene):
    scene.service()
    scene.service()
    scene.service(places=1)
    urgent, calm = another(scene, tag="urgent"), another(scene)
    late, waiting = scene.offered(urgent), scene.offered(calm)
    assert lapse_offers(at=later(minutes=40)) == []
    assert lapse_offers(at=later(minutes=41)) == [late]
    assert open_offer(urgent).provider != late.provider
    assert open_offer(calm) == waiting
    assert lapse_offers(at=later(minutes=41)) == []
    late.refresh_from_db()
    assert (late.state, late.answered_at) == (OfferState.LAPSED, None)


def test_one_offer_that_cannot_lapse_does_not_hold_up_the_others(scene, monkeypatch):
    scene.service()
    first, second = scene.offered(another(scene)), scene.offered(another(scene))
    genuine = actions.lapse_offer

    def lapse(offer, *, at):
        if offer == first:
            raise RuleBroken("busy", "")
        return genuine(offer, at=at)

    monkeypatch.setattr(actions, "lapse_offer", lapse)
    assert lapse_offers(at=later(days=30)) == [second]


def test_an_order_that_is_given_back_is_searched_for_again_without_the_giver(scene):
    first, second = scene.service(), scene.service()
    order = scene.accepted()
    offer = order.offers.get()
    return_order(
        offer,
        reason=DeclineReason.OTHER,
        note="护理员住院",
        by=manager_of(offer),
        at=later(hours=2),
    )
    order.refresh_from_db()
    assert (order.need.state, order.state) == (NeedState.ORDERED, "dispatched")
    assert {offer.provider, open_offer(order).provider} == {first, second}
    assert verbs(order.need)[-3:] == ["return_offer", "mark_search_again", "make_offer"]


def test_a_recalled_order_waits_for_the_dispatchers_choice(scene):
    scene.service()
    scene.service()
    order = scene.accepted()
    recall_offer(order.offers.get(), reason="家属要求换人", by=scene.dispatcher, at=later(hours=2))
    order.refresh_from_db()
    assert (order.need.state, order.state, order.offers.count()) == (
        NeedState.ORDERED,
        "created",
        1,
    )
    unanswered = dispatch_order(order, by=scene.dispatcher, at=later(hours=3))
    recall_offer(unanswered, reason="又换", by=scene.dispatcher, at=later(hours=4))
    order.need.refresh_from_db()
    assert order.need.state == NeedState.ORDERED


# -- one arrival, a round, by hand ----------------------------------------------------------------


def test_an_order_is_dispatched_once_however_often_the_button_is_pressed(scene):
    scene.service()
    scene.service()
    order = scene.offered().work_order
    with pytest.raises(RuleBroken) as refusal:
        dispatch_order(order, by=scene.dispatcher, at=later(hours=1))
    assert refusal.value.code == "wrong_step"
    assert (order.offers.count(), alerts()) == (1, set())


def test_strangers_dispatch_nothing_and_call_nobody(scene):
    order = scene.ordered()
    for user, kind in ((scene.steward, NotAllowed), (makers.make_user(), Hidden)):
        with pytest.raises(kind):
            dispatch_order(order, by=user, at=later(hours=1))
    assert (alerts(), MatchRun.objects.count()) == (set(), 0)


def test_an_arrival_that_is_overtaken_asks_the_engine_again(scene, monkeypatch):
    services = {scene.service(), scene.service()}
    genuine, proposed = dispatch_actions.propose_for, []

    def propose_for(order, **more):
        run = genuine(order, **more)
        if not proposed:
            proposed.append(run.proposals.get().service)
            Service.objects.filter(pk=proposed[0].pk).update(state="off_shelf")
        return run

    monkeypatch.setattr(dispatch_actions, "propose_for", propose_for)
    offer = scene.offered()
    assert {*proposed, offer.provider} == services
    assert list(MatchRun.objects.order_by("id").values_list("proposals__not_offered", "state")) == [
        ("not_on_shelf", "committed"),
        ("", "committed"),
    ]


def test_a_round_offers_what_its_preview_proposed(scene):
    scene.service(places=2)
    orders = {another(scene) for _ in range(3)}
    run = dispatch_actions.propose_round(HERE, by=scene.dispatcher, at=later(hours=1))
    proposed = {(each.work_order, each.service) for each in run.proposals.all()}
    run = dispatch_round(run, by=scene.dispatcher, at=later(hours=2))
    assert run.state == "committed"
    assert {(each.offer.work_order, each.offer.service) for each in run.proposals.all()} == proposed
    assert {each.work_order for each in run.unserved.all()} == orders - {
        order for order, _ in proposed
    }
    with pytest.raises(RuleBroken):
        dispatch_round(run, by=scene.dispatcher, at=later(hours=3))


def test_a_round_says_what_changed_since_its_preview_and_offers_the_rest(scene):
    shelved, full, fine, moved = (scene.service(places=1) for _ in range(4))
    for _ in range(4):
        another(scene)
    run = dispatch_actions.propose_round(HERE, by=scene.dispatcher, at=later(hours=1))
    proposals = {each.service: each for each in run.proposals.all()}
    shelved.state = "off_shelf"
    shelved.save()
    other = Scene(community=scene.community)
    assign_by_hand(
        other.ordered(), service=full, reason="就近", by=scene.dispatcher, at=later(hours=1)
    )
    assign_by_hand(
        proposals[moved].work_order,
        volunteer=makers.make_volunteer(community=scene.community),
        reason="邻居",
        by=scene.dispatcher,
        at=later(hours=1),
    )
    run = dispatch_round(run, by=scene.dispatcher, at=later(hours=2))
    assert {
        each.service: (each.not_offered, each.offer is not None) for each in run.proposals.all()
    } == {
        shelved: ("suspended", False),
        full: ("capacity", False),
        fine: ("", True),
        moved: ("wrong_step", False),
    }


def test_a_round_calls_the_dispatch_centre_once_for_an_order_that_nobody_can_take(scene):
    order = scene.ordered()
    for hours in (1, 2, 3):
        dispatch_at_once(HERE, by=None, at=later(hours=hours))
    order.need.refresh_from_db()
    assert (Alert.objects.count(), order.need.owner) == (1, scene.dispatcher)


def test_a_round_leaves_with_their_owner_those_who_only_wait_for_a_place(scene):
    scene.service(places=1)
    another(scene), another(scene)
    run = dispatch_at_once(HERE, by=scene.dispatcher, at=later(hours=1))
    (waiting,) = run.unserved.all()
    assert (alerts(), waiting.work_order.need.owner) == (set(), scene.steward)


def test_by_hand_goes_beyond_distance_with_a_reason_but_not_beyond_protection(scene):
    far = makers.make_service(
        makers.make_organization(
            community=makers.make_community(makers.make_subdistrict(number=2))
        ),
        radius=10,
        groups="M",
    )
    order = scene.ordered()
    for reason in ("", "   "):
        with pytest.raises(Malformed):
            assign_by_hand(
                order, service=far, reason=reason, by=scene.dispatcher, at=later(hours=1)
            )
    offer = assign_by_hand(
        order, service=far, reason="方言相同", by=scene.dispatcher, at=later(hours=1)
    )
    assert (offer.by_hand_for, offer.offered_by) == ("方言相同", scene.dispatcher)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"places": 0}, "capacity"),
        ({"subcategory": "B1"}, "service"),
        ({"state": "draft"}, "not_on_shelf"),
    ],
)
def test_what_protects_people_cannot_be_set_aside(scene, fields, code):
    service = makers.make_service(makers.make_organization(community=scene.community), **fields)
    with pytest.raises(RuleBroken) as refusal:
        assign_by_hand(
            scene.ordered(), service=service, reason="急", by=scene.dispatcher, at=later(hours=1)
        )
    assert refusal.value.code == code


def test_whoever_declined_is_not_asked_by_hand_either(scene):
    service = scene.service()
    order = scene.offered().work_order
    decline(open_offer(order))
    for again in (service, makers.make_service(service.organization)):
        with pytest.raises(RuleBroken) as refusal:
            assign_by_hand(
                order, service=again, reason="再问一次", by=scene.dispatcher, at=later(hours=2)
            )
        assert refusal.value.code == "refused_before"


def test_by_hand_recalls_the_offer_that_waits(scene):
    scene.service()
    waiting = scene.offered()
    volunteer = makers.make_volunteer(community=scene.community)
    offer = assign_by_hand(
        waiting.work_order,
        volunteer=volunteer,
        reason="邻居",
        by=scene.dispatcher,
        at=later(hours=1),
    )
    waiting.refresh_from_db()
    assert (waiting.state, offer.state) == (OfferState.RECALLED, OfferState.OFFERED)
    with pytest.raises(NotAllowed):
        assign_by_hand(
            offer.work_order,
            volunteer=volunteer,
            reason="邻居",
            by=scene.steward,
            at=later(hours=1),
        )


# -- visits ---------------------------------------------------------------------------------------


def a_planned_visit(scene: Scene):
    scene.service()
    order = scene.accepted()
    manager = manager_of(order.offers.get())
    begin = later(days=1)
    (visit,) = plan_visits(order, slots=[(begin, begin + HOUR)], by=manager, at=later(hours=1))
    return visit, manager


def test_a_visit_is_logged_whole_or_not_at_all(scene):
    visit, manager = a_planned_visit(scene)
    told = {"came_at": later(days=1), "left_at": later(days=1, hours=1)}
    with pytest.raises(Malformed):
        log_visit(visit, **told, record="", by=manager, at=later(days=2))
    visit.refresh_from_db()
    assert (visit.state, visit.checked_in_at) == ("planned", None)
    log_visit(visit, **told, record="送餐两份", by=manager, at=later(days=2))
    visit.refresh_from_db()
    assert (visit.state, visit.checked_in_at, visit.checked_out_at) == ("done", *told.values())


@pytest.mark.parametrize("kind", IncidentKind.values)
def test_signs_of_danger_alert_the_dispatch_centre_at_once(scene, kind):
    visit, manager = a_planned_visit(scene)
    report_incident(visit, kind=kind, text="说明", by=manager, at=later(days=1))
    expected = {(visit.work_order.need_id, AlertKind.INCIDENT)} if kind in SAFEGUARDING else set()
    assert alerts() == expected
    Alert.objects.all().delete()
    miss_visit(visit, kind=kind, text="说明", by=manager, at=later(days=1, minutes=5))
    assert alerts() == expected


def test_series_are_prolonged_by_the_clock_and_only_once(scene):
    scene = Scene(need_type=makers.make_need_type("E-L2-01", frequency="weekly:1"))
    scene.service()
    order = scene.accepted()
    first = at("2026-10-26")
    plan_visits(
        order,
        slots=[(first, first + HOUR)],
        repeated=True,
        by=manager_of(order.offers.get()),
        at=later(hours=1),
    )
    assert prolong_visits(at=at("2026-10-30")) == []
    more = prolong_visits(at=at("2026-11-04", "09:00"))
    assert [visit.planned_from for visit in more] == [at("2026-11-23"), at("2026-11-30")]
    assert prolong_visits(at=at("2026-11-04", "09:00")) == []


# -- delivered, and not ---------------------------------------------------------------------------


def test_delivered_work_fulfils_the_need_and_a_dispute_takes_it_back(scene):
    scene.service()
    order = scene.delivered()
    order.need.refresh_from_db()
    assert order.need.state == NeedState.FULFILLED
    dispute_order(order, reason="窗户没擦", by=scene.steward, at=later(days=2))
    order.need.refresh_from_db()
    assert (order.state, order.need.state, order.need.fulfilled_at) == (
        "in_progress",
        NeedState.IN_SERVICE,
        None,
    )
    complete_work_order(order, by=manager_of(order.offers.get()), at=later(days=3))
    order.need.refresh_from_db()
    assert order.need.state == NeedState.FULFILLED


def test_completing_is_the_providers(scene):
    scene.service()
    order = scene.visited().work_order
    rival = makers.make_member(scene.service().organization)
    dispatcher = makers.make_staff(Role.DISPATCHER)
    for user, kind in ((rival, Hidden), (dispatcher, NotAllowed)):
        with pytest.raises(kind):
            complete_work_order(order, by=user, at=later(days=2))
    order.need.refresh_from_db()
    assert order.need.state == NeedState.IN_SERVICE
