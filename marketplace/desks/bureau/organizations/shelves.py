"""Which organizations stand in which pile, and what is left to do with each."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.organizations.choices import OrganizationState as S
from marketplace.organizations.choices import PaperState, RevisionState, ServiceState
from marketplace.organizations.models import Organization, Paper, Revision, Service
from marketplace.organizations.rules import vetted_before

Narrow = Callable[[QuerySet[Organization], date], QuerySet[Organization]]


def with_work(organizations: QuerySet[Organization]) -> QuerySet[Organization]:
    """Adds what is left to do: `has_papers`, `has_services`."""
    papers = Paper.objects.filter(organization=OuterRef("pk"), state=PaperState.HANDED_IN)
    services = Service.objects.filter(organization=OuterRef("pk"), state=ServiceState.SUBMITTED)
    revisions = Revision.objects.filter(
        service__organization=OuterRef("pk"), state=RevisionState.WAITING
    )
    return organizations.annotate(
        has_papers=Exists(papers), has_services=Exists(services) | Exists(revisions)
    )


def _to_do(found: QuerySet[Organization], today: date) -> QuerySet[Organization]:
    return found.filter(Q(state=S.APPLIED) | Q(has_papers=True) | Q(has_services=True)).exclude(
        state=S.REMOVED
    )


def _due(found: QuerySet[Organization], today: date) -> QuerySet[Organization]:
    return found.filter(state__in=(S.LISTED, S.RESIDENT), vetted_on__lte=vetted_before(today))


def _in(*states: str) -> Narrow:
    return lambda found, today: found.filter(state__in=states)


PILES: dict[str, tuple[Any, Narrow]] = {
    "todo": (_("Something to do"), _to_do),
    "due": (_("Due again"), _due),
    "resident": (pgettext_lazy("organizations", "On the shelf"), _in(S.RESIDENT)),
    "listed": (_("Listed"), _in(S.LISTED)),
    "suspended": (_("Suspended"), _in(S.SUSPENDED)),
    "other": (_("Not listed"), _in(S.REGISTERED, S.REMOVED)),
}
