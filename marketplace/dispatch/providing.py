"""Providers out of the database, as the rows that the engine reads: fifteen queries, however many there are."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import chain
from typing import Any

from django.db.models import Count, Model, Q, QuerySet, Sum

from marketplace.catalogue.models import NeedType
from marketplace.dispatch.keys import BACKGROUND, organization_key, service_key, volunteer_key
from marketplace.organizations.choices import OrganizationKind, OrganizationState, ServiceState
from marketplace.organizations.models import Licence, Service, Worker
from marketplace.satisfaction.queries import tally_of_services, tally_of_volunteers
from marketplace.satisfaction.rules import Tally
from marketplace.volunteers.choices import VolunteerState
from marketplace.volunteers.models import Volunteer
from marketplace.volunteers.rules import Person, is_old_enough
from marketplace.workorders.lifecycle import HOLDING
from marketplace.workorders.models import Offer

Row = dict[str, Any]
Sets = dict[int, frozenset[str]]
Held = dict[int, tuple[int, int]]

_OF_AVAILABILITY = ("visits_a_week", "windows", "languages")
LEVELS = frozenset({1, 2, 3, 4})
NOTHING: frozenset[str] = frozenset()
# What a trained volunteer may do, professionals may do as well.
TRAINED_VOLUNTEER = "VOL"
OF_EVERY_SERVICE = frozenset({BACKGROUND, TRAINED_VOLUNTEER})
# Where two must come, a volunteer brings somebody along: who, the check-in asks.
WITH_A_COMPANION = 2


def provider_rows(on: date) -> list[Row]:
    """Every service on the shelf and every volunteer, as keyword arguments of a Provider."""
    return [*_service_rows(on), *_volunteer_rows(on)]


def _service_rows(on: date) -> list[Row]:
    shelf = Service.objects.filter(
        state=ServiceState.ON_SHELF,
        organization__state__in=(OrganizationState.RESIDENT, OrganizationState.SUSPENDED),
    )
    groups = _sets(_links(Service.groups.through, "service", "targetgroup"))
    need_types = _sets(_links(Service.need_types.through, "service", "needtype"))
    subdistricts = _sets(_links(Service.subdistricts.through, "service", "subdistrict"))
    papers = _papers(on)
    own_subcategory = dict(NeedType.objects.values_list("pk", "subcategory"))
    held, tally = _held("service"), tally_of_services()
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
            "radius": row["radius"],
            "x": row["organization__community__x"],
            "y": row["organization__community__y"],
            "qualifications": papers.get(row["organization"], NOTHING) | OF_EVERY_SERVICE,
            "helpers": row["helpers"],
            "sexes": frozenset(row["sexes"]),
            "suspended": row["organization__state"] == OrganizationState.SUSPENDED,
            **_capacity(row, held, tally),
        }
        for row in shelf.order_by().values(
            "pk",
            "organization",
            "organization__kind",
            "organization__state",
            "organization__community__x",
            "organization__community__y",
            "subcategory",
            "radius",
            "places",
            "helpers",
            "sexes",
            *_OF_AVAILABILITY,
        )
    ]


def _papers(on: date) -> Sets:
    """What each organization can show that day: its licences, and the papers of its people."""
    licences = Licence.objects.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lte=on)
    present = Worker.objects.filter(
        Q(left_on=None) | Q(left_on__gt=on), qualifications__isnull=False
    )
    return _sets(
        chain(
            licences.values_list("organization_id", "qualification_id"),
            present.order_by().values_list("organization_id", "qualifications"),
        )
    )


def _volunteer_rows(on: date) -> list[Row]:
    about = Volunteer.objects.exclude(state=VolunteerState.LEFT)
    subcategories = _sets(_links(Volunteer.subcategories.through, "volunteer", "subcategory"))
    groups = _sets(_links(Volunteer.groups.through, "volunteer", "targetgroup"))
    skills = _sets(_links(Volunteer.qualifications.through, "volunteer", "qualification"))
    held, tally = _held("volunteer"), tally_of_volunteers()
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
            **_capacity(row, held, tally),
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
            *_OF_AVAILABILITY,
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


def _capacity(row: Row, held: Held, tally: dict[int, Tally]) -> Row:
    load, visits = held.get(row["pk"], (0, 0))
    heard = tally.get(row["pk"], Tally())
    a_week = row["visits_a_week"]
    places = max(row["places"] - load, 0)
    left = None if a_week is None else max(a_week - visits, 0)
    if left:
        # Every order takes at least one visit a week, so that so many orders are the most.
        places = min(places, left)
    return {
        "windows": frozenset(row["windows"]) or None,
        "languages": frozenset(row["languages"]),
        "places": places,
        "load": load,
        "visits": None if left is None else (left,),
        "satisfied": heard.satisfied,
        "answers": heard.answers,
    }


def _held(provider: str) -> Held:
    """How many places offers hold, and how many visits in a week, by provider."""
    offers = Offer.objects.filter(**{f"{provider}__isnull": False}, state__in=HOLDING)
    counted = offers.order_by().values_list(provider)
    return {
        pk: (orders, visits)
        for pk, orders, visits in counted.annotate(Count("pk"), Sum("work_order__visits_a_week"))
    }


def _links(through: type[Model], one: str, other: str) -> QuerySet:
    return through.objects.values_list(f"{one}_id", f"{other}_id")


def _sets(pairs: Iterable[tuple[int, str]]) -> Sets:
    gathered: dict[int, set[str]] = defaultdict(set)
    for one, other in pairs:
        gathered[one].add(other)
    return {one: frozenset(others) for one, others in gathered.items()}


def _lasts(until_on: date | None, on: date) -> bool:
    return until_on is not None and on < until_on
