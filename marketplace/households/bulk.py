"""Many residents at once, cleaned and judged by the same rules: for building a world and moving one in.

The database's constraints hold here as everywhere, and the journal has the same entries.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.households import rows
from marketplace.households.choices import Basis, LookupKind, LowIncomeStatus, Purpose
from marketplace.households.digests import digests_of
from marketplace.households.models import Consent, Household, Lookup, Resident
from marketplace.households.rules.consents import judge_person
from marketplace.households.rules.contacts import clean_address
from marketplace.households.rules.person import clean_person
from marketplace.journal.bulk import Chains
from marketplace.kernel.errors import RuleBroken
from marketplace.workdays.rules import SHANGHAI


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ResidentDraft:
    """As the arguments of `actions.register_resident`; `groups` are letters ("ED")."""

    name: str
    phone: str = ""
    id_number: str = ""
    sex: str = ""
    birth_on: date | None = None
    groups: str
    health_note: str = ""
    guardian_name: str = ""
    guardian_phone: str = ""
    consents: Mapping[Purpose, Basis] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class HouseholdDraft:
    number: str
    community_id: str
    address: str
    low_income_status: LowIncomeStatus = LowIncomeStatus.NONE
    residents: Sequence[ResidentDraft]
    by: User
    at: datetime


@dataclass(slots=True, repr=False)
class Rows:
    """Unsaved rows that point at each other, in the order in which they are stored."""

    households: list[Household] = field(default_factory=list)
    residents: list[Resident] = field(default_factory=list)
    groups: list[Any] = field(default_factory=list)
    lookups: list[Lookup] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)
    by: list[User] = field(default_factory=list)


def build_resident_rows(drafts: Iterable[HouseholdDraft]) -> Rows:
    """Nothing is stored. Malformed or RuleBroken as for one resident."""
    built = Rows()
    for draft in drafts:
        household = rows.household_row(
            number=draft.number,
            community_id=draft.community_id,
            address=clean_address(draft.address),
            low_income_status=LowIncomeStatus(draft.low_income_status),
            at=draft.at,
        )
        built.households.append(household)
        built.by.append(draft.by)
        for resident in draft.residents:
            _build_resident(built, household, resident, draft)
    return built


def _build_resident(
    built: Rows, household: Household, draft: ResidentDraft, at_home: HouseholdDraft
) -> None:
    told: dict[str, Any] = {name: getattr(draft, name) for name in rows.TOLD}
    day = at_home.at.astimezone(SHANGHAI).date()
    person = clean_person(**told, groups=draft.groups, on=day)
    judge_person(person, draft.consents)
    resident = rows.resident_row(household, person, at=at_home.at)
    built.residents.append(resident)
    in_group = Resident.groups.through
    built.groups += [in_group(resident=resident, targetgroup_id=letter) for letter in draft.groups]
    built.lookups += rows.lookup_rows(resident)
    built.consents += [
        rows.consent_row(resident, purpose=purpose, basis=basis, by=at_home.by, at=at_home.at)
        for purpose, basis in draft.consents.items()
    ]


@transaction.atomic
def store_rows(built: Rows, *, batch: int = 500) -> None:
    """All or nothing; afterwards the rows carry their keys."""
    Household.objects.bulk_create(built.households, batch_size=batch)
    Resident.objects.bulk_create(built.residents, batch_size=batch)
    Resident.groups.through.objects.bulk_create(built.groups, batch_size=batch)
    Lookup.objects.bulk_create(built.lookups, batch_size=batch)
    Consent.objects.bulk_create(built.consents, batch_size=batch)
    _journal(built)


def _journal(built: Rows) -> None:
    chains = Chains()
    who = dict(zip((h.number for h in built.households), built.by, strict=True))
    for household in built.households:
        chains.add(
            "register_household",
            household,
            by=who[household.number],
            at=household.registered_at,
            changes={"community": household.community_id},
        )
    for resident in built.residents:
        chains.add(
            "register_resident",
            resident,
            by=who[resident.household.number],
            at=resident.registered_at,
            changes={"household": resident.household_id, "fields": rows.filled(resident)},
        )
    for consent in built.consents:
        chains.add(
            "record_consent",
            consent.resident,
            by=consent.recorded_by,
            at=consent.given_at,
            changes=rows.told_of_consent(consent),
        )
    chains.write()


class Rebuilt(NamedTuple):
    """`last`: the key of the last resident looked at, 0 when there are no more; how many were looked
    at; of how many the digests were other than the present key makes them."""

    last: int
    seen: int
    renewed: int


@transaction.atomic
def rebuild_lookups(*, after: int = 0, batch: int = 500, dry_run: bool = False) -> Rebuilt:
    """Make the digests of the next `batch` residents after the key `after` anew, where they are not what
    the present BLIND_INDEX_KEY makes of them. A dry run only counts.

    RuleBroken if somebody was registered twice because the old digests were not found any more.
    """
    people = Resident.objects.filter(pk__gt=after, erased_at__isnull=True).order_by("pk")
    residents = list(people.select_for_update()[:batch])
    stale = _not_found_any_more(residents)
    if stale and not dry_run:
        Lookup.objects.filter(resident__in=stale).delete()
        _ensure_registered_once(stale)
        Lookup.objects.bulk_create(lookup for one in stale for lookup in rows.lookup_rows(one))
    return Rebuilt(residents[-1].pk if residents else 0, len(residents), len(stale))


def _not_found_any_more(residents: Sequence[Resident]) -> list[Resident]:
    standing: dict[int, dict[str, str]] = {}
    found = Lookup.objects.filter(resident__in=residents)
    for resident, kind, digest in found.values_list("resident", "kind", "digest"):
        standing.setdefault(resident, {})[kind] = digest
    return [one for one in residents if digests_of(one) != standing.get(one.pk, {})]


def _ensure_registered_once(residents: Sequence[Resident]) -> None:
    numbers = {digests_of(one).get(LookupKind.ID_NUMBER): one.pk for one in residents}
    taken = Lookup.objects.filter(kind=LookupKind.ID_NUMBER, digest__in=[*filter(None, numbers)])
    for digest, other in taken.values_list("digest", "resident"):
        raise RuleBroken(
            "registered_twice",
            _(
                "Residents %(one)s and %(other)s have one identity number: correct one of them first."
            )
            % {"one": numbers[digest], "other": other},
        )
