"""What the engine is told about orders and providers."""

from datetime import date, timedelta

import pytest

from marketplace.dispatch.keys import BACKGROUND
from marketplace.dispatch.providing import provider_rows
from marketplace.journeys.answer_offer import answer_offer
from marketplace.organizations.choices import OrganizationKind, OrganizationState, ServiceState
from marketplace.satisfaction.actions import give_verdict
from marketplace.volunteers.choices import VolunteerState
from marketplace.workorders import actions
from marketplace.workorders.models import WorkOrder
from tests import makers
from tests.journeys.scene import Scene
from tests.makers import HERE, TODAY, later

pytestmark = pytest.mark.django_db

TOMORROW = TODAY + timedelta(days=1)


def another(scene: Scene, **more) -> WorkOrder:
    return scene.ordered(resident=makers.make_resident(scene.community), **more)


def rows(on: date = TODAY) -> dict[str, dict]:
    return {row["key"]: row for row in provider_rows(HERE, on)}


def test_a_service_is_told_with_what_its_organization_holds_that_day(scene):
    subdistrict = scene.community.subdistrict
    named = makers.make_need_type("E-L1-07", subcategory="B3")
    service = makers.make_service(
        makers.make_organization(
            kind=OrganizationKind.PROFESSIONAL_TEAM, community=scene.community
        ),
        need_types=[makers.make_need_type("E-L1-01"), named],
        groups="ED",
        subdistricts=[subdistrict],
        places=3,
        radius=5000,
        helpers=2,
    )
    organization = service.organization
    makers.make_licence(organization, "HC", until_on=TOMORROW)
    makers.make_licence(organization, "RN", until_on=TODAY)
    makers.make_licence(organization, "SW", from_on=TOMORROW)
    makers.make_worker(organization, qualifications="NW")
    makers.make_worker(organization, qualifications="PC", left_on=TODAY)
    makers.make_worker(qualifications="EL")
    assert rows()[f"service:{service.pk}"] == {
        "key": f"service:{service.pk}",
        "kind": "team",
        "party": f"organization:{organization.pk}",
        "subcategories": {"A1", "B3"},
        "need_types": {"E-L1-01", "E-L1-07"},
        "groups": {"E", "D"},
        "levels": {1, 2, 3, 4},
        "subdistricts": {subdistrict.pk},
        "radius": 5000,
        "x": scene.community.x,
        "y": scene.community.y,
        "qualifications": {"HC", "NW", BACKGROUND, "VOL"},
        "helpers": 2,
        "sexes": {"female", "male"},
        "suspended": False,
        "banned": False,
        "windows": None,
        "languages": frozenset(),
        "places": 3,
        "load": 0,
        "visits": None,
        "satisfied": 0,
        "answers": 0,
    }


def test_when_a_service_comes_and_whom_it_sends_is_told(scene):
    service = makers.make_service(
        windows=["mon_morning"], languages=["sign"], sexes=["female"], visits_a_week=7
    )
    row = rows()[f"service:{service.pk}"]
    assert row["windows"] == {"mon_morning"}
    assert row["languages"] == {"sign"}
    assert row["sexes"] == {"female"}
    assert row["visits"] == (7,)


def test_when_a_volunteer_comes_is_told_and_an_unknown_sex_is_none(scene):
    told = makers.make_volunteer(sex="male", windows=["sun_evening"], languages=["wu"])
    silent = makers.make_volunteer()
    row = rows()[f"volunteer:{told.pk}"]
    assert (row["sexes"], row["windows"], row["languages"]) == (
        {"male"},
        {"sun_evening"},
        {"wu"},
    )
    assert rows()[f"volunteer:{silent.pk}"]["sexes"] == frozenset()


def test_visits_of_what_is_held_are_taken_from_the_week(scene):
    service = makers.make_service(need_types=[scene.need_type], visits_a_week=7)
    daily = another(scene)
    WorkOrder.objects.filter(pk=daily.pk).update(visits_a_week=3)
    actions.make_offer(daily, service=service, by=None, at=later())
    assert rows()[f"service:{service.pk}"]["visits"] == (4,)


@pytest.mark.parametrize(("a_week", "places"), [(None, 5), (9, 5), (2, 2), (0, 5)])
def test_no_more_orders_than_visits_are_left_in_a_week(scene, a_week, places):
    service = makers.make_service(places=5, visits_a_week=a_week)
    row = rows()[f"service:{service.pk}"]
    assert (row["places"], row["visits"]) == (places, None if a_week is None else (a_week,))


def test_an_unlimited_service_has_no_list_of_places_or_needs(scene):
    service = scene.service()
    row = rows()[f"service:{service.pk}"]
    assert (row["need_types"], row["subdistricts"], row["radius"]) == (None, None, None)


def test_only_what_is_on_the_shelf_is_told_and_a_suspended_organization_by_that_name():
    shown = makers.make_service()
    suspended = makers.make_service(makers.make_organization("suspended", suspended_for="检查"))
    makers.make_service(state=ServiceState.DRAFT)
    makers.make_service(state=ServiceState.OFF_SHELF)
    makers.make_service(makers.make_organization(OrganizationState.LISTED))
    makers.make_volunteer(state=VolunteerState.LEFT)
    assert {key: row["suspended"] for key, row in rows().items()} == {
        f"service:{shown.pk}": False,
        f"service:{suspended.pk}": True,
    }


def test_a_volunteer_is_told_with_what_they_may_do_that_day(scene):
    volunteer = makers.make_volunteer(
        community=scene.community,
        subcategories="A1,B3",
        groups="ED",
        qualifications="VOL,TE",
        places=2,
        radius=2000,
    )
    assert rows()[f"volunteer:{volunteer.pk}"] == {
        "key": f"volunteer:{volunteer.pk}",
        "kind": "volunteer",
        "party": f"volunteer:{volunteer.pk}",
        "subcategories": {"A1", "B3"},
        "groups": {"E", "D"},
        "levels": {1, 2, 3, 4},
        "radius": 2000,
        "x": scene.community.x,
        "y": scene.community.y,
        "qualifications": {"VOL", "TE", BACKGROUND},
        "helpers": 2,
        "sexes": frozenset(),
        "windows": None,
        "languages": frozenset(),
        "visits": None,
        "suspended": False,
        "licence_expired": False,
        "places": 2,
        "load": 0,
        "satisfied": 0,
        "answers": 0,
    }


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"state": "paused"}, {"suspended": True}),
        ({"birth_on": date(2014, 1, 1)}, {"suspended": True}),
        ({"birth_on": date(2010, 1, 1), "guardian_agreed_on": TODAY}, {"suspended": False}),
        ({"insured_until_on": None}, {"licence_expired": True}),
        ({"insured_until_on": TODAY}, {"licence_expired": True}),
        ({"insured_until_on": TOMORROW}, {"licence_expired": False}),
        ({"background_declared_on": None}, {"qualifications": {"VOL"}}),
        ({"background_declared_on": TOMORROW}, {"qualifications": {"VOL"}}),
    ],
)
def test_a_volunteer_who_is_not_fit_is_told_so(fields, expected):
    volunteer = makers.make_volunteer(**fields)
    row = rows()[f"volunteer:{volunteer.pk}"]
    assert {name: row[name] for name in expected} == expected


def test_places_are_those_left_and_answers_go_to_who_did_the_work(scene):
    service = scene.service(places=4)
    idle = makers.make_service(subcategory="B1", places=1)
    satisfied, unsatisfied = scene.delivered(), scene.delivered(_accepted(scene))
    for order, score in ((satisfied, 4), (unsatisfied, 3)):
        give_verdict(order, score=score, channel="phone", by=scene.steward, at=later(days=2))
    actions.confirm_order(satisfied, by=scene.steward, at=later(days=2))
    answer_offer(
        scene.offered(another(scene)),
        accept=False,
        reason="time",
        by=manager_of_service(service),
        at=later(hours=1),
    )
    told = rows()
    names = ("places", "load", "satisfied", "answers")
    assert {key: tuple(told[key][name] for name in names) for key in told} == {
        f"service:{service.pk}": (3, 1, 1, 2),
        f"service:{idle.pk}": (1, 0, 0, 0),
    }


def _accepted(scene):
    return scene.accepted(scene.offered(another(scene)))


def manager_of_service(service):
    return service.organization.memberships.get().user


def test_the_number_of_queries_does_not_grow(scene, django_assert_num_queries):
    for wanted in (2, 6):
        while len(rows()) < wanted:
            makers.make_service(subdistricts=[scene.community.subdistrict])
            makers.make_volunteer()
        with django_assert_num_queries(7):
            assert len(provider_rows(HERE, TODAY)) == wanted
