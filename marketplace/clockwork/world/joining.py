"""Organizations at the door: one has asked to be listed, one was sent back, one has only entered itself; and
a service of somebody on the shelf that waits to be checked."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password

from marketplace.accounts.models import User
from marketplace.catalogue.models import Qualification, Subcategory, TargetGroup
from marketplace.clockwork.world.papers import a_paper
from marketplace.organizations import actions
from marketplace.organizations.choices import (
    OrganizationKind,
    OrganizationState,
    PaperKind,
    ServiceState,
)
from marketplace.organizations.models import Membership, Organization
from marketplace.organizations.rules import make_uscc, papers_asked
from marketplace.places.models import Community

AT_THE_DOOR = ("演示·晨露社工服务中心", "演示·归雁助老服务中心", "演示·小满儿童服务中心")
# Codes of the demo beyond those of a district's organizations.
FIRST_CODE = 700
KIND = OrganizationKind.SERVICE_INSTITUTION


def knock(communities: list[Community], *, officer: User, at: datetime, offset: int) -> None:
    """They come in the days before `at`."""
    asking, sent_back, _entered = (
        _entered_by_itself(name, communities[number], offset + FIRST_CODE + number, at)
        for number, name in enumerate(AT_THE_DOOR)
    )
    for organization, manager in (asking, sent_back):
        _hand_in_all(organization, manager, at - timedelta(days=4))
        actions.apply_to_be_listed(organization, by=manager, at=at - timedelta(days=3))
    actions.return_application(
        sent_back[0],
        reason="年检结论已过期，请补交本年度的；章程缺最后一页。（演示）",
        by=officer,
        at=at - timedelta(days=2),
    )
    _offer_something_new(communities[0], at)


def _entered_by_itself(
    name: str, community: Community, position: int, at: datetime
) -> tuple[Organization, User]:
    manager = User.objects.create(
        username=f"org-door-{position}",
        email=f"org-door-{position}@demo.invalid",
        display_name="演示·经办人",
        password=make_password(None),
    )
    applicant = actions.Applicant(
        uscc=make_uscc(position, kind=KIND, division=community.code[:6]),
        name_zh=name if position == FIRST_CODE + AT_THE_DOOR.index(name) else f"{name}{position}",
        kind=KIND,
        legal_representative="演示·负责人",
        phone=f"025-8{position:07d}",
        community=community,
        address=f"{community.name}演示路{position}号",
        introduction_zh="本机构为演示数据，并不存在。",
    )
    return actions.enter_applicant(applicant, by=manager, at=at - timedelta(days=5)), manager


def _hand_in_all(organization: Organization, manager: User, at: datetime) -> None:
    for kind in papers_asked(organization.state):
        actions.hand_in_paper(
            organization,
            kind=kind,
            name=f"{kind.label}.pdf",
            content=a_paper(),
            by=manager,
            at=at,
        )
    health = Qualification.objects.order_by("pk").first()
    if health is not None:
        actions.hand_in_paper(
            organization,
            kind=PaperKind.QUALIFICATION,
            name="资质.pdf",
            content=a_paper(),
            qualification=health,
            number=f"演{organization.uscc[-6:]}",
            from_on=at.date() - timedelta(days=100),
            until_on=at.date() + timedelta(days=600),
            by=manager,
            at=at,
        )


def _offer_something_new(home: Community, at: datetime) -> None:
    member = (
        Membership.objects.filter(
            organization__state=OrganizationState.RESIDENT,
            organization__community__subdistrict__district=home.subdistrict.district_id,
        )
        .select_related("user", "organization__community__subdistrict")
        .earliest("pk")
    )
    offer = actions.ServiceOffer(
        name_zh="助餐：一日三餐送到家",
        name_en="Meals brought home, three times a day",
        description_zh="按口味和忌口配餐，送到门口，顺便看看老人当天的情况。（演示）",
        description_en="Meals to taste and diet, brought to the door, with a look at how the person is.",
        subcategory=Subcategory.objects.get(pk="A1"),
        groups=list(TargetGroup.objects.filter(pk__in=("E", "D"))),
        places=20,
        price_cents=800,
    )
    service = actions.offer_service(
        member.organization, offer, by=member.user, at=at - timedelta(days=2)
    )
    actions.submit_service(service, by=member.user, at=at - timedelta(days=1))
    _propose_a_change(member, at - timedelta(days=1))


def _propose_a_change(member: Membership, at: datetime) -> None:
    """Of the first thing it has on the shelf: more places, and a word about the stairs."""
    shelved = member.organization.services.filter(state=ServiceState.ON_SHELF).earliest("pk")
    now = actions.offer_of(shelved)
    proposed = replace(
        now,
        places=now.places + 5,
        description_zh=f"{now.description_zh}没有电梯的楼房也上门。（演示）",
        description_en=f"{now.description_en} We come to houses without a lift, too.".strip(),
    )
    actions.propose_revision(shelved, proposed, by=member.user, at=at)
