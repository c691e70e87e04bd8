"""A district at work under a desk clock that stands still, and a dispatcher before the board."""

from importlib import import_module

import pytest
from django.test import Client

from marketplace.accounts.choices import Role
from tests import makers

DESK_TIME = makers.later(hours=1)


@pytest.fixture(autouse=True)
def desk_time(monkeypatch):
    """Every page of the desk believes it is DESK_TIME, and no map is left from another test."""
    for name in ("board", "fairness", "orders", "rounds", "shortages"):
        monkeypatch.setattr(
            import_module(f"marketplace.desks.dispatchers.{name}"), "now", lambda: DESK_TIME
        )
    return DESK_TIME


@pytest.fixture
def district(scene):
    return scene.community.subdistrict.district


@pytest.fixture
def as_user():
    def sign_in(user, language="en") -> Client:
        client = Client()
        client.force_login(user)
        client.cookies["django_language"] = language
        return client

    return sign_in


@pytest.fixture
def desk(as_user, scene):
    """The dispatcher's browser, in English."""
    return as_user(scene.dispatcher)


@pytest.fixture
def everybody(scene, district):
    """Somebody in each role of the district."""
    staff = {role: makers.make_staff(role, district) for role in Role if role not in _OUTSIDE}
    return {
        **staff,
        Role.DISPATCHER: scene.dispatcher,
        Role.ORGANIZATION: makers.make_member(),
        Role.VOLUNTEER: makers.fresh(makers.make_volunteer().user),
    }


_OUTSIDE = (Role.ORGANIZATION, Role.VOLUNTEER)


def order_of(scene, tag="needs_care", **kwargs):
    """An order of a resident of its own that waits for a provider."""
    return scene.ordered(resident=makers.make_resident(scene.community), tag=tag, **kwargs)


def text(page) -> str:
    return page.content.decode()
