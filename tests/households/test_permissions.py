import pytest

from marketplace.accounts.choices import Role
from marketplace.households import permissions as may
from marketplace.households.choices import PersonalField
from tests.makers import make_community, make_district, make_resident, make_staff, make_user

pytestmark = pytest.mark.django_db

KNOWS = {Role.STEWARD, Role.COMMUNITY_STAFF, Role.SUBDISTRICT_OFFICER}
TAKES = KNOWS | {Role.HOTLINE_OPERATOR}
SEES = TAKES | {Role.DISPATCHER, Role.BUREAU_OFFICER}
ERASES = {Role.SUBDISTRICT_OFFICER, Role.BUREAU_OFFICER}
READS_RECORDS = KNOWS | {Role.BUREAU_OFFICER}


def answers(user, resident):
    community = resident.household.community
    return {
        "see": may.may_see(user, resident),
        "register": may.may_register(user, community),
        "record_consent": may.may_record_consent(user, resident),
        "amend": may.may_amend(user, resident),
        "amend_household": may.may_amend_household(user, community),
        "reveal": may.may_reveal(user, resident),
        "reveal_record": may.may_reveal(user, resident, [PersonalField.HEALTH_NOTE]),
        "erase": may.may_erase(user, resident),
    }


@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_what_its_row_says_at_its_own_place(role):
    resident = make_resident()
    assert answers(make_staff(role, make_district()), resident) == {
        "see": role in SEES,
        "register": role in TAKES,
        "record_consent": role in TAKES,
        "amend": role in KNOWS,
        "amend_household": role in KNOWS,
        "reveal": role in SEES,
        "reveal_record": role in READS_RECORDS,
        "erase": role in ERASES,
    }


@pytest.mark.parametrize("role", list(Role))
def test_nobody_may_anything_at_a_place_that_is_not_theirs(role):
    resident = make_resident()
    for place in (make_community(number=2), make_district("320114")):
        assert not any(answers(make_staff(role, place), resident).values())


def test_an_account_alone_may_nothing():
    assert not any(answers(make_user(is_superuser=True), make_resident()).values())
