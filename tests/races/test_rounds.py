"""Two rounds at once would plan the same places twice: one is made, the others are told so."""

import time

import pytest

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.dispatch import actions, engine
from marketplace.dispatch.choices import RunState
from marketplace.dispatch.models import MatchRun
from marketplace.journeys.dispatch_at_once import dispatch_at_once
from marketplace.journeys.dispatch_round import dispatch_round
from marketplace.needs.choices import NeedState
from marketplace.organizations.models import Service
from marketplace.places.models import Community
from marketplace.workorders.actions import open_order
from marketplace.workorders.lifecycle import HOLDING
from marketplace.workorders.models import Offer
from tests import makers
from tests.makers import HERE, THERE, later
from tests.races.guards import drop_index, meet_before, told
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 4
DISPATCHER = "dispatcher"


@pytest.fixture(autouse=True)
def _orders_and_places() -> None:
    makers.make_staff(Role.DISPATCHER, user=makers.make_user(username=DISPATCHER))
    for _ in range(6):
        makers.make_service(places=2)
        open_order(makers.make_need(NeedState.APPROVED), by=None, at=later())


@pytest.fixture
def slowly(monkeypatch) -> None:
    """Planning takes long enough for everybody to meet in it."""
    genuine = engine.plan_for

    def plan_for(*args):
        time.sleep(0.2)
        return genuine(*args)

    monkeypatch.setattr(engine, "plan_for", plan_for)


def propose() -> MatchRun:
    """A dispatcher's: time itself would leave a preview that stands already."""
    return actions.propose_round(HERE, by=User.objects.get(username=DISPATCHER), at=later(hours=1))


def previewed() -> int:
    return MatchRun.objects.filter(state=RunState.PREVIEWED).count()


@pytest.mark.usefixtures("slowly")
def test_of_rounds_at_the_same_time_one_preview_stands():
    results = told(race([propose] * ROUNDS))
    assert previewed() == 1
    assert set(results) <= {"done", "round_under_way"}


@pytest.mark.postgresql
def test_the_index_alone_lets_one_round_stand(monkeypatch):
    monkeypatch.setattr(actions, "take_the_round", lambda district: None)
    meet_before(monkeypatch, engine, "plan_for", ROUNDS)
    results = told(race([propose] * ROUNDS))
    assert (previewed(), results["done"]) == (1, 1)
    assert set(results) <= {"done", "round_under_way"}


@pytest.mark.postgresql
def test_without_guards_rounds_would_stand_side_by_side(monkeypatch):
    drop_index("dispatch_one_round_at_a_time")
    monkeypatch.setattr(actions, "take_the_round", lambda district: None)
    meet_before(monkeypatch, engine, "plan_for", ROUNDS)
    race([propose] * ROUNDS)
    assert previewed() == ROUNDS


@pytest.mark.usefixtures("slowly")
def test_rounds_that_are_committed_at_the_same_time_offer_each_order_once():
    results = told(race([lambda: dispatch_at_once(HERE, by=None, at=later(hours=1))] * ROUNDS))
    assert results["done"] >= 1
    assert set(results) <= {"done", "round_under_way"}
    held = Offer.objects.filter(state__in=HOLDING)
    assert held.count() == held.values("work_order").distinct().count() == 6


def test_one_preview_is_committed_once_by_however_many():
    run = propose()
    results = told(
        race(
            [lambda: dispatch_round(MatchRun.objects.get(pk=run.pk), by=None, at=later(hours=2))]
            * ROUNDS
        )
    )
    assert (results["done"], Offer.objects.count()) == (1, 6)
    assert set(results) <= {"done", "run_is_over", "busy"}


@pytest.mark.postgresql
def test_the_rounds_of_two_districts_wait_for_each_other_nowhere(monkeypatch):
    """Both are inside the engine at the same time, though they want the same provider's places."""
    makers.make_district(THERE)
    community = Community.objects.filter(subdistrict__district=THERE).first()
    Service.objects.exclude(pk=Service.objects.latest("pk").pk).update(state="off_shelf")
    Service.objects.latest("pk").subdistricts.set(
        [community.subdistrict, makers.make_community().subdistrict]
    )
    need = makers.make_need(NeedState.APPROVED, resident=makers.make_resident(community))
    open_order(need, by=None, at=later())
    meet_before(monkeypatch, engine, "plan_for", 2)
    at_once = [
        lambda code=code: dispatch_at_once(code, by=None, at=later(hours=1))
        for code in (HERE, THERE)
    ]
    assert told(race(at_once)) == {"done": 2}
    assert Offer.objects.count() == 2
