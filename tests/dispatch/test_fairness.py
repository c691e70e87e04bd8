"""The ledger: whom the district asked, what came of it, and who could have been asked and never was."""

from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.dispatch.fairness import ledger_of
from marketplace.dispatch.keys import service_key
from marketplace.journeys.answer_offer import answer_offer
from tests import makers
from tests.journeys.scene import Scene, manager_of
from tests.makers import HERE, later

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return Scene()


def another(scene, **order):
    return scene.ordered(resident=makers.make_resident(scene.community), **order)


def ledger(scene, days=30):
    found = ledger_of(scene.dispatcher, HERE, days=days, at=later(hours=2))
    return found, {share.key: share for share in found.shares}


def test_it_counts_what_became_of_each_offer(scene):
    first, second = scene.service(), scene.service()
    offer = scene.offered(another(scene))
    answer_offer(offer, accept=False, reason="time", by=manager_of(offer), at=later(minutes=20))
    _found, by_key = ledger(scene)
    one, other = by_key[service_key(first.pk)], by_key[service_key(second.pk)]
    assert {(s.asked, s.declined, s.accepted) for s in (one, other)} == {(1, 1, 0), (1, 0, 0)}
    assert {s.carries for s in (one, other)} == {0, 1}
    assert {s.places for s in (one, other)} == {5}


def test_whoever_could_be_asked_and_is_not_stands_out(scene):
    scene.service(), scene.service()
    scene.accepted(scene.offered(another(scene)))
    found, by_key = ledger(scene)
    (idle,) = [share for share in by_key.values() if share.never_asked]
    assert (idle.asked, idle.possible) == (0, 1)
    assert (found.spread.never_asked, found.spread.gini) == (1, Fraction(1, 2))


def test_whoever_could_not_have_been_asked_is_not_counted_as_forgotten(scene):
    scene.service()
    elsewhere = makers.make_service(subcategory="D1")
    another(scene)
    found, by_key = ledger(scene)
    assert not by_key[service_key(elsewhere.pk)].never_asked
    assert found.spread.providers == 1


def test_a_full_house_could_have_been_asked(scene):
    full = scene.service(places=0)
    another(scene)
    _found, by_key = ledger(scene)
    assert by_key[service_key(full.pk)].possible == 1


def test_what_is_longer_ago_is_not_counted(scene):
    service = scene.service()
    scene.offered(another(scene))
    later_on = ledger_of(scene.dispatcher, HERE, days=30, at=later(days=31))
    (share,) = [one for one in later_on.shares if one.key == service_key(service.pk)]
    assert (share.asked, share.possible, share.carries) == (0, 0, 1)


def test_whoever_runs_no_rounds_sees_no_ledger(scene):
    scene.service()
    assert ledger_of(scene.officer, HERE, days=30, at=later(hours=2)).shares == []


def test_it_costs_the_same_for_one_and_for_twenty(scene):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            ledger(scene)
        return len(queries)

    scene.service(), another(scene), cost()
    one = cost()
    for _ in range(10):
        scene.service(), another(scene)
    assert cost() == one
