"""A community at work: its people, a need at every station, and a desk clock that stands still."""

import pytest
from django.test import Client

from marketplace.accounts.choices import Role
from marketplace.households.models import Lookup, Resident
from marketplace.households.rows import lookup_rows
from tests import makers
from tests.journeys.scene import Scene
from tests.stopping import stop_the_clock

# Half past four on the third day of a scene's story: its visits are over, its clocks still run.
DESK_TIME = makers.later(days=2, hours=6, minutes=30)


@pytest.fixture(autouse=True)
def desk_time(monkeypatch):
    """Every page of the desk believes it is DESK_TIME."""
    stop_the_clock(monkeypatch, DESK_TIME)
    return DESK_TIME


def findable(resident: Resident) -> Resident:
    """Made by hand, and now registered as the search wants it."""
    Lookup.objects.bulk_create(lookup_rows(resident))
    return resident


@pytest.fixture(scope="module")
def kept_scene(stage):
    return stage.keep("scene", found_scene)


def found_scene() -> Scene:
    scene = Scene()
    findable(scene.resident)
    return scene


@pytest.fixture
def people(scene):
    """Somebody in each role that comes to this desk, posted where the scene plays."""
    subdistrict = scene.community.subdistrict
    return {
        Role.STEWARD: scene.steward,
        Role.COMMUNITY_STAFF: makers.make_staff(Role.COMMUNITY_STAFF, scene.community),
        Role.SUBDISTRICT_OFFICER: scene.officer,
        Role.HOTLINE_OPERATOR: makers.make_staff(Role.HOTLINE_OPERATOR, subdistrict.district),
        Role.DISPATCHER: scene.dispatcher,
        Role.BUREAU_OFFICER: makers.make_staff(Role.BUREAU_OFFICER, subdistrict.district),
        Role.EVALUATOR: makers.make_staff(Role.EVALUATOR, subdistrict.district),
    }


@pytest.fixture
def as_user():
    """A browser in which somebody has signed in."""

    def sign_in(user, language="en") -> Client:
        client = Client(headers={"accept-language": language})
        client.force_login(user)
        client.cookies["django_language"] = language
        return client

    return sign_in


@pytest.fixture
def steward(as_user, scene):
    return as_user(scene.steward)


@pytest.fixture
def officer(as_user, scene):
    return as_user(scene.officer)
