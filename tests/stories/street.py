"""Where the stories play: one community with the real list of needs, and its people."""

from dataclasses import dataclass

from marketplace.accounts.choices import Role
from marketplace.catalogue.actions import load_catalogue
from marketplace.households.models import Lookup, Resident
from marketplace.households.rows import lookup_rows
from marketplace.places.models import Community
from tests import makers
from tests.stories.people import Person


@dataclass
class Street:
    """Who lives and works in one community."""

    resident: Resident
    steward: Person
    officer: Person
    dispatcher: Person
    neighbour: Person

    @classmethod
    def found(cls) -> "Street":
        load_catalogue()
        district, community = makers.make_district(), makers.make_community()
        resident = makers.make_resident(community)
        Lookup.objects.bulk_create(lookup_rows(resident))
        return cls(
            resident=resident,
            steward=Person(makers.make_staff(Role.STEWARD, community)),
            officer=Person(makers.make_staff(Role.SUBDISTRICT_OFFICER, community.subdistrict)),
            dispatcher=Person(makers.make_staff(Role.DISPATCHER, district)),
            neighbour=Person(),
        )

    @property
    def community(self) -> Community:
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
