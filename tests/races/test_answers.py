"""Answers that cross each other: one counts. Each guard is then taken away, and must be missed."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from marketplace.dispatch import actions as dispatch
from marketplace.journeys.answer_offer import answer_offer
from marketplace.kernel.errors import RuleBroken
from marketplace.kernel.triggers import declared
from marketplace.needs.choices import NeedState
from marketplace.workorders import actions, permissions, rules
from marketplace.workorders.choices import DeclineReason, OfferState
from marketplace.workorders.models import Offer, WorkOrder
from tests import makers
from tests.journeys.scene import Scene, manager_of
from tests.makers import at, later
from tests.races.guards import (
    drop_index,
    drop_trigger,
    execute,
    meet_before,
    read_without_locks,
    told,
)
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)

DUE = at("2026-10-22", "17:00")
INSTANT = timedelta(microseconds=1)
PAIRS = 25


class Offers:
    """Offers of their own orders, all to one provider, due at the same moment."""

    def __init__(self, number: int) -> None:
        service = makers.make_service(places=number)
        self.manager = makers.make_member(service.organization)
        self.offers = [
            actions.make_offer(
                actions.open_order(makers.make_need(NeedState.APPROVED), by=None, at=later()),
                service=service,
                by=None,
                at=later(),
            )
            for _ in range(number)
        ]

    def accept(self, offer: Offer) -> Offer:
        offer = Offer.objects.get(pk=offer.pk)
        return actions.accept_offer(offer, by=makers.fresh(self.manager), at=DUE)

    def lapse(self, offer: Offer) -> Offer:
        return actions.lapse_offer(Offer.objects.get(pk=offer.pk), at=DUE + INSTANT)

    def crossed(self) -> list[tuple[bool, bool]]:
        """For each offer whether it was accepted and whether it lapsed, at the same moment."""
        runners = [
            lambda offer=offer, what=what: what(offer)
            for offer in self.offers
            for what in (self.accept, self.lapse)
        ]
        results = [told([result])["done"] == 1 for result in race(runners)]
        return list(zip(results[::2], results[1::2], strict=True))


def test_at_the_last_moment_an_offer_is_accepted_or_lapses_never_both():
    scene = Offers(PAIRS)
    outcomes = scene.crossed()
    assert {accepted + lapsed for accepted, lapsed in outcomes} == {1}
    for offer, (accepted, _) in zip(scene.offers, outcomes, strict=True):
        offer.refresh_from_db()
        expected = (OfferState.ACCEPTED, "accepted") if accepted else (OfferState.LAPSED, "created")
        assert (offer.state, offer.work_order.state) == expected


@pytest.mark.postgresql
def test_without_lock_and_lifecycle_an_offer_would_be_accepted_and_lapse(monkeypatch):
    scene = Offers(PAIRS)
    for name in ("workorders_offer_step", "workorders_order_step"):
        drop_trigger(name)
    read_without_locks(monkeypatch)
    meet_before(monkeypatch, rules, "is_in_time", 2 * PAIRS)
    assert (True, True) in scene.crossed()


class Declines:
    """One offer that is declined by twenty equal clicks, with twenty-five providers to go on to."""

    def __init__(self) -> None:
        scene = Scene()
        for _ in range(25):
            scene.service()
        self.offer = scene.offered()
        self.manager = manager_of(self.offer)

    def decline(self) -> Offer:
        return answer_offer(
            Offer.objects.get(pk=self.offer.pk),
            accept=False,
            reason=DeclineReason.TIME,
            by=makers.fresh(self.manager),
            at=later(hours=1),
        )


def waiting() -> int:
    return Offer.objects.filter(state=OfferState.OFFERED).count()


def test_twenty_equal_declines_count_once_and_ask_one_other():
    scene = Declines()
    results = told(race([scene.decline] * 20))
    assert (results["done"], waiting(), Offer.objects.count()) == (1, 1, 2)
    assert set(results) <= {"done", "wrong_step", "busy"}


@pytest.mark.postgresql
def test_without_guards_twenty_declines_would_ask_several_others(monkeypatch):
    scene = Declines()
    drop_index("workorders_one_provider_at_a_time")
    read_without_locks(monkeypatch)
    meet_before(monkeypatch, permissions, "may_answer", 20)
    assert told(race([scene.decline] * 20))["done"] > 1
    assert waiting() > 1


class Crosswise:
    """Two orders, each offered to the provider that is next for the other."""

    def __init__(self) -> None:
        scene = Scene()
        self.offers = []
        for service in (scene.service(), scene.service()):
            order = scene.ordered(resident=makers.make_resident(scene.community))
            self.offers.append(
                actions.make_offer(order, service=service, by=None, at=later(hours=1))
            )

    def decline(self, offer: Offer) -> Offer:
        offer = Offer.objects.get(pk=offer.pk)
        by = manager_of(offer)
        return answer_offer(
            offer, accept=False, reason=DeclineReason.TIME, by=by, at=later(hours=2)
        )

    def crossed(self, monkeypatch) -> list:
        """Both have declined and not yet committed when they turn to the other's provider."""
        meet_before(monkeypatch, dispatch, "propose_for", 2)
        return race([lambda offer=offer: self.decline(offer) for offer in self.offers])


@pytest.mark.postgresql
def test_two_who_decline_crosswise_do_not_wait_for_each_other(monkeypatch):
    assert told(Crosswise().crossed(monkeypatch)) == {"done": 2}
    assert waiting() == 2


@pytest.mark.postgresql
def test_if_an_answer_locked_its_provider_they_would(monkeypatch):
    scene = Crosswise()
    (asking,) = (each for each in declared() if each.name == "workorders_service_full")
    (answering,) = (each for each in declared() if each.name == "workorders_service_refull")
    for statement in replace(answering, lock=asking.lock).statements("postgresql"):
        execute(statement)
    results = scene.crossed(monkeypatch)
    assert any(isinstance(result, Exception) for result in results)


@pytest.mark.postgresql
def test_nobody_waits_longer_than_three_seconds_for_somebody_elses_lock():
    scene = Offers(1)
    (offer,) = scene.offers

    def hold() -> None:
        with transaction.atomic():
            actions.lock_order(WorkOrder.objects.get(pk=offer.work_order_id))
            time.sleep(5)

    def wait() -> float:
        time.sleep(0.5)
        began = time.monotonic()
        with pytest.raises(RuleBroken) as refusal:
            scene.accept(offer)
        assert refusal.value.code == "busy"
        return time.monotonic() - began

    _, waited = race([hold, wait])
    assert 2 < waited < 4.5
