"""Somebody gets an account for an organization: both, or neither; and the bureau lets in nobody but the first."""

import pytest
from django.contrib.auth import authenticate

from marketplace.accounts.models import User
from marketplace.journeys.let_in import let_in
from marketplace.kernel.errors import Malformed, NotAllowed, RuleBroken
from marketplace.organizations.choices import MembershipRole
from marketplace.organizations.models import Membership
from tests import makers
from tests.makers import NOW
from tests.organizations.conftest import found_town

pytestmark = pytest.mark.django_db
PASSWORD = "made-up-and-shown-once"


@pytest.fixture
def town():
    return found_town()


def told(**changed):
    return {
        "username": "xin-01",
        "display_name": "演示·新同事",
        "phone": "13900000041",
        "password": PASSWORD,
        "role": MembershipRole.WORKER,
        **changed,
    }


def test_a_colleague_signs_in_with_what_was_handed_over(town):
    member = let_in(town.organization, **told(), by=town.manager, at=NOW)
    user = authenticate(username="xin-01", password=PASSWORD)
    assert (member.user, member.role) == (user, MembershipRole.WORKER)
    assert user.phone == "13900000041"


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"username": "新"}, Malformed),
        ({"role": "owner"}, Malformed),
        ({"username": "taken"}, RuleBroken),
    ],
)
def test_what_is_wrong_leaves_neither_account_nor_membership(town, changed, refusal):
    makers.make_user(username="taken")
    before = User.objects.count(), Membership.objects.count()
    with pytest.raises(refusal):
        let_in(town.organization, **told(**changed), by=town.manager, at=NOW)
    assert (User.objects.count(), Membership.objects.count()) == before


def test_the_bureau_opens_the_first_account_and_no_further_one(town):
    fresh = makers.make_organization(community=town.organization.community)
    first = let_in(fresh, **told(role=MembershipRole.MANAGER), by=town.bureau, at=NOW)
    with pytest.raises(NotAllowed):
        let_in(fresh, **told(username="xin-02"), by=town.bureau, at=NOW)
    let_in(fresh, **told(username="xin-02"), by=first.user, at=NOW)
    assert fresh.memberships.count() == 2
