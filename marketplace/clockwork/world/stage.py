"""Who can act in one district, read once: the cast of its past and its present."""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import islice
from random import Random

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.catalogue.models import NeedType
from marketplace.organizations.choices import ServiceState
from marketplace.organizations.models import Membership, Service, Worker
from marketplace.places.models import Community, Posting
from marketplace.places.rules import metres_between
from marketplace.volunteers.choices import VolunteerState
from marketplace.volunteers.models import Volunteer

CONTENT = (0.9, 0.995)
# One organization that people are not content with, so that its figures can be looked at.
DISAPPOINTING = 0.5
VOLUNTEERS_ASKED = 6


@dataclass(frozen=True, slots=True)
class Offering:
    """A service with what it serves, where an empty reach is the whole district."""

    service: Service
    groups: frozenset[str]
    reach: frozenset[str]

    def serves(self, need_type: NeedType, community: Community) -> bool:
        return (
            need_type.group_id in self.groups
            and self.service.helpers >= need_type.helpers
            and (not self.reach or community.subdistrict_id in self.reach)
        )


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A volunteer with what they may do."""

    volunteer: Volunteer
    skills: frozenset[str]
    subcategories: frozenset[str]

    def serves(self, need_type: NeedType) -> bool:
        return need_type.subcategory_id in self.subcategories and all(
            options & self.skills for options in need_type.requirements()
        )


@dataclass(slots=True)
class Stage:
    staff: dict[tuple[str, str], list[User]] = field(default_factory=lambda: defaultdict(list))
    offerings: dict[str, list[Offering]] = field(default_factory=lambda: defaultdict(list))
    neighbours: list[Neighbour] = field(default_factory=list)
    workers: dict[int, list[Worker]] = field(default_factory=lambda: defaultdict(list))
    managers: dict[int, User] = field(default_factory=dict)
    need_types: dict[str, list[NeedType]] = field(default_factory=lambda: defaultdict(list))
    quality: dict[int, float] = field(default_factory=dict)
    _near: dict[str, list[Neighbour]] = field(default_factory=dict)

    @classmethod
    def read(cls, district_code: str, dice: Random) -> "Stage":
        stage = cls()
        stage._read_staff(district_code)
        stage._read_services(district_code, dice)
        stage._read_volunteers(district_code)
        for need_type in NeedType.objects.select_related("tag", "level", "group"):
            stage.need_types[need_type.group_id].append(need_type)
        return stage

    def providers_of(self, need_type: NeedType, community: Community) -> list[Service | Volunteer]:
        """Whoever serves this need there, some volunteers near by among them."""
        found: list[Service | Volunteer] = [
            offering.service
            for offering in self.offerings.get(need_type.subcategory_id, [])
            if offering.serves(need_type, community)
        ]
        if need_type.helpers == 1 and not need_type.safeguards_minor:
            near = (one.volunteer for one in self._near_to(community) if one.serves(need_type))
            found += islice(near, VOLUNTEERS_ASKED)
        return found

    def one(self, role: Role, dice: Random, *places: str) -> User:
        for place in places:
            if people := self.staff.get((role, place)):
                return dice.choice(people)
        raise LookupError(f"nobody is {role} at {places}")

    def _near_to(self, community: Community) -> list[Neighbour]:
        if community.pk not in self._near:
            self._near[community.pk] = [
                one
                for one in self.neighbours
                if metres_between(one.volunteer.community, community) <= one.volunteer.radius
            ]
        return self._near[community.pk]

    def _read_staff(self, district_code: str) -> None:
        for posting in Posting.objects.filter(district_id=district_code).select_related("user"):
            place = posting.community_id or posting.subdistrict_id or district_code
            self.staff[posting.role, place].append(posting.user)

    def _read_services(self, district_code: str, dice: Random) -> None:
        shelf = Service.objects.filter(
            state=ServiceState.ON_SHELF,
            organization__community__subdistrict__district_id=district_code,
        )
        shelf = shelf.select_related("organization").prefetch_related("groups", "subdistricts")
        for service in shelf:
            groups = frozenset(group.pk for group in service.groups.all())
            reach = frozenset(place.pk for place in service.subdistricts.all())
            self.offerings[service.subcategory_id].append(Offering(service, groups, reach))
        active = {one.service.organization_id for some in self.offerings.values() for one in some}
        for worker in Worker.objects.filter(organization_id__in=active):
            self.workers[worker.organization_id].append(worker)
        members = Membership.objects.filter(organization_id__in=active).select_related("user")
        self.managers = {one.organization_id: one.user for one in members}
        self.quality = {pk: dice.uniform(*CONTENT) for pk in sorted(active)}
        self.quality[max(active)] = DISAPPOINTING

    def _read_volunteers(self, district_code: str) -> None:
        active = Volunteer.objects.filter(
            state=VolunteerState.ACTIVE, community__subdistrict__district_id=district_code
        )
        related = active.select_related("community", "user")
        for volunteer in related.prefetch_related("qualifications", "subcategories"):
            self.neighbours.append(
                Neighbour(
                    volunteer,
                    frozenset(one.pk for one in volunteer.qualifications.all()),
                    frozenset(one.pk for one in volunteer.subcategories.all()),
                )
            )
