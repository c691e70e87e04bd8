import pytest

from marketplace.accounts.choices import Role
from tests import makers


@pytest.fixture
def bureau(scene):
    return makers.make_staff(Role.BUREAU_OFFICER, scene.community.subdistrict.district)


@pytest.fixture
def stranger(db):
    """Somebody of another district's bureau: what they see is none of ours."""
    return makers.make_staff(Role.BUREAU_OFFICER, makers.make_district("320102"))


def somebody(scene, community=None):
    return makers.make_resident(community or scene.community)
