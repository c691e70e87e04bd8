"""A volunteer comes by themselves: one account, one volunteer, or nothing at all."""

from datetime import date

import pytest
from django.contrib.auth import authenticate

from marketplace.accounts.models import User
from marketplace.journeys.become_volunteer import become_volunteer
from marketplace.kernel.errors import Malformed, RuleBroken
from marketplace.volunteers.models import Volunteer
from marketplace.volunteers.queries import person_of, task_of
from marketplace.volunteers.rules import Unfit, may_take
from tests import makers
from tests.makers import NOW, TODAY

pytestmark = pytest.mark.django_db


def told(**changed):
    return {
        "username": "Lin-01",
        "password": "一个够长又好记的口令",
        "name": "演示·林某",
        "phone": "13900000009",
        "phone_confirmed_at": NOW,
        "community": makers.make_community(),
        "birth_on": date(2001, 1, 1),
        "subcategories": [makers.make_subcategory("A1")],
        "groups": makers.make_groups("E"),
        **changed,
    }


def test_the_account_is_the_volunteers_own_and_nobody_elses():
    volunteer = become_volunteer(**told(), at=NOW)
    user = authenticate(username="lin-01", password="一个够长又好记的口令")
    assert volunteer.user == user
    assert (user.display_name, user.phone, user.phone_confirmed_at) == (
        "演示·林某",
        "13900000009",
        NOW,
    )
    assert not user.is_staff


def test_nobody_is_asked_before_staff_have_seen_that_they_are_insured():
    volunteer = become_volunteer(**told(), at=NOW)
    need_type = makers.make_need_type()
    task = task_of(need_type, makers.make_group("E"))
    assert Unfit.NOT_INSURED in may_take(person_of(volunteer), task, TODAY)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"password": "1234567890"}, "password"),
        ({"username": "林"}, "username"),
        ({"name": "a\x00b"}, "display_name"),
        ({"subcategories": []}, "subcategories"),
        ({"groups": []}, "groups"),
        ({"radius": 1}, "radius"),
        ({"birth_on": date(2101, 1, 1)}, "birth_on"),
    ],
)
def test_what_is_wrong_leaves_neither_account_nor_volunteer(changed, field):
    before = User.objects.count()
    with pytest.raises(Malformed) as refused:
        become_volunteer(**told(**changed), at=NOW)
    assert set(refused.value.fields) == {field}
    assert (User.objects.count(), Volunteer.objects.count()) == (before, 0)


def test_a_child_leaves_nothing_behind():
    with pytest.raises(RuleBroken) as refused:
        become_volunteer(**told(birth_on=date(2013, 1, 1)), at=NOW)
    assert set(refused.value.fields) == {"birth_on"}
    assert not User.objects.filter(username="lin-01").exists()
