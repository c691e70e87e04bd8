from itertools import product

import pytest

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.places.models import Posting
from marketplace.places.permissions import may_end_posting, may_load_divisions, may_post
from tests.makers import (
    fresh,
    make_community,
    make_district,
    make_staff,
    make_subdistrict,
    make_user,
)

pytestmark = pytest.mark.django_db

STAFF = [role for role in Role if role not in (Role.ORGANIZATION, Role.VOLUNTEER)]


@pytest.fixture
def places():
    district, other = make_district("320113"), make_district("320102")
    street = make_subdistrict(district, number=1)
    return {
        "district": district,
        "street": street,
        "home": make_community(street, number=1),
        "next street": make_subdistrict(district, number=2),
        "other home": make_community(make_subdistrict(other, number=1), number=1),
    }


def allowed(user, places):
    return {
        (role, name) for role, name in product(STAFF, places) if may_post(user, role, places[name])
    }


def test_the_bureau_posts_everybody_in_its_own_district(places):
    officer = make_staff(Role.BUREAU_OFFICER, places["district"])
    assert allowed(officer, places) == {
        (role, name) for role in STAFF for name in places if name != "other home"
    }


def test_a_subdistrict_posts_stewards_and_community_staff_in_itself(places):
    officer = make_staff(Role.SUBDISTRICT_OFFICER, places["street"])
    assert allowed(officer, places) == {
        (role, name) for role in (Role.STEWARD, Role.COMMUNITY_STAFF) for name in ("street", "home")
    }


@pytest.mark.parametrize("role", [Role.STEWARD, Role.DISPATCHER, Role.EVALUATOR])
def test_nobody_else_posts_anybody(places, role):
    assert allowed(make_staff(role, places["district"]), places) == set()
    assert allowed(make_user(), places) == set()


def test_a_closed_account_posts_nobody(places):
    officer = make_staff(Role.BUREAU_OFFICER, places["district"])
    officer.is_active = False
    assert allowed(officer, places) == set()


def test_nobody_ends_their_own_posting(places):
    officer = make_staff(Role.BUREAU_OFFICER, places["district"])
    steward = make_staff(Role.STEWARD, places["home"])
    own, other = Posting.objects.get(user=officer), Posting.objects.get(user=steward)
    assert not may_end_posting(officer, own)
    assert may_end_posting(officer, other)
    assert not may_end_posting(steward, own)


def test_only_administrators_load_districts(places):
    admin = User.objects.create(username="root", display_name="演示管理员", is_superuser=True)
    assert may_load_divisions(fresh(admin))
    assert not may_load_divisions(make_staff(Role.BUREAU_OFFICER, places["district"]))
