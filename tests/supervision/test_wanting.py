"""What residents needed over a year, and what nobody could give."""

from datetime import timedelta

import pytest

from marketplace.accounts.choices import Role
from marketplace.dispatch.actions import propose_round
from marketplace.journeys.withdraw_need import withdraw_need
from marketplace.supervision.wanting import wanted
from tests import makers
from tests.journeys.scene import Scene
from tests.makers import HERE, later

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau(scene: Scene):
    return makers.make_staff(Role.BUREAU_OFFICER, scene.community.subdistrict.district)


def another(scene: Scene):
    return makers.make_resident(scene.community)


def test_nothing_wanted_is_no_want(scene, bureau):
    scene.posted()
    assert wanted(bureau, at=later(days=1)) == []


def test_what_was_served_counts_as_needed_and_not_as_unserved(scene, bureau):
    scene.service()
    scene.delivered()
    scene.ordered(resident=another(scene))
    (want,) = wanted(bureau, at=later(days=2))
    assert (want.needs, want.unserved) == (2, 1)


def test_a_wait_ends_with_the_acceptance_or_lasts_until_now(scene, bureau):
    scene.ordered()
    (want,) = wanted(bureau, at=later(days=2))
    assert timedelta(days=1) < want.median_wait <= timedelta(days=2)


def test_what_was_told_before_the_year_counts_only_while_it_is_open(scene, bureau):
    need = scene.ordered().need
    assert [want.needs for want in wanted(bureau, at=later(days=400))] == [1]
    withdraw_need(need, reason="不需要了", by=scene.officer, at=later(days=1))
    assert wanted(bureau, at=later(days=400)) == []


def test_the_price_of_one_more_place_stands_beside_its_subdistrict(scene, bureau):
    for _ in range(2):
        scene.ordered(resident=another(scene))
    scene.service(places=1)
    propose_round(HERE, by=scene.dispatcher, at=later(hours=1))
    (want,) = wanted(bureau, at=later(days=1))
    assert want.short == {scene.community.subdistrict: 1}
    assert want.days_short == 1
