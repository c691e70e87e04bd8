"""An empty supermarket teaches the bureau how it gets filled, until something is offered."""

import pytest

from marketplace.accounts.choices import Role
from marketplace.desks.bureau.first_steps import first_steps
from marketplace.organizations.choices import OrganizationState, ServiceState
from marketplace.organizations.models import Service
from tests import makers
from tests.desks.bureau.conftest import text


@pytest.fixture(autouse=True)
def nothing_offered(scene):
    Service.objects.update(state=ServiceState.DRAFT)


def done(district) -> list[str]:
    return [step["tone"] for step in first_steps(district)]


def test_the_overview_tells_what_is_still_to_do(desk):
    page = text(desk.get("/overview/"))
    assert "How the supermarket gets filled" in page
    assert "/join/" in page
    assert "/organizations/" in page


def test_each_step_is_done_by_what_there_is(district):
    other = makers.make_district("320114")
    community = makers.make_community(makers.make_subdistrict(district=other))
    assert done(other) == ["good", "waiting", "waiting", "waiting", "waiting"]
    makers.make_staff(Role.STEWARD, community)
    organization = makers.make_organization(OrganizationState.LISTED, community=community)
    assert done(other) == ["good", "good", "good", "waiting", "waiting"]
    organization.state = OrganizationState.RESIDENT
    organization.save()
    makers.make_service(organization, state=ServiceState.DRAFT)
    assert done(other) == ["good"] * 5


def test_once_something_is_offered_here_they_are_gone(district, desk):
    service = makers.make_service(makers.make_organization())
    assert service.organization.community.subdistrict.district == district
    assert first_steps(district) == []
    assert "How the supermarket gets filled" not in text(desk.get("/overview/"))


def test_what_another_district_offers_fills_no_shelf_here(district):
    other = makers.make_district("320114")
    community = makers.make_community(makers.make_subdistrict(district=other))
    makers.make_service(makers.make_organization(community=community))
    assert first_steps(district)
    assert first_steps(other) == []
