"""A round that is killed in the middle loses nothing and doubles nothing; the next one does the work once.

A real process each time, and kill -9: before it plans, between plan and offers, in the middle of the offers,
before and after the commit, and in full flight. `MARKETPLACE_KILLS` asks for more of the last.
"""

import os
from collections.abc import Iterator
from copy import copy
from random import Random
from time import monotonic

import pytest
from django.db import connection
from django.db.models import Count, Model, Q

from marketplace.dispatch.choices import RunState
from marketplace.dispatch.locks import ROUND
from marketplace.dispatch.models import MatchRun, Proposal
from marketplace.households.models import Resident
from marketplace.journal.models import Entry
from marketplace.journal.queries import verify
from marketplace.needs.choices import NeedState
from marketplace.needs.models import Need
from marketplace.organizations.models import Service
from marketplace.workorders.choices import OrderState
from marketplace.workorders.lifecycle import HOLDING
from marketplace.workorders.models import Offer, WorkOrder
from marketplace.workorders.queries import with_free_places
from tests import makers
from tests.makers import HERE, later
from tests.races.dispatching import Dispatching

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

ORDERS, PLACES = 30, 5
IN_FULL_FLIGHT = int(os.environ.get("MARKETPLACE_KILLS", "2"))


@pytest.fixture(scope="module")
def dispatching() -> Iterator[Dispatching]:
    with Dispatching() as dispatching:
        yield dispatching


@pytest.fixture(autouse=True)
def _orders_and_places() -> None:
    """As many places as orders: one offer too many would show."""
    first = makers.make_need(NeedState.APPROVED)
    residents = Resident.objects.bulk_create(copies(first.resident, ORDERS))
    needs = copies(first, ORDERS)
    for number, (need, resident) in enumerate(zip(needs, residents, strict=True)):
        need.resident, need.state = resident, NeedState.ORDERED
        need.number, need.follow_code = f"XQ-KILL-{number:03d}", f"KILL{number:08d}"
    WorkOrder.objects.bulk_create(
        WorkOrder(number=f"{need.number}-1", need=need, opened_at=later())
        for need in Need.objects.bulk_create(needs)
    )
    for _ in range(ORDERS // PLACES):
        makers.make_service(places=PLACES)


def copies(thing: Model, number: int) -> list[Model]:
    """The same again, not kept yet."""
    made = [copy(thing) for _ in range(number)]
    for each in made:
        each.pk, each._state.adding = None, True
    return made


def flaws() -> Iterator[str]:
    """Whatever should never be there, whatever was killed."""
    held = Count("offers", filter=Q(offers__state__in=HOLDING))
    for order in WorkOrder.objects.annotate(held=held).filter(held__gt=1):
        yield f"{order} is held twice"
    for service in with_free_places(Service.objects.all()).filter(free_places__lt=0):
        yield f"{service} gave away a place that it does not have"
    offers = {f"offer:{pk}" for pk in Offer.objects.values_list("pk", flat=True)}
    told = list(Entry.objects.filter(verb="make_offer").values_list("subject", flat=True))
    if sorted(offers) != sorted(told):
        yield "offers and journal differ"
    yield from (f"{flaw.row}: {flaw.fault}" for flaw in verify())
    if MatchRun.objects.filter(state=RunState.PREVIEWED).exists():
        yield "a preview is left that nobody asked for"
    of_nobody = Offer.objects.exclude(pk__in=Proposal.objects.exclude(offer=None).values("offer"))
    if of_nobody.exists():
        yield "no round knows of an offer"


def wait_for_the_dead() -> None:
    """The server has noticed that nobody is there any more, and undone what was not committed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_lock(%s, %s), pg_advisory_unlock(%s, %s)", [ROUND, int(HERE)] * 2
        )


def offered() -> int:
    wait_for_the_dead()
    assert list(flaws()) == []
    return Offer.objects.count()


def test_whenever_a_round_is_killed_nothing_is_lost_and_nothing_doubled(dispatching):
    dispatching.kill_at("statement")
    began = monotonic()
    statements = dispatching.kill_at("commit")
    took = monotonic() - began
    assert offered() == 0
    for part in (5, 30, 60, 95):
        dispatching.kill_at("statement", statements * part // 100)
        assert offered() == 0
    for part in Random(7).choices(range(5, 60), k=IN_FULL_FLIGHT):
        assert dispatching.kill_after(took * part / 100)
        assert offered() == 0
    assert dispatching.run() == 0
    assert offered() == WorkOrder.objects.filter(state=OrderState.DISPATCHED).count() == ORDERS
    assert dispatching.run() == 0
    assert (offered(), MatchRun.objects.exclude(seekers=0).count()) == (ORDERS, 1)


def test_a_round_that_is_killed_when_it_has_committed_has_done_its_work(dispatching):
    dispatching.kill_at("committed")
    assert offered() == ORDERS
    assert dispatching.run() == 0
    assert offered() == ORDERS


def test_without_the_one_transaction_a_kill_would_leave_half_a_round_behind(dispatching):
    """Planned, judged and offered each in a transaction of its own; what became of it is never noted."""
    dispatching.kill_at("commit", 4, one_transaction=False)
    wait_for_the_dead()
    assert Offer.objects.count() == ORDERS
    assert set(flaws()) == {
        "a preview is left that nobody asked for",
        "no round knows of an offer",
    }
