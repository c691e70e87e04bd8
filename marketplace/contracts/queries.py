"""Reading awards and contracts, and the clocks they run by."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from marketplace.accounts.models import User
from marketplace.bids.choices import BidState
from marketplace.bids.models import Bid, Partner
from marketplace.contracts import rules
from marketplace.contracts.choices import ChallengeState, ContractState
from marketplace.contracts.lifecycle import PUBLIC, STANDING
from marketplace.contracts.models import Award, Challenge, Contract, ProcurementComplaint
from marketplace.contracts.rules import Periods, Span
from marketplace.needs.models import Need
from marketplace.organizations.models import Organization
from marketplace.organizations.queries import organizations_of
from marketplace.places.queries import postings_of
from marketplace.projects.models import Project, Rulebook
from marketplace.projects.permissions import PLANNING
from marketplace.projects.queries import visible_to as projects_visible_to
from marketplace.workdays.queries import calendar
from marketplace.workdays.rules import WorkingCalendar

# A bid that was opened: whoever sent it knows how it was judged, and may challenge the result.
OPENED = (
    BidState.OPENED,
    BidState.ELIGIBLE,
    BidState.INELIGIBLE,
    BidState.AWARDED,
    BidState.NOT_AWARDED,
)


@dataclass(frozen=True, slots=True)
class Clocks:
    """Until when something about a publicized award may be done."""

    publicity_until: datetime
    challenge_until: datetime
    sign_until: datetime
    is_suspended: bool


def award_of(project: Project) -> Award | None:
    """The award that stands, if there is one."""
    return _awards().filter(project=project, state__in=STANDING).first()


def awards_visible_to(user: User) -> QuerySet[Award]:
    """The bureau sees every award of its projects; everybody else what is public."""
    planned = projects_visible_to(user).filter(batch__district__in=_districts_of(user))
    return _awards().filter(Q(project__in=planned.values("pk")) | Q(state__in=PUBLIC))


def contracts_visible_to(user: User) -> QuerySet[Contract]:
    """The bureau's of its district, and an organization's own."""
    return _contracts().filter(
        Q(project__batch__district__in=_districts_of(user))
        | Q(organization__in=organizations_of(user).values("pk"))
    )


def contracts_of(organizations: Iterable[Organization]) -> QuerySet[Contract]:
    return _contracts().filter(organization__in=organizations)


def contract_of(project: Project) -> Contract | None:
    """The one that is offered, in force or fulfilled."""
    found = _contracts().filter(project=project)
    return found.exclude(state__in=(ContractState.WITHDRAWN, ContractState.TERMINATED)).first()


def bid_of(organization: Organization, project: Project) -> Bid | None:
    """The opened bid of an organization for a project, alone or as a member of a consortium."""
    along = Partner.objects.filter(bid=OuterRef("pk"), organization=organization)
    return (
        Bid.objects.filter(project=project, state__in=OPENED)
        .filter(Q(organization=organization) | Exists(along))
        .first()
    )


def open_challenges(award: Award) -> QuerySet[Challenge]:
    """Those that wait for an answer, or whose complaint waits for a decision."""
    return award.challenges.filter(
        Q(state=ChallengeState.RECEIVED) | Q(complaint__state=ChallengeState.RECEIVED)
    )


def periods_of(book: Rulebook) -> Periods:
    return Periods(
        publicity=book.publicity_days,
        challenge=book.challenge_days,
        answer=book.answer_days,
        complaint=book.complaint_days,
        decision=book.decision_days,
        award=book.award_days,
    )


def clocks_of(award: Award, at: datetime, working: WorkingCalendar | None = None) -> Clocks:
    """Of an award that was publicized. `project.rulebook` is the one it was released under."""
    working, periods = working or calendar(), periods_of(award.project.rulebook)
    spans = suspensions_of(award)
    return Clocks(
        publicity_until=award.publicity_until,
        challenge_until=rules.challenge_until(award.publicized_at, periods, working),
        sign_until=rules.sign_until(award.publicized_at, spans, periods, working, at),
        is_suspended=any(span.until is None for span in spans),
    )


def suspensions_of(award: Award) -> list[Span]:
    """When a challenge or a complaint was open."""
    challenges = list(award.challenges.all())
    complaints = ProcurementComplaint.objects.filter(challenge__award=award)
    return [
        *(Span(one.raised_at, one.answered_at) for one in challenges),
        *(Span(one.raised_at, one.decided_at) for one in complaints),
    ]


def answer_due(challenge: Challenge, working: WorkingCalendar) -> datetime:
    return rules.answer_until(challenge.raised_at, _periods(challenge), working)


def complaint_due(challenge: Challenge, working: WorkingCalendar) -> datetime:
    return rules.complaint_until(
        challenge.raised_at, challenge.answered_at, _periods(challenge), working
    )


def decision_due(complaint: ProcurementComplaint, working: WorkingCalendar) -> datetime:
    return rules.decision_until(complaint.raised_at, _periods(complaint.challenge), working)


def contracts_for(need: Need, on: date) -> QuerySet[Contract]:
    """The contracts in force on that day whose scope holds this need: group, level, kind and place.
    The one that ends first comes first."""
    project = Project.objects.filter(pk=OuterRef("project"))
    here = project.filter(
        Q(subdistricts=None) | Q(subdistricts=need.community.subdistrict_id),
        batch__district=need.community.district_code,
        groups=need.group_id,
        level=need.level_id,
        subcategories=need.need_type.subcategory_id,
    )
    return Contract.objects.filter(
        Exists(here), state=ContractState.IN_FORCE, from_on__lte=on, until_on__gt=on
    ).order_by("until_on", "pk")


def _periods(challenge: Challenge) -> Periods:
    return periods_of(challenge.award.project.rulebook)


def _districts_of(user: User) -> list[str]:
    return [posting.place_code for posting in postings_of(user) if posting.role in PLANNING]


def _awards() -> QuerySet[Award]:
    return Award.objects.select_related(
        "project__batch__district", "project__rulebook", "bid__organization"
    )


def _contracts() -> QuerySet[Contract]:
    return Contract.objects.select_related(
        "project__batch__district", "project__rulebook", "organization", "award__bid"
    )
