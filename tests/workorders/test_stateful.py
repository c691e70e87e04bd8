"""Anything may happen to offers, in any order: places and the one provider hold, and a plain model agrees."""

import pytest
from django.db import transaction
from django.db.models import Count, F
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from marketplace.journal.queries import verify
from marketplace.kernel.errors import RuleBroken
from marketplace.needs.choices import NeedState
from marketplace.organizations.models import Service
from marketplace.workorders import actions
from marketplace.workorders.choices import DeclineReason, OfferState, OrderState
from marketplace.workorders.lifecycle import HOLDING
from marketplace.workorders.models import Offer, WorkOrder
from marketplace.workorders.queries import with_free_places
from tests import makers
from tests.makers import later

PLACES = (1, 2, 1)
ORDERS = 4
order_numbers = st.integers(0, ORDERS - 1)
service_numbers = st.integers(0, len(PLACES) - 1)


class Offers(RuleBasedStateMachine):
    """The model: for each order the service that holds it and whether it accepted, and who was asked."""

    @initialize()
    def begin(self) -> None:
        self.savepoint = transaction.savepoint()
        self.dispatcher = makers.make_staff("dispatcher")
        self.services = [makers.make_service(places=places) for places in PLACES]
        self.managers = [makers.make_member(service.organization) for service in self.services]
        self.orders = [
            actions.open_order(makers.make_need(NeedState.APPROVED), by=None, at=later())
            for _ in range(ORDERS)
        ]
        self.held: dict[int, tuple[int, bool]] = {}
        self.asked: set[tuple[int, int]] = set()
        self.ended: set[int] = set()

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.savepoint)

    def does(self, allowed: bool, function, *args, **kwargs) -> None:
        """The action succeeds if and only if the model says so."""
        try:
            with transaction.atomic():
                function(*args, **kwargs)
        except RuleBroken:
            assert not allowed
        else:
            assert allowed

    def free(self, service: int) -> int:
        return PLACES[service] - sum(holder == service for holder, _ in self.held.values())

    def waiting(self, order: int) -> Offer:
        """The offer that holds the order, or whatever the last one was."""
        return self.orders[order].offers.order_by("-id").first()

    @rule(order=order_numbers, service=service_numbers)
    def offer(self, order: int, service: int) -> None:
        allowed = (
            order not in self.held
            and order not in self.ended
            and (order, service) not in self.asked
            and self.free(service) > 0
        )
        self.does(
            allowed,
            actions.make_offer,
            self.orders[order],
            service=self.services[service],
            by=self.dispatcher,
            at=later(),
        )
        if allowed:
            self.held[order] = (service, False)
            self.asked.add((order, service))

    @rule(order=order_numbers)
    def accept(self, order: int) -> None:
        self.answer(order, actions.accept_offer, from_accepted=False, frees=False)

    @rule(order=order_numbers)
    def decline(self, order: int) -> None:
        self.answer(order, actions.decline_offer, from_accepted=False, reason=DeclineReason.TIME)

    @rule(order=order_numbers)
    def give_back(self, order: int) -> None:
        self.answer(order, actions.return_offer, from_accepted=True, reason=DeclineReason.TIME)

    def answer(
        self, order: int, action, *, from_accepted: bool, frees: bool = True, **more
    ) -> None:
        offer = self.waiting(order)
        if offer is None:
            return
        manager = self.managers[self.services.index(offer.service)]
        allowed = order in self.held and self.held[order][1] is from_accepted
        self.does(allowed, action, offer, by=manager, at=later(minutes=1), **more)
        if allowed and frees:
            del self.held[order]
        elif allowed:
            self.held[order] = (self.held[order][0], True)

    @rule(order=order_numbers, late=st.booleans())
    def lapse(self, order: int, late: bool) -> None:
        offer = self.waiting(order)
        if offer is None:
            return
        allowed = order in self.held and not self.held[order][1] and late
        self.does(allowed, actions.lapse_offer, offer, at=later(days=30 if late else 0))
        if allowed:
            del self.held[order]

    @rule(order=order_numbers)
    def recall(self, order: int) -> None:
        offer = self.waiting(order)
        if offer is None:
            return
        allowed = order in self.held
        self.does(
            allowed, actions.recall_offer, offer, reason="换人", by=self.dispatcher, at=later()
        )
        self.held.pop(order, None)

    @rule(order=order_numbers)
    def cancel(self, order: int) -> None:
        self.does(
            order not in self.ended, actions.cancel_order, self.orders[order], by=None, at=later()
        )
        self.held.pop(order, None)
        self.ended.add(order)

    @invariant()
    def the_database_holds_what_the_model_says(self) -> None:
        if not hasattr(self, "held"):
            return
        holding = Offer.objects.filter(state__in=HOLDING)
        assert {
            (offer.work_order_id, offer.service_id, offer.state == OfferState.ACCEPTED)
            for offer in holding
        } == {
            (self.orders[order].pk, self.services[service].pk, accepted)
            for order, (service, accepted) in self.held.items()
        }
        assert dict(WorkOrder.objects.values_list("pk", "state")) == {
            order.pk: self.state_of(number) for number, order in enumerate(self.orders)
        }

    def state_of(self, order: int) -> str:
        if order in self.ended:
            return OrderState.CANCELLED
        if order not in self.held:
            return OrderState.CREATED
        return OrderState.ACCEPTED if self.held[order][1] else OrderState.DISPATCHED

    @invariant()
    def no_place_is_given_twice_and_no_order_has_two_providers(self) -> None:
        assert (
            not with_free_places(Service.objects.all()).filter(held_places__gt=F("places")).exists()
        )
        several = Offer.objects.filter(state__in=(*HOLDING, OfferState.DONE)).values("work_order")
        assert not several.order_by().annotate(n=Count("pk")).filter(n__gt=1).exists()


@pytest.mark.django_db
def test_whatever_happens_places_and_the_one_provider_hold():
    run_state_machine_as_test(
        Offers,
        settings=settings(
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert list(verify()) == []
