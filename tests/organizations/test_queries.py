from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.organizations import queries
from marketplace.organizations.choices import MembershipRole, OrganizationState, ServiceState
from marketplace.organizations.models import Organization, Service
from tests import makers
from tests.makers import TODAY


@pytest.fixture
def each(town) -> dict[str, Organization]:
    """One organization in every state, one elsewhere, beside the two of the town."""
    made = {
        state: makers.make_organization(state, community=town.here)
        for state in OrganizationState.values
    }
    return {**made, "abroad": makers.make_organization(community=town.abroad)}


CHECKED = {OrganizationState.LISTED, OrganizationState.RESIDENT, OrganizationState.SUSPENDED}
EVERY = set(OrganizationState.values)


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("bureau", EVERY),
        ("dispatcher", EVERY),
        ("evaluator", EVERY),
        ("officer", CHECKED | {"abroad"}),
        ("steward", CHECKED | {"abroad"}),
        ("bureau_abroad", {"abroad"}),
        ("manager", set()),
        ("stranger", set()),
    ],
)
def test_who_sees_which_organizations(town, each, who, seen):
    visible = set(queries.visible_to(getattr(town, who)))
    assert visible & set(each.values()) == {each[name] for name in seen}


def test_members_see_their_own_organization_in_any_state_but_removed(town, each):
    assert set(queries.visible_to(town.manager)) == {town.organization}
    assert set(queries.organizations_of(town.worker)) == {town.organization}
    gone = makers.make_member(each[OrganizationState.REMOVED])
    waiting = makers.make_member(each[OrganizationState.REGISTERED])
    assert set(queries.visible_to(gone)) == set()
    assert set(queries.visible_to(waiting)) == {each[OrganizationState.REGISTERED]}


def test_memberships_are_those_of_ones_own_organizations_and_asked_for_once(
    town, each, django_assert_num_queries
):
    gone = makers.make_member(each[OrganizationState.REMOVED])
    assert queries.memberships_of(gone) == []
    assert queries.memberships_of(AnonymousUser()) == []
    with django_assert_num_queries(1):
        for _ in range(3):
            (held,) = queries.memberships_of(town.manager)
            assert held.organization == town.organization
    assert held.role == MembershipRole.MANAGER


def test_only_checked_services_of_residents_stand_on_the_shelf(town, each):
    for organization in each.values():
        for state in ServiceState.values:
            makers.make_service(organization, state=state)
    residents = {each[OrganizationState.RESIDENT], each["abroad"]}
    on_shelf = queries.services_on_shelf()
    assert {(service.organization, service.state) for service in on_shelf} == {
        (resident, ServiceState.ON_SHELF) for resident in residents
    }


def test_a_service_answers_the_needs_it_names_or_its_whole_subcategory(town):
    meals, cleaning = makers.make_need_type("E-L1-01"), makers.make_need_type("E-L1-02")
    company = makers.make_need_type("E-L2-01", subcategory="C1")
    whole = makers.make_service()
    named = makers.make_service(need_types=[meals])
    both = makers.make_service(need_types=[meals, cleaning])
    makers.make_service(need_types=[meals], state=ServiceState.DRAFT)
    assert set(queries.services_for(meals)) == {whole, named, both}
    assert set(queries.services_for(cleaning)) == {whole, both}
    assert set(queries.services_for(company)) == set()


def test_drafts_are_seen_by_their_organization_and_by_who_sees_all(town):
    shelf = makers.make_service(town.organization)
    draft = makers.make_service(town.organization, state=ServiceState.DRAFT)
    for who, seen in {
        "manager": {shelf, draft},
        "worker": {shelf, draft},
        "manager_of_other": {shelf},
        "bureau": {shelf, draft},
        "bureau_abroad": {shelf},
        "stranger": {shelf},
    }.items():
        assert set(queries.services_visible_to(getattr(town, who))) == seen, who


def test_what_matching_asks_costs_the_same_however_long_the_shelf_is(town):
    def cost() -> int:
        with CaptureQueriesContext(connection) as spent:
            for service in queries.services_to_match(TODAY):
                assert service.organization.community.subdistrict.name
                assert service.subcategory.name
                for related in (service.need_types, service.groups, service.subdistricts):
                    list(related.all())
                queries.qualifications_of(service)
        return len(spent)

    makers.make_licence(town.organization, "HC")
    makers.make_worker(town.organization, qualifications="NW,HC")
    makers.make_service(town.organization, need_types=[makers.make_need_type()])
    one = cost()
    for _ in range(3):
        organization = makers.make_organization()
        makers.make_licence(organization, "CAT")
        makers.make_worker(organization, qualifications="RN")
        makers.make_service(organization, subdistricts=[town.here.subdistrict])
    assert cost() == one == 7


def test_only_papers_in_force_and_people_who_are_still_there_count(town):
    yesterday, tomorrow = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
    makers.make_service(town.organization)
    makers.make_licence(town.organization, "HC")
    makers.make_licence(town.organization, "CAT", until_on=TODAY)
    makers.make_licence(town.organization, "EL", until_on=tomorrow)
    makers.make_licence(town.organization, "LAW", from_on=tomorrow)
    makers.make_worker(town.organization, qualifications="NW,RN")
    makers.make_worker(town.organization, qualifications="RT", left_on=TODAY)
    makers.make_worker(town.organization, qualifications="SW", left_on=tomorrow)
    makers.make_worker(town.other, qualifications="DRV")
    (service,) = queries.services_to_match(TODAY)
    assert queries.qualifications_of(service) == {"HC", "EL", "NW", "RN", "SW"}
    (service,) = queries.services_to_match(yesterday)
    assert "CAT" in queries.qualifications_of(service)


def test_the_shelf_is_read_without_a_query_for_each_service(town, django_assert_num_queries):
    for _ in range(3):
        makers.make_service()
    with django_assert_num_queries(1):
        assert len(list(queries.services_on_shelf())) == 3
    assert Service.objects.count() == 3
