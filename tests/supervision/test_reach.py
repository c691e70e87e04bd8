from datetime import timedelta
from decimal import Decimal

import pytest

from marketplace.needs.choices import NeedState
from marketplace.supervision.reach import ENOUGH, Reach, reach_by_subdistrict
from tests import makers
from tests.makers import NOW, later, make_need, make_resident

pytestmark = pytest.mark.django_db


def test_people_are_counted_once_however_often_they_were_helped(scene, bureau, stranger):
    twice, erased = make_resident(scene.community), make_resident(scene.community)
    other = make_resident(makers.make_community(makers.make_subdistrict(number=2)))
    for resident in (twice, twice, other):
        make_need(NeedState.CLOSED, resident=resident, fulfilled_at=NOW)
    late = make_resident(scene.community)
    make_need(NeedState.FULFILLED, resident=late, fulfilled_at=later(days=1))
    make_need(NeedState.FULFILLED, resident=late, fulfilled_at=NOW - timedelta(microseconds=1))
    blank = {"name": "", "id_number": "", "phone": "", "health_note": "", "birth_on": ""}
    blank |= {"guardian_name": "", "guardian_phone": "", "erased_at": NOW}
    type(erased).objects.filter(pk=erased.pk).update(**blank)
    found = reach_by_subdistrict(bureau, since=NOW, until=later(days=1))
    here, there = scene.community.subdistrict_id, other.household.community.subdistrict_id
    # the scene's own resident, the one helped twice and the one helped too late
    assert found == {here: Reach(1, 3), there: Reach(1, 1)}
    assert reach_by_subdistrict(stranger, since=NOW, until=later(days=1)) == {}


@pytest.mark.parametrize(
    ("served", "registered", "rate"),
    [
        (0, ENOUGH - 1, None),
        (3, ENOUGH, Decimal("100.0")),
        (1, 3000, Decimal("0.3")),
        (0, 100, Decimal("0.0")),
    ],
)
def test_a_rate_is_told_only_where_enough_are_registered(served, registered, rate):
    assert Reach(served, registered).per_thousand == rate
