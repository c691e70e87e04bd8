"""Reading organizations and what they offer."""

from datetime import date, datetime

from django.db.models import F, Prefetch, Q, QuerySet

from marketplace.accounts.models import User
from marketplace.catalogue.models import NeedType
from marketplace.organizations.choices import (
    OrganizationState,
    PaperKind,
    PaperState,
    ServiceState,
)
from marketplace.organizations.models import Licence, Membership, Organization, Service, Worker
from marketplace.organizations.permissions import SEEING_ALL, SEEING_THE_SHELF
from marketplace.organizations.rules import (
    REMINDED_BEFORE,
    papers_asked,
    phone_key,
    vetted_before,
    written_key,
)
from marketplace.places.queries import communities_of, holds
from marketplace.workdays.rules import SHANGHAI

KNOWN_TO_ALL_STAFF = (
    OrganizationState.LISTED,
    OrganizationState.RESIDENT,
    OrganizationState.SUSPENDED,
)


def visible_to(user: User) -> QuerySet[Organization]:
    """Bureau, dispatchers and evaluators see every organization of their place; other staff those that
    were checked, wherever they have their seat; members see their own."""
    seen = Q(pk__in=organizations_of(user).values("pk"))
    seen |= Q(community__in=communities_of(user, *SEEING_ALL))
    if holds(user, *SEEING_THE_SHELF):
        seen |= Q(state__in=KNOWN_TO_ALL_STAFF)
    return Organization.objects.filter(seen)


def organizations_of(user: User) -> QuerySet[Organization]:
    """The organizations that `user` signs in for."""
    return Organization.objects.filter(memberships__user=user).exclude(
        state=OrganizationState.REMOVED
    )


def memberships_of(user: User) -> list[Membership]:
    """The same organizations, with what `user` is there. Asked once for each instance, which lives as
    long as a request."""
    if not user.is_authenticated:
        return []
    held: list[Membership] | None = user.__dict__.get("_memberships")
    if held is None:
        of_theirs = Membership.objects.filter(user=user).select_related("organization")
        held = list(
            of_theirs.exclude(organization__state=OrganizationState.REMOVED).order_by(
                "organization"
            )
        )
        user.__dict__["_memberships"] = held
    return held


def services_visible_to(user: User) -> QuerySet[Service]:
    """What is on the shelf, and every service of one's own organizations or of those one vets."""
    return Service.objects.filter(
        Q(state=ServiceState.ON_SHELF, organization__state=OrganizationState.RESIDENT)
        | Q(organization__in=organizations_of(user).values("pk"))
        | Q(organization__community__in=communities_of(user, *SEEING_ALL))
    )


def services_on_shelf() -> QuerySet[Service]:
    """What may be asked for: services on the shelf of organizations that are resident."""
    return Service.objects.filter(
        state=ServiceState.ON_SHELF, organization__state=OrganizationState.RESIDENT
    )


def services_for(need_type: NeedType) -> QuerySet[Service]:
    """The services on the shelf that answer this kind of need: by name, or by their whole subcategory."""
    by_name = Service.need_types.through.objects.filter(needtype=need_type).values("service")
    named_any = Service.need_types.through.objects.values("service")
    return services_on_shelf().filter(
        Q(pk__in=by_name) | (Q(subcategory=need_type.subcategory_id) & ~Q(pk__in=named_any))
    )


def needs_of(service: Service) -> list[NeedType]:
    """What a service answers: the kinds of need it names, or every one of its subcategory."""
    named = list(service.need_types.select_related("level"))
    if named:
        return named
    found = NeedType.objects.filter(subcategory=service.subcategory_id, retired_on=None)
    return list(found.select_related("level"))


def services_to_match(on: date) -> QuerySet[Service]:
    """The shelf with all that matching asks about a service, in seven queries however long it is.

    `organization.licences.all()` and `organization.workers.all()` hold only what is true on the day `on`.
    """
    in_force = Licence.objects.filter(from_on__lte=on).filter(Q(until_on=None) | Q(until_on__gt=on))
    present = Worker.objects.filter(Q(left_on=None) | Q(left_on__gt=on))
    return (
        services_on_shelf()
        .select_related("organization__community__subdistrict", "subcategory")
        .prefetch_related(
            "need_types",
            "groups",
            "subdistricts",
            Prefetch("organization__licences", in_force),
            Prefetch("organization__workers", present.prefetch_related("qualifications")),
        )
    )


def workers_on(organization: Organization, on: date) -> QuerySet[Worker]:
    """Who visits for it on that day."""
    return organization.workers.filter(Q(left_on=None) | Q(left_on__gt=on))


def qualifications_of(service: Service) -> frozenset[str]:
    """What a service of `services_to_match` can show: licences of the organization, papers of its people."""
    held = {licence.qualification_id for licence in service.organization.licences.all()}
    for worker in service.organization.workers.all():
        held.update(qualification.pk for qualification in worker.qualifications.all())
    return frozenset(held)


def papers_missing(organization: Organization) -> list[PaperKind]:
    """What has to be handed in, and not refused, before an organization can ask for its next step."""
    shown = set(
        organization.papers.exclude(state=PaperState.REFUSED).values_list("kind", flat=True)
    )
    return [kind for kind in papers_asked(organization.state) if kind not in shown]


def known_ties() -> list[tuple[int, str, str, str, str]]:
    """(pk, representative, phone, address, digest of the account) of every organization, made comparable."""
    rows = Organization.objects.order_by().values_list(
        "pk", "legal_representative", "phone", "address", "bank_account_digest"
    )
    return [
        (pk, written_key(name), phone_key(phone), written_key(address), account)
        for pk, name, phone, address, account in rows.iterator(chunk_size=2000)
    ]


def to_be_reminded(at: datetime) -> QuerySet[Organization]:
    """Looked at again within `REMINDED_BEFORE`, and not told so since the last look."""
    soon = (at + REMINDED_BEFORE).astimezone(SHANGHAI).date()
    listed = Organization.objects.filter(
        state__in=(OrganizationState.LISTED, OrganizationState.RESIDENT),
        vetted_on__lte=vetted_before(soon),
    )
    return listed.filter(Q(reminded_on=None) | Q(reminded_on__lte=F("vetted_on")))
