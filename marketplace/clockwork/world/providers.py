"""Organizations and teams with their people, licences and shelves; caring enterprises."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from django.contrib.auth.hashers import make_password

from marketplace.accounts.models import User
from marketplace.catalogue.models import NeedType, Subcategory, TargetGroup
from marketplace.clockwork.world import names, times
from marketplace.clockwork.world.offers import Offers, Words
from marketplace.clockwork.world.scales import Scale
from marketplace.households.rules.contacts import make_fictional_phone
from marketplace.organizations.choices import (
    MembershipRole,
    OrganizationKind,
    OrganizationState,
    ServiceState,
)
from marketplace.organizations.models import Licence, Membership, Organization, Service, Worker
from marketplace.organizations.rules import make_uscc
from marketplace.places.models import Community

KINDS = (
    OrganizationKind.SERVICE_INSTITUTION,
    OrganizationKind.SERVICE_INSTITUTION,
    OrganizationKind.SERVICE_INSTITUTION,
    OrganizationKind.ASSOCIATION,
)
TEAM_TRADES = (
    ("心理援助专业队", "Psychological Aid Team", ("C2", "C3")),
    ("上门护理专业队", "Home Nursing Team", ("D3", "D1")),
    ("助浴专业队", "Assisted Bathing Team", ("A3",)),
    ("康复治疗专业队", "Rehabilitation Team", ("D2", "D4")),
    ("住院陪护专业队", "Hospital Attendance Team", ("B2", "A4")),
    ("法律援助专业队", "Legal Aid Team", ("G3",)),
    ("居家改造专业队", "Home Adaptation Team", ("H1", "H2")),
    ("儿童保护专业队", "Child Protection Team", ("C3", "E3", "A4")),
)
# The demo's own organization keeps people company as well, which the year's projects buy most.
OF_THE_FIRST = "C1"
SUSPENDED = 2
SUSPENSION = "年检材料逾期（演示）"
SINCE = date(2023, 3, 1)


@dataclass(slots=True)
class Catalogue:
    """The parts of the catalogue a provider is made from, read once."""

    needs_of: dict[str, list[NeedType]] = field(default_factory=dict)
    subcategories: dict[str, Subcategory] = field(default_factory=dict)
    groups: list[TargetGroup] = field(default_factory=list)

    @classmethod
    def read(cls) -> "Catalogue":
        found = cls(
            subcategories={s.code: s for s in Subcategory.objects.all()},
            groups=list(TargetGroup.objects.all()),
        )
        for need_type in NeedType.objects.prefetch_related("further_groups"):
            found.needs_of.setdefault(need_type.subcategory_id, []).append(need_type)
        return found

    def groups_of(self, subcategory: str) -> set[str]:
        needs = self.needs_of[subcategory]
        return {n.group_id for n in needs} | {g.code for n in needs for g in n.further_groups.all()}

    def qualifications_of(self, subcategories: Iterable[str]) -> set[str]:
        needs = (n for code in subcategories for n in self.needs_of[code])
        return {code for n in needs for options in n.requirements() for code in options}

    def helpers_of(self, subcategory: str) -> int:
        return max(n.helpers for n in self.needs_of[subcategory])


@dataclass(frozen=True, slots=True)
class Plan:
    """An organization as it will be, and what it will do."""

    organization: Organization
    subcategories: tuple[str, ...]


def found(
    communities: list[Community],
    *,
    scale: Scale,
    dice: Random,
    at: datetime,
    offset: int,
    manager_named: str,
    checker: User,
) -> list[Organization]:
    """Every organization, team and enterprise; whoever is resident has services on the shelf.

    `offset` keeps names and codes of one district apart from those of the next.
    """
    catalogue = Catalogue.read()
    plans = [
        *_organizations(communities, scale, dice, at, offset),
        *_teams(communities, scale, dice, at, offset),
        *_enterprises(communities, scale, dice, at, offset),
    ]
    Organization.objects.bulk_create([plan.organization for plan in plans], batch_size=500)
    active = [plan for plan in plans if plan.subcategories]
    _hire(active, dice, offset, manager_named)
    _license(active, catalogue, dice, at.date())
    _fill_shelf(active, catalogue, communities, dice, at.date(), checker)
    return [plan.organization for plan in plans]


def _organization(
    position: int, community: Community, dice: Random, at: datetime, **facts: object
) -> Organization:
    kind = facts.pop("kind")
    return Organization(
        uscc=make_uscc(position, kind=kind, division=community.code[:6]),
        kind=kind,
        community=community,
        legal_representative=names.person(dice, female=dice.random() < 0.5),
        phone=f"025-8{position % 10_000_000:07d}",
        address=f"{community.name}演示路{position % 900 + 1}号",
        bank_account=f"0000{position:012d}",
        registered_at=at - timedelta(days=dice.randrange(400, 3000)),
        # Some are due for the yearly look.
        vetted_on=at.date() - timedelta(days=position * 37 % 380),
        **facts,
    )


def _organizations(
    communities: list[Community], scale: Scale, dice: Random, at: datetime, offset: int
) -> list[Plan]:
    plans = []
    for number in range(scale.organizations):
        position = offset + number
        name_zh, name_en, subcategories = names.organization(position)
        resident = number < scale.residents_of_shelf
        suspended = number >= scale.organizations - SUSPENDED
        grade = (
            dice.choice((None, 3, 3, 4, 5))
            if number < scale.quality
            else dice.choice((None, None, 2, 3))
        )
        organization = _organization(
            position,
            communities[0] if number == 0 else dice.choice(communities),
            dice,
            at,
            kind=KINDS[number % len(KINDS)],
            name_zh=name_zh,
            name_en=name_en,
            state=_state(resident, suspended),
            suspended_for=SUSPENSION if suspended else "",
            is_quality=number < scale.quality,
            assessment_grade=grade,
            assessed_on=date(2023, 11, 20) if grade else None,
            introduction_zh=f"{name_zh}在本区提供上门与社区服务，团队持证上岗。本机构为演示数据，并不存在。",
            introduction_en=f"{name_en} serves people at home and in the community. It is demo data and does not exist.",
        )
        if number == 0:
            subcategories = (*subcategories, OF_THE_FIRST)
        plans.append(Plan(organization, subcategories if resident else ()))
    return plans


def _state(resident: bool, suspended: bool) -> OrganizationState:
    if suspended:
        return OrganizationState.SUSPENDED
    return OrganizationState.RESIDENT if resident else OrganizationState.LISTED


def _teams(
    communities: list[Community], scale: Scale, dice: Random, at: datetime, offset: int
) -> list[Plan]:
    plans = []
    for number in range(scale.teams):
        trade_zh, trade_en, subcategories = TEAM_TRADES[number % len(TEAM_TRADES)]
        turn = (offset + number) // len(TEAM_TRADES) + 1
        organization = _organization(
            offset + scale.organizations + number,
            dice.choice(communities),
            dice,
            at,
            kind=OrganizationKind.PROFESSIONAL_TEAM,
            name_zh=f"第{turn}{trade_zh}{names.DEMO_ZH}",
            name_en=f"{trade_en} No. {turn}{names.DEMO_EN}",
            state=OrganizationState.RESIDENT,
        )
        plans.append(Plan(organization, subcategories))
    return plans


def _enterprises(
    communities: list[Community], scale: Scale, dice: Random, at: datetime, offset: int
) -> list[Plan]:
    plans = []
    for number in range(scale.enterprises):
        name_zh, name_en = names.enterprise(offset + number)
        organization = _organization(
            offset + scale.organizations + scale.teams + number,
            dice.choice(communities),
            dice,
            at,
            kind=OrganizationKind.ENTERPRISE,
            name_zh=name_zh,
            name_en=name_en,
            state=OrganizationState.LISTED,
        )
        plans.append(Plan(organization, ()))
    return plans


def _hire(plans: list[Plan], dice: Random, offset: int, manager_named: str) -> None:
    """A manager with an account for each, and workers who visit."""
    managers = User.objects.bulk_create(
        [
            User(
                username=manager_named
                if manager_named and number == 0
                else f"org-{plan.organization.uscc}",
                email=f"org-{plan.organization.uscc}@demo.invalid",
                display_name=names.person(dice, female=dice.random() < 0.6),
                phone=make_fictional_phone(80_000_000 + offset + number),
                password=make_password(None),
            )
            for number, plan in enumerate(plans)
        ],
        batch_size=500,
    )
    Membership.objects.bulk_create(
        [
            Membership(user=user, organization=plan.organization, role=MembershipRole.MANAGER)
            for user, plan in zip(managers, plans, strict=True)
        ],
        batch_size=500,
    )
    Worker.objects.bulk_create(
        [
            Worker(
                organization=plan.organization,
                name=names.person(dice, female=dice.random() < 0.7),
                phone=make_fictional_phone(70_000_000 + (offset + number) * 20 + turn),
            )
            for number, plan in enumerate(plans)
            for turn in range(dice.randrange(4, 10))
        ],
        batch_size=1000,
    )


def _license(plans: list[Plan], catalogue: Catalogue, dice: Random, today: date) -> None:
    """What the work needs; one in twelve licences has run out, which is why some are not eligible."""
    Licence.objects.bulk_create(
        [
            Licence(
                organization=plan.organization,
                qualification_id=code,
                number=f"演{code}{plan.organization.uscc[-6:]}",
                from_on=SINCE,
                until_on=today
                + timedelta(days=-20 if dice.random() < 1 / 12 else dice.randrange(60, 900)),
            )
            for plan in plans
            for code in sorted(catalogue.qualifications_of(plan.subcategories))
        ],
        batch_size=1000,
    )


def _fill_shelf(
    plans: list[Plan],
    catalogue: Catalogue,
    communities: list[Community],
    dice: Random,
    today: date,
    checker: User,
) -> None:
    offers = Offers()
    services = Service.objects.bulk_create(
        [
            _service(
                plan.organization,
                catalogue.subcategories[code],
                offers.next_for(code),
                catalogue,
                dice,
                today,
                checker,
            )
            for plan in plans
            for code in plan.subcategories
        ],
        batch_size=500,
    )
    Group, Reach = Service.groups.through, Service.subdistricts.through
    Group.objects.bulk_create(
        [
            Group(service=service, targetgroup_id=code)
            for service in services
            for code in sorted(catalogue.groups_of(service.subcategory_id))
        ],
        batch_size=2000,
    )
    subdistricts = sorted({community.subdistrict_id for community in communities})
    Reach.objects.bulk_create(
        [
            Reach(service=service, subdistrict_id=code)
            for service in services
            for code in _reach(service, subdistricts, dice)
        ],
        batch_size=2000,
    )


def _service(
    organization: Organization,
    subcategory: Subcategory,
    words: Words,
    catalogue: Catalogue,
    dice: Random,
    today: date,
    checker: User,
) -> Service:
    places = dice.randrange(4, 15)
    return Service(
        organization=organization,
        subcategory=subcategory,
        name_zh=words.zh[0],
        name_en=words.en[0],
        description_zh=words.zh[1],
        description_en=words.en[1],
        places=places,
        **times.of_service(dice, places=places),
        helpers=max(catalogue.helpers_of(subcategory.code), dice.choice((1, 2))),
        price_cents=0 if dice.random() < 0.7 else dice.randrange(5, 60) * 100,
        state=ServiceState.ON_SHELF,
        checked_on=today - timedelta(days=dice.randrange(5, 200)),
        checked_by=checker,
    )


def _reach(service: Service, subdistricts: list[str], dice: Random) -> list[str]:
    """Just over half serve the whole district (said by an empty list), the others home and some more."""
    home = service.organization.community.subdistrict_id
    if dice.random() < 0.55 or len(subdistricts) == 1:
        return []
    others = [code for code in subdistricts if code != home]
    return sorted({home, *dice.sample(others, min(len(others), dice.randrange(2, 5)))})
