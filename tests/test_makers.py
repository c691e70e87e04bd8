import pytest

from marketplace.needs.choices import NeedState
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", NeedState.values)
def test_a_need_can_be_made_in_every_state(state):
    assert makers.make_need(state).state == state


def test_everything_can_be_made_with_nothing_named():
    organization = makers.make_organization()
    makers.make_member(organization)
    makers.make_worker(organization, qualifications="HC,NW")
    makers.make_licence(organization)
    makers.make_service()
    makers.make_volunteer()
    makers.make_staff("dispatcher")
    makers.make_need(tag="urgent")
