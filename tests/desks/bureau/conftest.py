"""A district under a desk clock that stands still, and the bureau's officer before the numbers."""

from importlib import import_module

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from marketplace.accounts.choices import Role
from tests import makers

DESK_TIME = makers.later(days=3)


@pytest.fixture(autouse=True)
def desk_time(monkeypatch):
    """Every page of the desk believes it is DESK_TIME, and no map is left from another test."""
    for name in ("overview", "proposals", "days"):
        monkeypatch.setattr(
            import_module(f"marketplace.desks.bureau.{name}"), "now", lambda: DESK_TIME
        )
    return DESK_TIME


@pytest.fixture
def district(scene):
    return scene.community.subdistrict.district


@pytest.fixture
def officer(district):
    """The bureau's officer, who keeps the list and the calendar."""
    user = makers.make_staff(Role.BUREAU_OFFICER, district)
    for codename in ("keep_list", "change_specialday"):
        user.user_permissions.add(Permission.objects.get(codename=codename))
    return makers.fresh(user)


@pytest.fixture
def reader(district):
    """An officer of the bureau who was given neither."""
    return makers.make_staff(Role.BUREAU_OFFICER, district)


@pytest.fixture
def as_user():
    def sign_in(user, language="en") -> Client:
        client = Client()
        client.force_login(user)
        client.cookies["django_language"] = language
        return client

    return sign_in


@pytest.fixture
def desk(as_user, officer):
    return as_user(officer)


def text(page) -> str:
    return page.content.decode()
