"""Who acts in the tendering year of a district."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.clockwork.world.clock import living_at
from marketplace.clockwork.world.families import Client
from marketplace.clockwork.world.stage import Offering, Stage
from marketplace.organizations.choices import MembershipRole, OrganizationState
from marketplace.organizations.models import Membership, Organization
from marketplace.places.models import District, Posting
from marketplace.projects.models import Project
from marketplace.workdays.rules import SHANGHAI

MORNING = time(9, 30)


@dataclass(slots=True)
class Cast:
    """The officers of a district, who may bid there by organization, and the people who are served.

    `own`: the demo's own organization, `visitor`: its own evaluator; None in every district but the first.
    `days`: the numbers of needs given out so far. `at`: the demo's own moment.
    """

    district: District
    officers: Sequence[User]
    members: Mapping[int, Membership]
    people: Sequence[Client]
    stage: Stage
    days: Counter[date]
    dice: Random
    at: datetime
    own: Organization | None = None
    visitor: User | None = None

    @property
    def first(self) -> User:
        return self.officers[0]

    @property
    def second(self) -> User:
        return self.officers[1]

    def morning(self, days_ago: int) -> datetime:
        day = self.at.astimezone(SHANGHAI).date() - timedelta(days=days_ago)
        return datetime.combine(day, MORNING, SHANGHAI)

    def manager_of(self, organization: int) -> User:
        return self.members[organization].user

    @contextmanager
    def days_ago(self, days: int) -> Iterator[datetime]:
        """Lived on the morning of that day."""
        with living_at(self.morning(days)) as moment:
            yield moment

    def offering_of(self, project: Project, organization: int) -> Offering | None:
        """What this organization has on the shelf for such a project; what reaches everywhere first."""
        found = [
            one
            for one in self.offerings_for(project)
            if one.service.organization_id == organization
        ]
        return min(found, key=lambda one: len(one.reach), default=None)

    def offerings_for(self, project: Project) -> list[Offering]:
        group = project.groups.get().pk
        code = project.subcategories.get().pk
        return [one for one in self.stage.offerings.get(code, []) if group in one.groups]


def officers_of(district: District) -> list[User]:
    postings = Posting.objects.filter(district=district, role=Role.BUREAU_OFFICER)
    return [posting.user for posting in postings.select_related("user").order_by("pk")]


def members_of(district: District) -> dict[int, Membership]:
    """The managers of whoever may bid in this district, by organization."""
    managers = Membership.objects.filter(
        role=MembershipRole.MANAGER,
        organization__state__in=(OrganizationState.LISTED, OrganizationState.RESIDENT),
        organization__community__subdistrict__district=district,
    )
    found = managers.select_related("organization", "user").order_by("pk")
    return {each.organization_id: each for each in found}
