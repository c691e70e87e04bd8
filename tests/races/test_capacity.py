"""Fifty at once for ten places: ten get one. Each guard is then taken away, and must be missed."""

import pytest

from marketplace.journal import actions as journal
from marketplace.needs.choices import NeedState
from marketplace.workorders import actions
from marketplace.workorders.choices import DeclineReason
from marketplace.workorders.lifecycle import HOLDING
from marketplace.workorders.models import Offer, WorkOrder
from tests import makers
from tests.makers import later
from tests.races.guards import drop_trigger, fifty, meet_before, patiently, told, unlock_trigger
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)


class TenPlaces:
    """Fifty orders, and one provider with ten places."""

    def __init__(self, kind: str = "service", **limits: int) -> None:
        self.dispatcher = makers.make_staff("dispatcher")
        self.kind = kind
        limits = limits or {"places": 10}
        if kind == "service":
            self.provider = makers.make_service(**limits)
            self.manager = makers.make_member(self.provider.organization)
        else:
            self.provider = makers.make_volunteer(**limits)
            self.manager = self.provider.user
        self.orders = [
            actions.open_order(makers.make_need(NeedState.APPROVED), by=None, at=later())
            for _ in range(50)
        ]

    def offer(self, number: int) -> Offer:
        return actions.make_offer(
            WorkOrder.objects.get(pk=self.orders[number].pk),
            **{self.kind: self.provider},
            by=makers.fresh(self.dispatcher),
            at=later(),
        )

    def decline(self, offer: Offer) -> Offer:
        return actions.decline_offer(
            Offer.objects.get(pk=offer.pk),
            reason=DeclineReason.TIME,
            by=makers.fresh(self.manager),
            at=later(minutes=1),
        )


def unlock_triggers_of(kind: str) -> None:
    """Both that judge an offer queue at the provider, so one that queues would stand in for the other."""
    for limit in ("full", "week_full"):
        unlock_trigger(f"workorders_{kind}_{limit}")


def held() -> int:
    return Offer.objects.filter(state__in=HOLDING).count()


@pytest.mark.parametrize("kind", ["service", "volunteer"])
def test_ten_places_take_ten_of_fifty(kind):
    scene = TenPlaces(kind)
    results = told(race(fifty(scene.offer)))
    assert results["done"] == held() == 10
    assert set(results) <= {"done", "no_place"}


@pytest.mark.postgresql
@pytest.mark.parametrize("kind", ["service", "volunteer"])
def test_a_trigger_that_counts_without_queueing_would_overfill(monkeypatch, kind):
    scene = TenPlaces(kind)
    unlock_triggers_of(kind)
    meet_before(monkeypatch, journal, "record", 50)
    assert told(race(fifty(scene.offer)))["done"] == held() > 10


@pytest.mark.parametrize("kind", ["service", "volunteer"])
def test_ten_visits_a_week_take_ten_of_fifty(kind):
    scene = TenPlaces(kind, places=60, visits_a_week=10)
    results = told(race(fifty(scene.offer)))
    assert results["done"] == held() == 10
    assert set(results) <= {"done", "week_full"}


@pytest.mark.postgresql
@pytest.mark.parametrize("kind", ["service", "volunteer"])
def test_a_trigger_that_counts_weeks_without_queueing_would_overfill(monkeypatch, kind):
    scene = TenPlaces(kind, places=60, visits_a_week=10)
    unlock_triggers_of(kind)
    meet_before(monkeypatch, journal, "record", 50)
    assert told(race(fifty(scene.offer)))["done"] == held() > 10


def test_without_the_trigger_ten_places_would_take_all_fifty():
    scene = TenPlaces()
    drop_trigger("workorders_service_full")
    assert told(race(fifty(scene.offer)))["done"] == held() == 50


def test_a_place_that_becomes_free_is_given_once():
    scene = TenPlaces()
    offers = [scene.offer(number) for number in range(10)]
    declines = [lambda offer=offer: scene.decline(offer) for offer in offers]
    asks = [lambda number=number: scene.offer(number) for number in range(10, 40)]
    results = race([patiently(each) for each in (*declines, *asks)])
    declined, asked = told(results[:10])["done"], told(results[10:])["done"]
    assert held() == 10 - declined + asked <= 10
    assert declined == 10
