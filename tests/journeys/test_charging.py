"""An accepted order is charged to the contract that holds it; where none does, it is accepted all the same."""

import pytest
from django.db import IntegrityError, transaction

from marketplace.journal.queries import thread_of
from marketplace.journeys.answer_offer import answer_offer
from marketplace.journeys.return_order import return_order
from marketplace.workorders.models import WorkOrder
from tests import makers
from tests.contracts.makers import AMOUNT, Tendered
from tests.journeys.scene import Scene
from tests.panels.makers import make_project

pytestmark = pytest.mark.django_db
PRICE = 3_000


class Hired(Scene):
    """One organization has a contract for this kind of need from December on, and the only service there is."""

    def __init__(self, *, subcategories: str = "A1", price: int = PRICE) -> None:
        super().__init__()
        tendered = Tendered(make_project(subcategories=subcategories))
        self.contract = tendered.signed()
        self.hired = makers.make_service(
            tendered.organization, subcategory="A1", price_cents=price, places=50
        )
        self.manager = makers.fresh(tendered.manager)
        self.at = makers.at("2026-12-02")

    def taken(self, **item) -> WorkOrder:
        offer = self.offered(
            self.ordered(resident=makers.make_resident(self.community), at=self.at, **item),
            at=self.at,
        )
        return answer_offer(offer, accept=True, by=self.manager, at=self.at).work_order


def test_an_order_that_fits_takes_its_price_of_the_contract():
    hired = Hired()
    order = hired.taken()
    assert (order.contract, order.charged) == (hired.contract, PRICE)
    assert "charge_order" in thread_of(order).values_list("verb", flat=True)


@pytest.mark.parametrize(
    ("subcategories", "price"), [("A2", PRICE), ("A1", AMOUNT + 1)], ids=["kind", "budget"]
)
def test_an_order_outside_of_every_contract_is_accepted_and_charged_to_none(subcategories, price):
    order = Hired(subcategories=subcategories, price=price).taken()
    assert (order.state, order.contract, order.charged) == ("accepted", None, 0)


def test_orders_take_no_more_than_the_contract_has():
    hired = Hired(price=AMOUNT // 2)
    charged = [hired.taken().charged for _ in range(3)]
    assert charged == [AMOUNT // 2, AMOUNT // 2, 0]


def test_an_order_that_is_given_back_costs_the_contract_nothing():
    hired = Hired()
    order = hired.taken()
    offer = order.offers.get(state="accepted")
    return_order(offer, reason="time", by=hired.manager, at=hired.at)
    order.refresh_from_db()
    assert (order.contract, order.charged) == (None, 0)


def refused(order, **facts) -> bool:
    try:
        with transaction.atomic():
            WorkOrder.objects.filter(pk=order.pk).update(**facts)
    except IntegrityError:
        return True
    return False


def test_the_database_refuses_to_overdraw_a_contract_or_charge_anothers():
    hired = Hired(price=AMOUNT)
    first = hired.taken()
    second = hired.taken()
    assert (first.charged, second.charged) == (AMOUNT, 0)
    assert refused(second, contract=hired.contract, charged=1)
    assert not refused(second, contract=hired.contract, charged=0)
    nobodys = hired.ordered(resident=makers.make_resident(hired.community))
    assert refused(nobodys, contract=hired.contract, charged=0)
