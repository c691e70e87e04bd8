"""Orders and providers out of the database, as the rows that the engine reads: a fixed number of queries,
however many there are."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cache
from itertools import chain
from typing import Any

from django.db.models import Count, Model, Q, QuerySet

from marketplace.catalogue.models import NeedType
from marketplace.catalogue.rules import parse_requirements
from marketplace.organizations.choices import OrganizationKind, OrganizationState, ServiceState
from marketplace.organizations.models import Licence, Service, Worker
from marketplace.satisfaction.queries import tally_of_services, tally_of_volunteers
from marketplace.satisfaction.rules import Tally
from marketplace.volunteers.choices import VolunteerState
from marketplace.volunteers.models import Volunteer
from marketplace.volunteers.rules import MINORS, Person, is_old_enough
from marketplace.workorders.choices import DeclineReason, OfferState, OrderState
from marketplace.workorders.lifecycle import HELD, HOLDING
from marketplace.workorders.models import Offer, WorkOrder

Row = dict[str, Any]
Sets = dict[int, frozenset[str]]

LEVELS = frozenset({1, 2, 3, 4})
NOTHING: frozenset[str] = frozenset()
# What whoever works with children must have declared; an organization answers for its own people.
BACKGROUND = "background"
# What a trained volunteer may do, professionals may do as well.
TRAINED_VOLUNTEER = "VOL"
OF_EVERY_SERVICE = frozenset({BACKGROUND, TRAINED_VOLUNTEER})

# Where two must come, a volunteer brings somebody along: who, the check-in asks.
WITH_A_COMPANION = 2


def service_key(pk: int) -> str:
    return f"service:{pk}"


def organization_key(pk: int) -> str:
    return f"organization:{pk}"


def volunteer_key(pk: int) -> str:
    return f"volunteer:{pk}"


def order_key(pk: int) -> str:
    """Sorts by age: on equal terms the older order comes first."""
    return f"order:{pk:012d}"


def pk_of(key: str) -> int:
    return int(key.rpartition(":")[2])


def seeker_rows(orders: QuerySet[WorkOrder]) -> list[Row]:
    """The orders, as keyword arguments of a Seeker: two queries.

    Only the group that the need was judged by counts, not every group of the resident: that is also the
    law for volunteers.
    """
    past = _past(orders)
    return [_seeker(row, past) for row in orders.order_by().values(*_OF_ORDER)]


_OF_ORDER = (
    "pk",
    "need",
    "need__resident",
    "need__need_type",
    "need__need_type__subcategory",
    "need__need_type__qualifications",
    "need__need_type__helpers",
    "need__need_type__safeguards_minor",
    "need__group",
    "need__level",
    "need__tag__rank",
    "need__community",
    "need__community__subdistrict",
    "need__community__x",
    "need__community__y",
    "need__pick",
)


def _seeker(row: Row, past: "_Past") -> Row:
    qualifications = _requirements(row["need__need_type__qualifications"])
    if row["need__group"] == MINORS or row["need__need_type__safeguards_minor"]:
        qualifications = (*qualifications, frozenset({BACKGROUND}))
    return {
        "key": order_key(row["pk"]),
        "need_type": row["need__need_type"],
        "subcategory": row["need__need_type__subcategory"],
        "group": row["need__group"],
        "level": row["need__level"],
        "tag": row["need__tag__rank"],
        "community": row["need__community"],
        "subdistrict": row["need__community__subdistrict"],
        "x": row["need__community__x"],
        "y": row["need__community__y"],
        "qualifications": qualifications,
        "helpers": row["need__need_type__helpers"],
        "refused": frozenset(past.asked[row["pk"]] | past.failed[row["need"]]),
        "conflicts": frozenset(past.conflicts[row["need__resident"]]),
        "previous": past.helped.get(row["need__resident"]),
        "wish": service_key(row["need__pick"]) if row["need__pick"] else None,
    }


@cache
def _requirements(text: str) -> tuple[frozenset[str], ...]:
    return parse_requirements(text)


class _Past:
    """What earlier offers mean for the next one, by party."""

    def __init__(self) -> None:
        self.asked: dict[int, set[str]] = defaultdict(set)  # by order
        self.failed: dict[int, set[str]] = defaultdict(set)  # by need
        self.conflicts: dict[int, set[str]] = defaultdict(set)  # by resident
        self.helped: dict[int, str] = {}  # by resident, the last one


def _past(orders: QuerySet[WorkOrder]) -> _Past:
    """Whoever was asked for this order is not asked again, nor whoever failed at this need; a conflict of
    interest lasts; and who helped this person last is known to them."""
    past = _Past()
    rows = (
        Offer.objects.filter(
            work_order__need__resident__in=orders.order_by().values("need__resident")
        )
        .order_by("work_order_id", "id")
        .values_list(
            "work_order",
            "work_order__need",
            "work_order__need__resident",
            "work_order__state",
            "state",
            "decline_reason",
            "service__organization",
            "volunteer",
        )
    )
    for order, need, resident, order_state, state, reason, organization, volunteer in rows:
        party = organization_key(organization) if organization else volunteer_key(volunteer)
        past.asked[order].add(party)
        if state in HELD and order_state == OrderState.FAILED:
            past.failed[need].add(party)
        if state == OfferState.DONE and order_state in (OrderState.CONFIRMED, OrderState.CLOSED):
            past.helped[resident] = party
        if reason == DeclineReason.CONFLICT:
            past.conflicts[resident].add(party)
    return past


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


def _capacity(row: Row, held: dict[int, int], tally: dict[int, Tally]) -> Row:
    load, heard = held.get(row["pk"], 0), tally.get(row["pk"], Tally())
    return {
        "places": max(row["places"] - load, 0),
        "load": load,
        "satisfied": heard.satisfied,
        "answers": heard.answers,
    }


def _held(provider: str) -> dict[int, int]:
    """How many places offers hold, by provider."""
    offers = Offer.objects.filter(**{f"{provider}__isnull": False}, state__in=HOLDING)
    return dict(offers.order_by().values_list(provider).annotate(Count("pk")))


def _links(through: type[Model], one: str, other: str) -> QuerySet:
    return through.objects.values_list(f"{one}_id", f"{other}_id")


def _sets(pairs: Iterable[tuple[int, str]]) -> Sets:
    gathered: dict[int, set[str]] = defaultdict(set)
    for one, other in pairs:
        gathered[one].add(other)
    return {one: frozenset(others) for one, others in gathered.items()}


def _lasts(until_on: date | None, on: date) -> bool:
    return until_on is not None and on < until_on
