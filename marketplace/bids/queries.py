"""Reading bids. Before the opening there is one list: the bidder's own."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from marketplace.accounts.models import User
from marketplace.bids.choices import BidState
from marketplace.bids.models import Agreement, Bid, BidDraft, OpeningKey
from marketplace.organizations.choices import MembershipRole
from marketplace.organizations.models import Organization
from marketplace.organizations.queries import memberships_of
from marketplace.places.queries import postings_of
from marketplace.projects.choices import ProjectState
from marketplace.projects.models import Project, ProjectBatch
from marketplace.projects.permissions import PLANNING

# Nobody but the bidder ever hears of these.
UNREAD = (BidState.SEALED, BidState.REPLACED, BidState.WITHDRAWN)


def managed_by(user: User) -> list[Organization]:
    """The organizations that `user` may bid for."""
    return [
        held.organization for held in memberships_of(user) if held.role == MembershipRole.MANAGER
    ]


def visible_to(user: User) -> QuerySet[Bid]:
    """One's own, whatever became of them; for the bureau what was opened in its district."""
    districts = {p.place_code for p in postings_of(user) if p.role in PLANNING}
    return Bid.objects.filter(
        Q(organization__in=managed_by(user))
        | Q(project__batch__district__in=districts) & ~Q(state__in=UNREAD)
    )


def own_bids(organization: Organization) -> QuerySet[Bid]:
    """What it has sent, newest first, with receipts."""
    return (
        Bid.objects.filter(organization=organization)
        .select_related("project")
        .defer("sealed")
        .order_by("-received_at")
    )


def standing_bid(project: Project, organization: Organization) -> Bid | None:
    """The one that counts."""
    return (
        own_bids(organization)
        .filter(project=project)
        .exclude(state__in=(BidState.REPLACED, BidState.WITHDRAWN))
        .first()
    )


def draft_of(project: Project, organization: Organization) -> BidDraft | None:
    return BidDraft.objects.filter(project=project, organization=organization).first()


def agreements_of(partner: Organization, project: Project) -> QuerySet[Agreement]:
    """With whom this organization has agreed to bid along."""
    given = Agreement.objects.filter(partner=partner, project=project, ended_at=None)
    return given.select_related("lead")


def without_agreement(
    partners: Iterable[Organization], lead: Organization, project: Project
) -> list[Organization]:
    """Those of `partners` who have not said that they bid along with `lead`."""
    agreed = Agreement.objects.filter(project=project, lead=lead, ended_at=None)
    given = set(agreed.values_list("partner", flat=True))
    return [each for each in partners if each.pk not in given]


def opened_of(project: Project) -> QuerySet[Bid]:
    """What was opened of a project, with what each says; nothing before."""
    return (
        Bid.objects.filter(project=project)
        .exclude(state__in=UNREAD)
        .select_related("organization", "opened")
        .prefetch_related("partners__organization")
        .defer("sealed")
        .order_by("received_at")
    )


def too_few_are_left(project: Project) -> bool:
    """Every bid was admitted or excluded, and fewer are left to compare than the rules want."""
    states = list(Bid.objects.filter(project=project).values_list("state", flat=True))
    left = states.count(BidState.ELIGIBLE)
    return BidState.OPENED not in states and left < project.rulebook.fewest_bids


def opened_in(batch: ProjectBatch) -> QuerySet[Bid]:
    """The bids of every project of a batch that is not open to bids any more, without what they say."""
    return (
        Bid.objects.filter(project__batch=batch)
        .exclude(state__in=UNREAD)
        .exclude(project__state=ProjectState.PUBLISHED)
        .select_related("organization", "opened")
        .prefetch_related("partners__organization")
        .defer("sealed", "opened__content")
        .order_by("received_at")
    )


def keys_of(batch: ProjectBatch) -> list[OpeningKey]:
    """The public halves in their order, with who holds the other."""
    return list(batch.opening_keys.select_related("holder"))
