"""Providers out of the database, as the rows that the engine reads: seven queries, however many there are."""

from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Avg, Count, Q, QuerySet, Sum

from marketplace.bans.queries import banned_on
from marketplace.catalogue.models import NeedType
from marketplace.dispatch.columns import as_text, words_in
from marketplace.dispatch.keys import (
    BACKGROUND,
    organization_key,
    provider_key,
    service_key,
    volunteer_key,
)
from marketplace.dispatch.lists import lists_of_providers
from marketplace.organizations.choices import OrganizationKind, OrganizationState, ServiceState
from marketplace.organizations.models import Service
from marketplace.places.models import Community
from marketplace.satisfaction.queries import tally_of_services_and_volunteers
from marketplace.satisfaction.rules import Tally
from marketplace.volunteers.choices import VolunteerState
from marketplace.volunteers.models import Volunteer
from marketplace.volunteers.rules import Person, is_old_enough
from marketplace.workorders.lifecycle import HOLDING
from marketplace.workorders.models import Offer

Row = dict[str, Any]

_TEXTS = {f"{name}_text": as_text(name) for name in ("windows", "languages")}
LEVELS = frozenset({1, 2, 3, 4})
NOTHING: frozenset[str] = frozenset()
# What a trained volunteer may do, professionals may do as well.
TRAINED_VOLUNTEER = "VOL"
OF_EVERY_SERVICE = frozenset({BACKGROUND, TRAINED_VOLUNTEER})
# Where two must come, a volunteer brings somebody along: who, the check-in asks.
WITH_A_COMPANION = 2


def provider_rows(district: str, on: date) -> list[Row]:
    """Every service on the shelf and every volunteer that serves the district (its code), as keyword arguments
    of a Provider."""
    world = _World(district, on)
    return [*_service_rows(world), *_volunteer_rows(world)]


class _World:
    """What is asked once for all providers of a district on a day."""

    def __init__(self, district: str, on: date) -> None:
        self.district, self.on = district, on
        self.services = _shelf(district)
        self.volunteers = Volunteer.objects.filter(
            community__subdistrict__district=district
        ).exclude(state=VolunteerState.LEFT)
        self.lists = lists_of_providers(self.services, self.volunteers, on)
        self.held = _held()
        self.banned = banned_on(on)
        self.tally = {
            provider_key(*each): tally for each, tally in tally_of_services_and_volunteers().items()
        }

    @cached_property
    def middles(self) -> dict[str, tuple[float, float]]:
        """Of the district's subdistricts."""
        here = Community.objects.filter(subdistrict__district=self.district).order_by()
        rows = here.values_list("subdistrict").annotate(Avg("x"), Avg("y"))
        return {subdistrict: (x, y) for subdistrict, x, y in rows}


def _shelf(district: str) -> QuerySet[Service]:
    """The services that name a subdistrict of the district, or are at home there and name none."""
    named = Service.subdistricts.through.objects.order_by()
    here = named.filter(subdistrict__district=district).values("service")
    at_home = Q(organization__community__subdistrict__district=district)
    return Service.objects.filter(
        Q(pk__in=here) | at_home & ~Q(pk__in=named.values("service")),
        state=ServiceState.ON_SHELF,
        organization__state__in=(OrganizationState.RESIDENT, OrganizationState.SUSPENDED),
    )


def _service_rows(world: _World) -> list[Row]:
    groups, need_types = world.lists["service_groups"], world.lists["need_types"]
    subdistricts, papers = world.lists["subdistricts"], world.lists["papers"]
    own_subcategory = dict(NeedType.objects.order_by().values_list("pk", "subcategory"))
    return [
        {
            "key": service_key(row["pk"]),
            "kind": "team"
            if row["organization__kind"] == OrganizationKind.PROFESSIONAL_TEAM
            else "organization",
            "party": organization_key(row["organization"]),
            "subcategories": frozenset(
                {
                    row["subcategory"],
                    *(own_subcategory[each] for each in need_types.get(row["pk"], ())),
                }
            ),
            "need_types": need_types.get(row["pk"]),
            "groups": groups.get(row["pk"], NOTHING),
            "levels": LEVELS,
            "subdistricts": subdistricts.get(row["pk"]),
            **_seat(row, subdistricts.get(row["pk"], NOTHING), world),
            "qualifications": papers.get(row["organization"], NOTHING) | OF_EVERY_SERVICE,
            "helpers": row["helpers"],
            "sexes": words_in(row["sexes_text"]),
            "suspended": row["organization__state"] == OrganizationState.SUSPENDED,
            "banned": row["organization"] in world.banned,
            **_capacity(row, service_key(row["pk"]), world),
        }
        for row in world.services.order_by().values(
            "pk",
            "organization",
            "organization__kind",
            "organization__state",
            "organization__community__subdistrict__district",
            "organization__community__x",
            "organization__community__y",
            "subcategory",
            "radius",
            "places",
            "helpers",
            "visits_a_week",
            **_TEXTS,
            sexes_text=as_text("sexes"),
        )
    ]


def _seat(row: Row, served: frozenset[str], world: _World) -> Row:
    """Where it comes from. Two districts have two planes: whoever is at home in another counts from the middle
    of what it serves here, and the radius around its home says nothing."""
    if row["organization__community__subdistrict__district"] == world.district:
        x, y = row["organization__community__x"], row["organization__community__y"]
        return {"radius": row["radius"], "x": x, "y": y}
    middles = [world.middles[code] for code in sorted(served & world.middles.keys())]
    x, y = (round(sum(axis) / len(middles)) for axis in zip(*middles, strict=True))
    return {"radius": None, "x": x, "y": y}


def _volunteer_rows(world: _World) -> list[Row]:
    on, about = world.on, world.volunteers
    subcategories, groups = world.lists["subcategories"], world.lists["groups"]
    skills = world.lists["skills"]
    return [
        {
            "key": volunteer_key(row["pk"]),
            "kind": "volunteer",
            "party": volunteer_key(row["pk"]),
            "subcategories": subcategories.get(row["pk"], NOTHING),
            "groups": groups.get(row["pk"], NOTHING),
            "levels": LEVELS,
            "radius": row["radius"],
            "x": row["community__x"],
            "y": row["community__y"],
            "qualifications": skills.get(row["pk"], NOTHING) | _background(row, on),
            "helpers": WITH_A_COMPANION,
            "sexes": frozenset({row["sex"]} - {""}),
            "suspended": row["state"] != VolunteerState.ACTIVE or not _is_old_enough(row, on),
            "licence_expired": not _lasts(row["insured_until_on"], on),
            **_capacity(row, volunteer_key(row["pk"]), world),
        }
        for row in about.order_by().values(
            "pk",
            "state",
            "radius",
            "places",
            "community__x",
            "community__y",
            "birth_on",
            "lives_on_own_income",
            "guardian_agreed_on",
            "background_declared_on",
            "insured_until_on",
            "sex",
            "visits_a_week",
            **_TEXTS,
        )
    ]


def _background(row: Row, on: date) -> frozenset[str]:
    declared = row["background_declared_on"]
    return frozenset({BACKGROUND}) if declared is not None and declared <= on else NOTHING


def _is_old_enough(row: Row, on: date) -> bool:
    person = Person(
        state=row["state"],
        birth_on=row["birth_on"],
        insured_until_on=row["insured_until_on"],
        background_declared_on=row["background_declared_on"],
        subcategories=(),
        groups=(),
        qualifications=(),
        lives_on_own_income=row["lives_on_own_income"],
        guardian_agreed_on=row["guardian_agreed_on"],
    )
    return is_old_enough(person, on)


def _capacity(row: Row, key: str, world: _World) -> Row:
    load, visits = world.held.get(key, (0, 0))
    heard = world.tally.get(key, Tally())
    a_week = row["visits_a_week"]
    places = max(row["places"] - load, 0)
    left = None if a_week is None else max(a_week - visits, 0)
    if left:
        # Every order takes at least one visit a week, so that so many orders are the most.
        places = min(places, left)
    return {
        "windows": words_in(row["windows_text"]) or None,
        "languages": words_in(row["languages_text"]),
        "places": places,
        "load": load,
        "visits": None if left is None else (left,),
        "satisfied": heard.satisfied,
        "answers": heard.answers,
    }


def _held() -> dict[str, tuple[int, int]]:
    """How many places offers hold, and how many visits in a week, by key of the provider."""
    counted = (
        Offer.objects.filter(state__in=HOLDING)
        .order_by()
        .values_list("service", "volunteer")
        .annotate(Count("pk"), Sum("work_order__visits_a_week"))
    )
    return {
        provider_key(service, volunteer): (orders, visits)
        for service, volunteer, orders, visits in counted
    }


def _lasts(until_on: date | None, on: date) -> bool:
    return until_on is not None and on < until_on
