"""Both desks at once: what holds for one holds for the other. The clock of the pages stands still."""

from dataclasses import dataclass
from datetime import datetime
from importlib import import_module

import pytest
from django.test import Client

from tests import makers
from tests.desks.field.side import ORGANIZATIONS, VOLUNTEERS, Side
from tests.journeys.scene import Scene

WITH_A_CLOCK = (
    "field.offers",
    "field.orders",
    "field.planning",
    "field.stepping",
    "field.visits",
    "organizations.shelf",
    "organizations.workers",
    "volunteers.tasks",
)


@dataclass
class DeskClock:
    at: datetime

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture(autouse=True)
def clock(monkeypatch) -> DeskClock:
    """Every page believes it is `clock.at`: an hour and a half after the need was told."""
    clock = DeskClock(makers.later(hours=1, minutes=30))
    for name in WITH_A_CLOCK:
        monkeypatch.setattr(import_module(f"marketplace.desks.{name}"), "now", clock)
    return clock


@pytest.fixture(scope="module")
def kept_scene(stage):
    return stage.keep("scene", lambda: Scene(need_type=makers.make_need_type(visits=1)))


@pytest.fixture(params=[ORGANIZATIONS, VOLUNTEERS])
def side(request, scene) -> Side:
    return Side(request.param, scene)


@pytest.fixture
def organization(scene) -> Side:
    return Side(ORGANIZATIONS, scene)


@pytest.fixture
def volunteer(scene) -> Side:
    return Side(VOLUNTEERS, scene)


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
def browser(side, as_user) -> Client:
    return as_user(side.user)
