from types import SimpleNamespace

import pytest

from marketplace.accounts.choices import Role
from tests import makers


@pytest.fixture(scope="module")
def kept_town(stage):
    return stage.keep("town", found_town)


@pytest.fixture
def town(db, kept_town) -> SimpleNamespace:
    """A community, everybody who works there, and the same people elsewhere."""
    return kept_town()


def found_town() -> SimpleNamespace:
    district = makers.make_district()
    here = makers.make_community(makers.make_subdistrict(district, number=1), number=1)
    there = makers.make_community(makers.make_subdistrict(district, number=2), number=1)
    abroad = makers.make_community(
        makers.make_subdistrict(makers.make_district("370212"), number=1), number=1
    )
    return SimpleNamespace(
        district=district,
        here=here,
        there=there,
        abroad=abroad,
        resident=makers.make_resident(here),
        need_type=makers.make_need_type(),
        steward=makers.make_staff(Role.STEWARD, here),
        staff=makers.make_staff(Role.COMMUNITY_STAFF, here),
        officer=makers.make_staff(Role.SUBDISTRICT_OFFICER, here.subdistrict),
        hotline=makers.make_staff(Role.HOTLINE_OPERATOR, district),
        dispatcher=makers.make_staff(Role.DISPATCHER, district),
        bureau=makers.make_staff(Role.BUREAU_OFFICER, district),
        evaluator=makers.make_staff(Role.EVALUATOR, district),
        officer_there=makers.make_staff(Role.SUBDISTRICT_OFFICER, there.subdistrict),
        officer_abroad=makers.make_staff(Role.SUBDISTRICT_OFFICER, abroad.subdistrict),
        dispatcher_abroad=makers.make_staff(Role.DISPATCHER, abroad.subdistrict.district),
        manager=makers.make_member(),
        volunteer=makers.make_volunteer().user,
        stranger=makers.make_user(),
    )
