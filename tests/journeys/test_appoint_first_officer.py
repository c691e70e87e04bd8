"""Where nobody could post anybody yet, whoever holds the server appoints one officer; nobody after that."""

import pytest
from django.contrib.auth import authenticate

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.catalogue.permissions import may_keep_list
from marketplace.journal.models import Entry
from marketplace.journeys.appoint_first_officer import appoint_first_officer
from marketplace.kernel.errors import Malformed, RuleBroken
from marketplace.places.models import Posting
from marketplace.places.permissions import may_post
from tests import makers
from tests.makers import NOW

pytestmark = pytest.mark.django_db
OFFICER = {"username": "wang.min", "display_name": "演示·王某", "password": "一个够长又好记的口令"}


@pytest.fixture
def district():
    return makers.make_district()


def test_the_first_officer_posts_others_keeps_the_lists_and_the_site(district):
    appoint_first_officer(district, **OFFICER, at=NOW)
    officer = authenticate(username="wang.min", password=OFFICER["password"])
    assert may_post(officer, Role.DISPATCHER, district)
    assert may_keep_list(officer)
    assert set(officer.groups.values_list("name", flat=True)) == {"Editors", "Moderators"}
    posting = Posting.objects.get(user=officer)
    assert (posting.role, posting.district_id) == (Role.BUREAU_OFFICER, district.pk)
    written = Entry.objects.get(verb="post")
    assert written.actor is None


def test_where_somebody_could_post_there_is_no_first_officer(district):
    makers.make_staff(Role.BUREAU_OFFICER, district)
    with pytest.raises(RuleBroken, match="has_officers"):
        appoint_first_officer(district, **OFFICER, at=NOW)
    assert not User.objects.filter(username="wang.min").exists()


def test_an_officer_of_another_district_is_none_of_this_one(district):
    makers.make_staff(Role.BUREAU_OFFICER, makers.make_district("320114"))
    assert appoint_first_officer(district, **OFFICER, at=NOW)


@pytest.mark.parametrize(
    "wrong", [{"password": "12345678"}, {"username": "王"}, {"display_name": ""}]
)
def test_what_is_wrong_leaves_nothing_behind(district, wrong):
    (field,) = wrong
    with pytest.raises(Malformed) as refused:
        appoint_first_officer(district, **(OFFICER | wrong), at=NOW)
    assert field in refused.value.fields
    assert not User.objects.exclude(username="AnonymousUser").exists()
    assert not Posting.objects.exists()
