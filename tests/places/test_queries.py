from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone, translation

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.places.divisions import QIXIA, read
from marketplace.places.loading import load_divisions
from marketplace.places.models import Community, District
from marketplace.places.queries import (
    communities_of,
    covers,
    holds,
    map_of,
    owner_for,
    postings_of,
    staff_of,
)
from tests.makers import fresh, make_community, make_district, make_staff, make_subdistrict

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """Two subdistricts of two communities, and another district that must never leak in."""
    make_district("320113")
    make_district("320102")
    return {c.pk: c for c in Community.objects.select_related("subdistrict")}


@pytest.fixture
def here(world):
    return world["320113001001"]


def codes(communities):
    return sorted(community.pk for community in communities)


def test_a_steward_sees_one_community_an_officer_a_subdistrict_a_dispatcher_the_district(
    world, here
):
    steward = make_staff(Role.STEWARD, here)
    officer = make_staff(Role.SUBDISTRICT_OFFICER, here.subdistrict)
    dispatcher = make_staff(Role.DISPATCHER, District.objects.get(pk="320113"))
    assert codes(communities_of(steward)) == ["320113001001"]
    assert codes(communities_of(officer)) == ["320113001001", "320113001002"]
    assert codes(communities_of(dispatcher)) == sorted(c for c in world if c.startswith("320113"))
    assert codes(communities_of(make_user())) == []
    assert codes(communities_of(AnonymousUser())) == []


def make_user():
    return User.objects.create(username=f"nobody{User.objects.count()}", display_name="路人")


def test_two_postings_add_up_and_a_role_narrows(world, here):
    user = make_staff(Role.STEWARD, here)
    user = make_staff(
        Role.SUBDISTRICT_OFFICER, make_subdistrict(here.subdistrict.district, number=2), user=user
    )
    assert codes(communities_of(user)) == ["320113001001", "320113002001", "320113002002"]
    assert codes(communities_of(user, Role.STEWARD)) == ["320113001001"]
    assert codes(communities_of(user, Role.STEWARD, Role.DISPATCHER)) == ["320113001001"]
    assert codes(communities_of(user, Role.DISPATCHER)) == []
    assert holds(user, Role.STEWARD)
    assert not holds(user, Role.DISPATCHER, Role.BUREAU_OFFICER)


@pytest.mark.parametrize("role", [Role.STEWARD, Role.SUBDISTRICT_OFFICER, Role.DISPATCHER])
def test_covering_and_the_communities_are_two_answers_of_one_policy(world, here, role):
    place = {
        Role.STEWARD: here,
        Role.SUBDISTRICT_OFFICER: here.subdistrict,
        Role.DISPATCHER: here.subdistrict.district,
    }[role]
    user = make_staff(role, place)
    for asked in ((role,), (Role.EVALUATOR,), (Role.EVALUATOR, role)):
        covered = sorted(c.pk for c in world.values() if covers(user, asked, c))
        assert covered == codes(communities_of(user, *asked))


def test_a_posting_holds_from_its_first_day_until_the_day_before_its_last(world, here):
    today = timezone.localdate()
    days = [
        (today, None, True),
        (today, today + timedelta(days=1), True),
        (today - timedelta(days=9), today, False),
        (today, today, False),
        (today + timedelta(days=1), None, False),
    ]
    for from_on, until_on, held in days:
        user = make_staff(Role.STEWARD, here, from_on=from_on, until_on=until_on)
        assert covers(user, [Role.STEWARD], here) is held
        assert bool(postings_of(user)) is held
        assert (user in staff_of(here, Role.STEWARD)) is held


def test_postings_are_asked_once_a_request(world, here, django_assert_num_queries):
    user = make_staff(Role.STEWARD, here)
    with django_assert_num_queries(1):
        assert [p.place for p in postings_of(user)] == [here]
        assert holds(user, Role.STEWARD)
        assert covers(user, [Role.STEWARD], here)
        communities_of(user)
    with django_assert_num_queries(1):
        postings_of(fresh_without_query(user))


def fresh_without_query(user):
    again = User()
    again.__dict__.update({k: v for k, v in user.__dict__.items() if k != "_postings"})
    return again


def test_staff_come_nearest_first_and_only_those_in_charge(world, here):
    district = here.subdistrict.district
    dispatcher = make_staff(Role.DISPATCHER, district)
    officer = make_staff(Role.SUBDISTRICT_OFFICER, here.subdistrict)
    steward = make_staff(Role.STEWARD, here)
    make_staff(Role.STEWARD, world["320113001002"])
    make_staff(Role.SUBDISTRICT_OFFICER, make_subdistrict(district, number=2))
    make_staff(Role.DISPATCHER, District.objects.get(pk="320102"))
    gone = make_staff(Role.STEWARD, here)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    make_staff(Role.STEWARD, here, until_on=date(2021, 1, 1))
    assert list(staff_of(here)) == [steward, officer, dispatcher]
    assert list(staff_of(here, Role.DISPATCHER, Role.SUBDISTRICT_OFFICER)) == [officer, dispatcher]
    assert list(staff_of(here, Role.EVALUATOR)) == []


def test_whoever_holds_two_postings_over_a_place_comes_once_and_as_near_as_can_be(world, here):
    near = make_staff(Role.DISPATCHER, here.subdistrict.district)
    near = make_staff(Role.STEWARD, here, user=near)
    officer = make_staff(Role.SUBDISTRICT_OFFICER, here.subdistrict)
    assert list(staff_of(here)) == [near, officer]


def test_a_need_falls_to_the_nearest_who_would_ask_first(world, here):
    district = here.subdistrict.district
    expected = []
    for role, place in [
        (Role.BUREAU_OFFICER, district),
        (Role.DISPATCHER, district),
        (Role.SUBDISTRICT_OFFICER, here.subdistrict),
        (Role.COMMUNITY_STAFF, here),
        (Role.STEWARD, here),
    ]:
        expected = make_staff(role, place)
        make_staff(Role.STEWARD, world["320113001002"])
        make_staff(Role.STEWARD, world["320102001001"])
        make_staff(Role.EVALUATOR, district)
        assert owner_for(here) == expected


def test_stewards_of_one_community_take_turns_and_a_resident_keeps_theirs(world, here):
    stewards = [make_staff(Role.STEWARD, here) for _ in range(3)]
    make_staff(Role.COMMUNITY_STAFF, here)
    assert [owner_for(here, turn=turn) for turn in range(6)] == stewards * 2


def test_only_a_district_without_staff_has_nobody(world, here):
    assert owner_for(here) is None
    make_staff(Role.EVALUATOR, here.subdistrict.district)
    closed = make_staff(Role.STEWARD, here)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    assert owner_for(here) is None
    officer = make_staff(Role.BUREAU_OFFICER, here.subdistrict.district)
    assert owner_for(here) == officer


def test_asking_for_staff_takes_one_query_however_many_there_are(
    world, here, django_assert_num_queries
):
    for count in (1, 5):
        for _ in range(count):
            make_staff(Role.STEWARD, here)
        with django_assert_num_queries(2):
            assert list(staff_of(here, Role.STEWARD))
            owner_for(here)


def test_the_map_of_the_demo_district_takes_two_queries(at, django_assert_num_queries):
    load_divisions(read(QIXIA.read_bytes()), district_code="320113", at=at)
    make_community(make_subdistrict(make_district("320102", subdistricts=0), number=1), number=1)
    district = District.objects.get(pk="320113")
    with django_assert_num_queries(2):
        drawn = map_of(district)
    assert len(drawn.subdistricts) == 9
    assert len(drawn.communities) == 129
    assert {c.parent_code for c in drawn.communities} == {s.code for s in drawn.subdistricts}
    assert 0 < drawn.height < drawn.width < 5000
    for shape in (*drawn.subdistricts, *drawn.communities):
        assert 0 <= shape.x <= drawn.width
        assert 0 <= shape.y <= drawn.height
    assert sum(len(c.path) for c in drawn.communities) < 30_000
    with translation.override("en"):
        assert map_of(district).district.name == "Qixia District"


def test_the_makers_start_afresh(world, here):
    """What the tests above rely on: no posting is cached on a user that a maker gives."""
    assert "_postings" not in fresh(make_staff(Role.STEWARD, here)).__dict__
