"""A community with the real list of needs, its people, and a clock that goes on when the story says so."""

from dataclasses import dataclass
from datetime import datetime

import pytest
from django.core.cache import cache

from marketplace.accounts.choices import Role
from marketplace.catalogue.actions import load_catalogue
from marketplace.households.models import Lookup, Resident
from marketplace.households.rows import lookup_rows
from tests import makers
from tests.stories.people import Clock, Person


@pytest.fixture
def clock(monkeypatch):
    """Everybody's moment, from a plain working Wednesday on. Pages, actions and sessions ask the same."""
    clock = Clock(makers.NOW)

    class Now(datetime):
        @classmethod
        def now(cls, tz=None):
            return clock.at.astimezone(tz)

    monkeypatch.setattr("django.utils.timezone.datetime", Now)
    cache.clear()
    return clock


@dataclass
class Street:
    """Who lives and works in one community."""

    resident: Resident
    steward: Person
    officer: Person
    dispatcher: Person
    neighbour: Person

    @property
    def community(self):
        return self.resident.household.community

    def organization(self, name: str, *, metres: int, subcategory: str, papers: str = "") -> Person:
        """Its manager. It lies so far away, with two workers and a service for two of them."""
        away = makers.make_community(number=90 + metres // 1000, x=self.community.x + metres)
        founded = makers.make_organization(name_zh=name, name_en=name, community=away)
        for paper in papers.split(","):
            if paper:
                makers.make_licence(founded, paper)
        for worker in ("演示·甲", "演示·乙"):
            makers.make_worker(founded, name=worker)
        makers.make_service(founded, subcategory=subcategory, helpers=2)
        return Person(makers.make_member(founded))


@pytest.fixture
def street(db, clock) -> Street:
    load_catalogue()
    district = makers.make_district()
    community = makers.make_community()
    resident = makers.make_resident(community)
    Lookup.objects.bulk_create(lookup_rows(resident))
    return Street(
        resident=resident,
        steward=Person(makers.make_staff(Role.STEWARD, community)),
        officer=Person(makers.make_staff(Role.SUBDISTRICT_OFFICER, community.subdistrict)),
        dispatcher=Person(makers.make_staff(Role.DISPATCHER, district)),
        neighbour=Person(),
    )
