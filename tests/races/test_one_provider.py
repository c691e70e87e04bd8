"""Fifty at once for one order: exactly one gets it. Each guard is then taken away, and must be missed."""

import pytest

from marketplace.workorders import actions, permissions
from marketplace.workorders.choices import OfferState
from marketplace.workorders.models import Offer, WorkOrder
from tests import makers
from tests.journeys.scene import Scene
from tests.makers import later
from tests.races.guards import drop_index, fifty, meet_before, read_without_locks, told
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)

ONE_PROVIDER = "workorders_one_provider_at_a_time"


class FiftyProviders:
    """One order, and fifty services that could take it, each with somebody who answers."""

    def __init__(self) -> None:
        scene = Scene()
        self.dispatcher = scene.dispatcher
        self.services = [makers.make_service() for _ in range(50)]
        self.managers = [makers.make_member(service.organization) for service in self.services]
        self.order = scene.ordered()

    def ask_all(self) -> None:
        """Fifty offers side by side: only possible once the index is gone."""
        drop_index(ONE_PROVIDER)
        self.offers = [
            Offer.objects.create(work_order=self.order, service=service, offered_at=later(hours=1))
            for service in self.services
        ]
        WorkOrder.objects.filter(pk=self.order.pk).update(state="dispatched")

    def accept(self, number: int) -> Offer:
        offer = Offer.objects.get(pk=self.offers[number].pk)
        by = makers.fresh(self.managers[number])
        return actions.accept_offer(offer, by=by, at=later(hours=2))

    def offer(self, number: int) -> Offer:
        return actions.make_offer(
            WorkOrder.objects.get(pk=self.order.pk),
            service=self.services[number],
            by=makers.fresh(self.dispatcher),
            at=later(hours=1),
        )


def accepted() -> int:
    return Offer.objects.filter(state=OfferState.ACCEPTED).count()


def test_of_fifty_providers_who_accept_at_once_one_gets_the_order():
    scene = FiftyProviders()
    scene.ask_all()
    results = told(race(fifty(scene.accept)))
    assert (results["done"], accepted()) == (1, 1)
    assert set(results) <= {"done", "wrong_step"}


@pytest.mark.postgresql
def test_without_the_lock_many_providers_would_get_the_same_order(monkeypatch):
    scene = FiftyProviders()
    scene.ask_all()
    read_without_locks(monkeypatch)
    meet_before(monkeypatch, permissions, "may_answer", 50)
    assert told(race(fifty(scene.accept)))["done"] == accepted() > 1


def test_of_fifty_offers_of_one_order_at_once_one_is_made():
    scene = FiftyProviders()
    results = told(race(fifty(scene.offer)))
    assert (results["done"], Offer.objects.count()) == (1, 1)
    assert set(results) <= {"done", "wrong_step"}


@pytest.mark.postgresql
def test_the_index_alone_lets_one_offer_through_and_the_others_get_a_plain_answer(monkeypatch):
    scene = FiftyProviders()
    read_without_locks(monkeypatch)
    meet_before(monkeypatch, permissions, "may_dispatch", 50)
    results = told(race(fifty(scene.offer)))
    assert (results["done"], Offer.objects.count()) == (1, 1)
    assert set(results) <= {"done", "taken"}


@pytest.mark.postgresql
def test_without_index_and_lock_one_order_would_be_offered_to_many(monkeypatch):
    scene = FiftyProviders()
    drop_index(ONE_PROVIDER)
    read_without_locks(monkeypatch)
    meet_before(monkeypatch, permissions, "may_dispatch", 50)
    assert told(race(fifty(scene.offer)))["done"] == Offer.objects.count() > 1
