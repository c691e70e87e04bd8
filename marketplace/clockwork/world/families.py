"""Households and residents of the six groups: invented, with data that passes every check."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from random import Random

from marketplace.accounts.models import User
from marketplace.clockwork.world import names
from marketplace.households.bulk import (
    HouseholdDraft,
    ResidentDraft,
    build_resident_rows,
    store_rows,
)
from marketplace.households.choices import Basis, LowIncomeStatus, Purpose, Sex
from marketplace.households.models import Consent, Resident
from marketplace.households.rules.contacts import make_fictional_phone
from marketplace.households.rules.identity import make_fictional_id
from marketplace.places.models import Community

BATCH = 500
ELDERLY, DISABLED, MINOR, ILL, WORKLESS, SINGLE = "E", "D", "M", "S", "U", "P"

HEALTH_NOTES = {
    ELDERLY: (
        "高血压，行动迟缓，独居",
        "轻度认知障碍，夜间易走失",
        "膝关节病，下楼困难",
        "半失能，需要助浴助行",
    ),
    DISABLED: (
        "肢体二级残疾，使用轮椅",
        "视力一级残疾",
        "听力二级残疾，会手语",
        "智力三级残疾，需要监护",
    ),
    MINOR: ("近视，挑食", "情绪低落，需要陪伴"),
    ILL: ("化疗期间，免疫力低", "尿毒症，每周透析三次", "术后康复期", "慢性心衰，需要监测"),
}
STREETS = ("演示一路", "演示二路", "样例街", "样例里", "示范巷", "虚拟新村")

# Kinds of household and how many of a hundred: (statuses, members as (groups, youngest, oldest)).
KINDS: tuple[tuple[int, tuple[str, ...], tuple[tuple[str, int, int], ...]], ...] = (
    (26, ("dibao", "dibao_margin", "none"), ((ELDERLY, 66, 92),)),
    (9, ("destitute",), ((ELDERLY, 70, 95),)),
    (10, ("dibao", "none"), ((ELDERLY, 68, 88), (ELDERLY, 66, 86))),
    (9, ("dibao", "dibao_margin"), ((ELDERLY + DISABLED, 62, 86),)),
    (12, ("dibao", "dibao_margin", "none"), ((DISABLED, 19, 60),)),
    (6, ("dibao", "prone"), ((DISABLED + MINOR, 4, 13),)),
    (9, ("expenditure", "dibao_margin"), ((ILL, 30, 72),)),
    (6, ("prone", "dibao_margin"), ((WORKLESS, 28, 55), (MINOR, 3, 13))),
    (8, ("dibao_margin", "none"), ((SINGLE, 27, 48), (MINOR + SINGLE, 3, 13))),
    (5, ("dibao", "prone"), ((MINOR, 4, 13),)),
)


@dataclass(frozen=True, slots=True)
class Client:
    """A resident as the past needs to know them."""

    resident: Resident
    community: Community
    groups: str
    consent: Consent


def settle(
    communities: list[Community],
    *,
    count: int,
    dice: Random,
    at: datetime,
    offset: int,
    clerk: User,
    births: Counter[tuple[date, str]],
) -> Iterator[list[Client]]:
    """`count` households, a batch at a time, so that memory does not grow with the world.

    `births` counts the identity numbers given out for each day and sex; they go on from district to
    district, so that no two people share one.
    """
    weights = [dice.uniform(0.4, 2.0) for _ in communities]
    by_code = {community.pk: community for community in communities}
    coming = iter(range(offset, offset + count))
    while batch := list(islice(coming, BATCH)):
        drafts = [
            _household(number, communities, weights, dice, at, clerk, births) for number in batch
        ]
        yield _clients(drafts, by_code)


def _clients(drafts: list[HouseholdDraft], by_code: dict[str, Community]) -> list[Client]:
    built = build_resident_rows(drafts)
    store_rows(built)
    to_service = {
        consent.resident_id: consent
        for consent in built.consents
        if consent.purpose == Purpose.SERVICE
    }
    groups = [resident.groups for draft in drafts for resident in draft.residents]
    return [
        Client(
            resident,
            by_code[resident.household.community_id],
            letters,
            to_service[resident.pk],
        )
        for resident, letters in zip(built.residents, groups, strict=True)
    ]


def _household(
    number: int,
    communities: list[Community],
    weights: list[float],
    dice: Random,
    at: datetime,
    clerk: User,
    births: Counter[tuple[date, str]],
) -> HouseholdDraft:
    _, statuses, people = dice.choices(KINDS, [kind[0] for kind in KINDS])[0]
    building = f"{dice.randrange(1, 200)}号{dice.randrange(1, 30)}幢"
    return HouseholdDraft(
        number=f"H{number + 1:07d}",
        community_id=dice.choices(communities, weights)[0].pk,
        address=f"{dice.choice(STREETS)}{building}{dice.randrange(1, 7)}0{dice.randrange(1, 4)}室",
        low_income_status=LowIncomeStatus(dice.choice(statuses)),
        residents=[
            _resident(number * 2 + turn, groups, youngest, oldest, dice, at.date(), births)
            for turn, (groups, youngest, oldest) in enumerate(people)
        ],
        by=clerk,
        at=at - timedelta(days=dice.randrange(600, 1000)),
    )


def _resident(
    serial: int,
    groups: str,
    youngest: int,
    oldest: int,
    dice: Random,
    today: date,
    births: Counter[tuple[date, str]],
) -> ResidentDraft:
    female = dice.random() < 0.55
    # A year more than the age, so that the birthday has been, also when the household registered.
    born = date(
        today.year - dice.randrange(youngest, oldest + 1) - 4,
        dice.randrange(1, 13),
        dice.randrange(1, 29),
    )
    sex = Sex.FEMALE if female else Sex.MALE
    births[born, sex] += 1
    minor = MINOR in groups
    note = dice.choice(HEALTH_NOTES[groups[0]]) if groups[0] in HEALTH_NOTES else ""
    basis = Basis.GUARDIAN if minor else Basis.CONSENT
    purposes = (Purpose.SERVICE, Purpose.HEALTH) if note else (Purpose.SERVICE,)
    name = names.person(dice, female=female)
    return ResidentDraft(
        name=name,
        phone="" if minor or dice.random() < 0.1 else make_fictional_phone(10_000_000 + serial),
        id_number=make_fictional_id(birth_on=born, sex=sex, serial=births[born, sex] - 1),
        groups=groups,
        health_note=note,
        guardian_name=names.another_person(name, dice, female=True) if minor else "",
        guardian_phone=make_fictional_phone(50_000_000 + serial) if minor else "",
        consents=dict.fromkeys(purposes, basis),
    )
