from types import SimpleNamespace

import pytest

from marketplace.accounts.choices import Role
from marketplace.organizations.choices import MembershipRole
from tests import makers


@pytest.fixture(scope="module")
def kept_town(stage):
    return stage.keep("town", found_town)


@pytest.fixture
def town(db, kept_town) -> SimpleNamespace:
    """An organization with its people, the bureau that vets it, and strangers to it."""
    return kept_town()


def found_town() -> SimpleNamespace:
    district = makers.make_district()
    here = makers.make_community(makers.make_subdistrict(district, number=1), number=1)
    organization = makers.make_organization(community=here)
    other = makers.make_organization(community=here)
    abroad = makers.make_district("370212")
    return SimpleNamespace(
        district=district,
        here=here,
        abroad=makers.make_community(makers.make_subdistrict(abroad)),
        organization=organization,
        other=other,
        manager=makers.make_member(organization),
        worker=makers.make_member(organization, MembershipRole.WORKER),
        manager_of_other=makers.make_member(other),
        bureau=makers.make_staff(Role.BUREAU_OFFICER, district),
        dispatcher=makers.make_staff(Role.DISPATCHER, district),
        evaluator=makers.make_staff(Role.EVALUATOR, district),
        officer=makers.make_staff(Role.SUBDISTRICT_OFFICER, here.subdistrict),
        steward=makers.make_staff(Role.STEWARD, here),
        bureau_abroad=makers.make_staff(Role.BUREAU_OFFICER, abroad),
        stranger=makers.make_user(),
    )
