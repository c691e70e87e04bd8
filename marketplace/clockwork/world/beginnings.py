"""How whoever is there from the first day came to be there, as the journal would have told it."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from marketplace.accounts.models import User
from marketplace.journal.bulk import Chains
from marketplace.organizations.choices import OrganizationState as S
from marketplace.organizations.models import Organization
from marketplace.volunteers.models import Volunteer
from marketplace.workdays.rules import SHANGHAI

LISTED_AFTER, ADMITTED_AFTER, SEEN_AFTER = (timedelta(days=days) for days in (12, 30, 6))
SUSPENDED_BEFORE = timedelta(days=9)


def tell(
    organizations: Iterable[Organization],
    volunteers: Iterable[Volunteer],
    *,
    officer: User,
    at: datetime,
) -> int:
    """How many entries."""
    chains = Chains()
    for organization in organizations:
        _tell_of_organization(organization, officer, at, chains)
    for volunteer in volunteers:
        _tell_of_volunteer(volunteer, officer, chains)
    return chains.write()


def _tell_of_organization(one: Organization, officer: User, at: datetime, chains: Chains) -> None:
    began = one.registered_at
    chains.add("register_organization", one, by=officer, at=began)
    chains.add("list_organization", one, by=officer, at=began + LISTED_AFTER)
    if one.state != S.LISTED:
        chains.add("admit_organization", one, by=officer, at=began + ADMITTED_AFTER)
    if one.vetted_on:
        seen = datetime.combine(one.vetted_on, time(10), tzinfo=SHANGHAI)
        if seen > began + ADMITTED_AFTER:
            chains.add("vet_again", one, by=officer, at=seen)
    if one.state == S.SUSPENDED:
        chains.add(
            "suspend_organization",
            one,
            by=officer,
            at=at - SUSPENDED_BEFORE,
            reason=one.suspended_for,
        )


def _tell_of_volunteer(one: Volunteer, officer: User, chains: Chains) -> None:
    chains.add("register_volunteer", one, by=one.user, at=one.registered_at)
    if one.insured_until_on or one.background_declared_on:
        chains.add("confirm_volunteer", one, by=officer, at=one.registered_at + SEEN_AFTER)
