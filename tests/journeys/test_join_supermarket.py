"""An organization comes by itself: one account, one organization, or nothing at all."""

import pytest
from django.contrib.auth import authenticate

from marketplace.accounts.models import User
from marketplace.journeys.join_supermarket import join_supermarket
from marketplace.kernel.errors import Malformed, RuleBroken
from marketplace.organizations.models import Organization
from tests import makers
from tests.makers import NOW
from tests.organizations.actions.test_applying import applicant
from tests.organizations.conftest import found_town

pytestmark = pytest.mark.django_db
ACCOUNT = {"username": "Qingxi-01", "password": "一个够长又好记的口令", "display_name": "演示·赵某"}


@pytest.fixture
def town():
    return found_town()


def test_the_manager_can_sign_in_and_acts_for_the_new_organization(town):
    organization = join_supermarket(applicant(town), **ACCOUNT, at=NOW)
    user = authenticate(username="qingxi-01", password=ACCOUNT["password"])
    assert list(organization.memberships.values_list("user", "role")) == [(user.pk, "manager")]
    assert not user.is_staff


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"password": "1234567890"}, "password"),
        ({"password": "short"}, "password"),
        ({"username": "赵某"}, "username"),
        ({"username": "a\x00b"}, "username"),
        ({"display_name": " "}, "display_name"),
    ],
)
def test_a_bad_account_leaves_nothing_behind(town, changed, field):
    before = User.objects.count(), Organization.objects.count()
    with pytest.raises(Malformed) as refused:
        join_supermarket(applicant(town), **{**ACCOUNT, **changed}, at=NOW)
    assert set(refused.value.fields) == {field}
    assert (User.objects.count(), Organization.objects.count()) == before


def test_a_bad_organization_leaves_no_account_behind(town):
    with pytest.raises(Malformed):
        join_supermarket(applicant(town, uscc="1"), **ACCOUNT, at=NOW)
    assert not User.objects.filter(username="qingxi-01").exists()


def test_a_taken_name_is_told(town):
    makers.make_user(username="qingxi-01")
    with pytest.raises(RuleBroken) as refused:
        join_supermarket(applicant(town), **ACCOUNT, at=NOW)
    assert set(refused.value.fields) == {"username"}
