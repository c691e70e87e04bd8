"""A clean person as rows of the database: the one way in, for one person and for many at once."""

from datetime import datetime

from marketplace.accounts.models import User
from marketplace.households.choices import Basis, Purpose, Sex
from marketplace.households.digests import digests_of
from marketplace.households.models import Consent, Household, Lookup, Resident
from marketplace.households.rules.person import Person

# The version of the notice that people are shown before they consent; a new text, a new version.
NOTICE_VERSION = "2026-1"

TOLD = (
    "name",
    "phone",
    "id_number",
    "sex",
    "birth_on",
    "health_note",
    "guardian_name",
    "guardian_phone",
)


def household_row(
    *, number: str, community_id: str, address: str, low_income_status: str, at: datetime
) -> Household:
    return Household(
        number=number,
        community_id=community_id,
        address=address,
        low_income_status=low_income_status,
        registered_at=at,
    )


def resident_row(household: Household, person: Person, *, at: datetime) -> Resident:
    return Resident(household=household, registered_at=at, **values_of(person))


def values_of(person: Person) -> dict[str, str]:
    """What the columns of a Resident hold."""
    values = {name: getattr(person, name) for name in TOLD}
    values["birth_on"] = person.birth_on.isoformat() if person.birth_on else ""
    return values


def filled(resident: Resident) -> list[str]:
    """The names of what is known of `resident`: as much as the journal is told."""
    return [name for name in TOLD if getattr(resident, name) not in ("", Sex.UNKNOWN)]


def lookup_rows(resident: Resident) -> list[Lookup]:
    return [
        Lookup(resident=resident, kind=kind, digest=digest)
        for kind, digest in digests_of(resident).items()
    ]


def consent_row(
    resident: Resident, *, purpose: Purpose, basis: Basis, by: User | None, at: datetime
) -> Consent:
    return Consent(
        resident=resident,
        purpose=purpose,
        basis=basis,
        notice_version=NOTICE_VERSION,
        given_at=at,
        recorded_by=by,
    )


def told_of_consent(consent: Consent) -> dict[str, str | int]:
    """What the journal is told."""
    return {
        "consent": consent.pk,
        "purpose": str(consent.purpose),
        "basis": str(consent.basis),
        "notice": consent.notice_version,
    }
