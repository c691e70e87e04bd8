"""Reading bans: whether somebody is banned on a day, and the public register."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from marketplace.accounts.models import User
from marketplace.bans.affiliations import Known, Tie, Way, ways_to
from marketplace.bans.choices import BanState
from marketplace.bans.lifecycle import STANDING
from marketplace.bans.models import Ban, BanPolicy
from marketplace.organizations.models import Organization
from marketplace.organizations.queries import known_ties, organizations_of
from marketplace.places.queries import postings_of
from marketplace.projects.permissions import PLANNING


def in_force(on: date) -> QuerySet[Ban]:
    """Every ban that holds on that day, in Shanghai."""
    return Ban.objects.filter(state__in=STANDING, from_on__lte=on, until_on__gt=on)


def is_banned(organization: Organization, on: date) -> bool:
    return in_force(on).filter(organization=organization).exists()


def banned_on(day: date) -> set[int]:
    """Every organization (keys) that may not bid on that day."""
    return set(in_force(day).order_by().values_list("organization_id", flat=True))


def banned_among(organizations: Collection[int], on: date) -> set[int]:
    """Those of these organizations (keys) that may not bid on that day."""
    held = in_force(on).filter(organization__in=organizations)
    return set(held.values_list("organization_id", flat=True))


def banned_until(organization: Organization, on: date) -> date | None:
    """The first day on which it may bid again, by the last of the bans that hold; None if none does."""
    held = in_force(on).filter(organization=organization).order_by("-until_on").first()
    return held.until_on if held else None


def register() -> QuerySet[Ban]:
    """What everybody may read: bans that were decided, also those that are over or were taken back."""
    return (
        Ban.objects.filter(state__in=(*STANDING, BanState.REVOKED))
        .select_related("organization", "project")
        .order_by("-from_on", "-id")
    )


def visible_to(user: User) -> QuerySet[Ban]:
    """The bureau sees all of its district; an organization what it was told of."""
    districts = {p.place_code for p in postings_of(user) if p.role in PLANNING}
    return Ban.objects.filter(
        Q(project__batch__district__in=districts)
        | Q(organization__in=organizations_of(user).values("pk")) & Q(noticed_at__isnull=False)
    )


def ways_to_banned(organization: Organization, day: date) -> list[Way]:
    """How it hangs together with those banned on that day, nearest first: a hint, never a decision."""
    banned = banned_on(day) - {organization.pk}
    if not banned:
        return []
    known = (Known(pk, frozenset(zip(Tie, ties, strict=True))) for pk, *ties in known_ties())
    return ways_to(organization.pk, sorted(banned), known)


def told_to(organization: Organization) -> QuerySet[Ban]:
    """What an organization was told of, the latest first."""
    told = Ban.objects.filter(organization=organization, noticed_at__isnull=False)
    return told.select_related("organization", "project", "policy")


def policy_on(day: date) -> BanPolicy:
    """What brings a ban about on that day."""
    policy = BanPolicy.objects.filter(from_on__lte=day).order_by("-from_on").first()
    assert policy is not None, "the first policy is older than any project"
    return policy
