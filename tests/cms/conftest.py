"""A small supermarket: three services on the shelf, and its whole tree, built once for a module."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from cms.building.tree import build
from marketplace.organizations.models import Service
from tests import makers
from tests.organizations.conftest import found_town


class Supermarket:
    def __init__(self) -> None:
        self.town = found_town()
        self.street = self.town.here.subdistrict
        self.bath = self.service("助浴到家", "Bath at home", "A3", groups="E", places=3)
        self.meal = self.service("送餐", "Meals brought", "A1", groups="ED", price_cents=1200)
        self.talk = self.service("陪伴", "Company", "C1", groups="M", subdistricts=[self.street])
        self.made = build()

    def service(self, zh: str, en: str, subcategory: str, **facts) -> Service:
        organization = makers.make_organization(community=self.town.here)
        return makers.make_service(
            organization, name_zh=zh, name_en=en, subcategory=subcategory, **facts
        )


@pytest.fixture(scope="module")
def kept_market(stage):
    return stage.keep("market", Supermarket)


@pytest.fixture
def market(db, kept_market) -> Supermarket:
    return kept_market()


@pytest.fixture
def editor(market) -> Client:
    """The browser of a bureau's officer who may edit and publish."""
    for group in Group.objects.filter(name__in=("Editors", "Moderators")):
        group.user_set.add(market.town.bureau)
    client = Client()
    client.force_login(makers.fresh(market.town.bureau))
    return client
