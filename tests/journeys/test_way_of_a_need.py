from datetime import timedelta

import pytest

from marketplace.journal.queries import verify
from marketplace.journeys.answer_offer import answer_offer
from marketplace.journeys.approve_need import approve_need
from marketplace.journeys.close_need import close_need
from marketplace.journeys.complete_work_order import complete_work_order
from marketplace.journeys.confirm_order import confirm_order
from marketplace.journeys.dispatch_at_once import dispatch_at_once
from marketplace.journeys.hear_resident import hear_resident
from marketplace.journeys.plan_visits import plan_visits
from marketplace.needs.choices import NeedState, Outcome
from marketplace.organizations.models import Service
from marketplace.satisfaction.choices import VerdictChannel
from marketplace.workorders.actions import check_in, check_out
from marketplace.workorders.choices import OfferState, OrderState, VisitState
from marketplace.workorders.queries import with_free_places
from tests.journeys.scene import Scene, manager_of, verbs
from tests.makers import HERE, later, make_worker

pytestmark = pytest.mark.django_db


def test_a_need_walks_from_posting_to_closing_and_the_journal_tells_it_in_order():
    scene = Scene()
    service = scene.service(places=1)
    manager = service.organization.memberships.get().user
    worker = make_worker(service.organization)

    need = scene.judged(scene.posted())
    order = approve_need(need, by=scene.officer, at=later(minutes=10))
    run = dispatch_at_once(HERE, by=scene.dispatcher, at=later(minutes=15))
    offer = order.offers.get()
    assert run.proposals.get().offer == offer
    answer_offer(offer, accept=True, by=manager, at=later(minutes=30))
    begin = later(days=1)
    (visit,) = plan_visits(
        order, slots=[(begin, begin + timedelta(hours=1))], by=manager, at=later(hours=1)
    )
    check_in(visit, workers=[worker], by=manager, at=begin)
    check_out(visit, record="理发并修剪指甲", by=manager, at=begin + timedelta(hours=1))
    complete_work_order(order, by=manager, at=begin + timedelta(hours=2))
    assert with_free_places(Service.objects.filter(pk=service.pk)).get().free_places == 0
    confirm_order(order, by=scene.steward, at=later(days=2))
    hear_resident(
        order, score=5, channel=VerdictChannel.PHONE, by=scene.steward, at=later(days=2, hours=1)
    )
    close_need(need, outcome=Outcome.MET, by=scene.steward, at=later(days=3))

    for thing in (need, order, offer, visit):
        thing.refresh_from_db()
    assert (need.state, order.state, offer.state, visit.state) == (
        NeedState.CLOSED,
        OrderState.CLOSED,
        OfferState.DONE,
        VisitState.DONE,
    )
    assert with_free_places(Service.objects.filter(pk=service.pk)).get().free_places == 1
    assert manager_of(offer) == manager
    assert verbs(need) == [
        "post_need",
        "triage_need",
        "assess_need",
        "approve_need",
        "open_order",
        "mark_ordered",
        "make_offer",
        "accept_offer",
        "mark_started",
        "plan_visits",
        "check_in",
        "check_out",
        "deliver_order",
        "mark_fulfilled",
        "confirm_order",
        "give_verdict",
        "close_order",
        "close_need",
    ]
    assert list(verify()) == []
