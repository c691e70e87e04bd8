import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.accounts.choices import Role
from marketplace.dispatch import actions
from marketplace.dispatch.models import MatchRun
from marketplace.dispatch.shortages import shortages_between
from tests import makers
from tests.journeys.scene import Scene
from tests.makers import HERE, later

pytestmark = pytest.mark.django_db


def ordered(scene: Scene, **more):
    return scene.ordered(resident=makers.make_resident(scene.community), **more)


def test_a_round_keeps_what_one_more_place_would_have_been_worth(scene):
    ordered(scene), ordered(scene, tag="urgent"), ordered(scene)
    scene.service(places=1)
    price = actions.propose_round(HERE, by=scene.dispatcher, at=later(hours=1)).shortages.get()
    assert (price.subcategory_id, price.subdistrict) == ("A1", scene.community.subdistrict)
    assert (price.needs, price.left_out, price.serves) == (3, 2, 3)


def test_with_places_enough_nobody_further_would_be_served(scene):
    ordered(scene)
    scene.service(places=5)
    price = actions.propose_round(HERE, by=scene.dispatcher, at=later(hours=1)).shortages.get()
    assert (price.left_out, price.serves) == (0, None)
    assert shortages_between(scene.dispatcher, days=7, at=later(hours=2)) == []


def test_an_arrival_keeps_no_prices(scene):
    order = ordered(scene)
    assert not actions.propose_for(order, by=None, at=later(hours=1)).shortages.exists()


def test_each_day_counts_once_by_its_last_round(scene):
    ordered(scene), ordered(scene)
    scene.service(places=1)
    for moment in (later(hours=1), later(hours=2), later(days=1)):
        actions.propose_round(HERE, by=scene.dispatcher, at=moment)
    (short,) = shortages_between(scene.dispatcher, days=7, at=later(days=2))
    assert (short.days, short.left_out, short.needs, short.most_urgent) == (2, 1, 2, 3)


def test_what_was_short_before_the_time_is_not_told(scene):
    ordered(scene), ordered(scene)
    scene.service(places=1)
    actions.propose_round(HERE, by=scene.dispatcher, at=later(hours=1))
    assert shortages_between(scene.dispatcher, days=7, at=later(days=8)) == []


def test_whoever_sees_no_rounds_sees_no_shortages(scene):
    ordered(scene), ordered(scene)
    scene.service(places=1)
    actions.propose_round(HERE, by=scene.dispatcher, at=later(hours=1))
    bureau = makers.make_staff(Role.BUREAU_OFFICER, scene.community.subdistrict.district)
    assert len(shortages_between(bureau, days=7, at=later(days=1))) == 1
    assert shortages_between(scene.steward, days=7, at=later(days=1)) == []


def test_reading_costs_the_same_for_one_day_and_for_ten(scene):
    ordered(scene), ordered(scene)
    scene.service(places=1)
    costs = []
    for day in range(10):
        actions.propose_round(HERE, by=scene.dispatcher, at=later(days=day))
        with CaptureQueriesContext(connection) as queries:
            shortages_between(scene.dispatcher, days=30, at=later(days=day, hours=1))
        costs.append(len(queries))
    assert len(set(costs)) == 1
    assert MatchRun.objects.count() == 10
