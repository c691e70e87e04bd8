"""Volunteers: most of them students, each near home, with what they may do."""

from datetime import date, datetime, timedelta
from random import Random

from django.contrib.auth.hashers import make_password

from marketplace.accounts.models import User
from marketplace.catalogue.models import NeedType, TargetGroup
from marketplace.clockwork.world import names, times
from marketplace.places.models import Community
from marketplace.volunteers.models import Volunteer, VolunteerState

WITHOUT_LICENCE = frozenset({"VOL", "DRV", "TE"})
BATCH = 1000


def enlist(
    communities: list[Community],
    *,
    count: int,
    dice: Random,
    at: datetime,
    offset: int,
    one_named: str,
) -> None:
    """`count` volunteers, each with an account; the first is `one_named`, if anybody is."""
    doable = sorted(
        {
            need_type.subcategory_id
            for need_type in NeedType.objects.all()
            if all(options & WITHOUT_LICENCE for options in need_type.requirements())
        }
    )
    groups = list(TargetGroup.objects.values_list("code", flat=True))
    for start in range(0, count, BATCH):
        numbers = range(offset + start, offset + min(start + BATCH, count))
        accounts = User.objects.bulk_create(
            [_account(number, one_named if number == offset else "", dice) for number in numbers]
        )
        volunteers = [
            _volunteer(
                number, account, communities, dice, at, known=number == offset and one_named != ""
            )
            for number, account in zip(numbers, accounts, strict=True)
        ]
        Volunteer.objects.bulk_create(volunteers, batch_size=BATCH)
        _equip(volunteers, doable, groups, dice, known=one_named)


def _account(number: int, named: str, dice: Random) -> User:
    username = named or f"volunteer-{number + 1:06d}"
    return User(
        username=username,
        email=f"{username}@demo.invalid",
        display_name=names.person(dice, female=dice.random() < 0.6),
        password=make_password(None),
    )


def _volunteer(
    number: int,
    account: User,
    communities: list[Community],
    dice: Random,
    at: datetime,
    *,
    known: bool,
) -> Volunteer:
    """`known`: the demo's own volunteer, who lives with the demo's own steward and may do everything."""
    schools, weights = zip(*names.SCHOOLS, strict=True)
    today = at.date()
    young = dice.random() < 0.8
    born = date(
        today.year - dice.randrange(19, 25 if young else 66),
        dice.randrange(1, 13),
        dice.randrange(1, 28),
    )
    return Volunteer(
        user=account,
        number=f"V{number + 1:06d}",
        name=account.display_name,
        school=dice.choices(schools, weights)[0] if young else "",
        community=communities[0] if known else dice.choice(communities),
        radius=dice.choice((1500, 2000, 3000, 3000, 5000)),
        places=dice.choice((1, 1, 2, 2, 3)),
        state=VolunteerState.ACTIVE if known or dice.random() < 0.93 else VolunteerState.PAUSED,
        birth_on=born,
        insured_until_on=today + timedelta(days=200) if known or dice.random() < 0.85 else None,
        background_declared_on=today - timedelta(days=90) if known or dice.random() < 0.6 else None,
        registered_at=at - timedelta(days=dice.randrange(30, 900)),
        **({} if known else times.of_volunteer(dice, female=dice.random() < 0.6)),
    )


def _equip(
    volunteers: list[Volunteer], doable: list[str], groups: list[str], dice: Random, *, known: str
) -> None:
    Skill = Volunteer.qualifications.through
    Field = Volunteer.subcategories.through
    Group = Volunteer.groups.through
    skills, fields, served = [], [], []
    for volunteer in volunteers:
        codes = {"VOL"} | {
            code for code, share in (("DRV", 0.2), ("TE", 0.25)) if dice.random() < share
        }
        skills += [Skill(volunteer=volunteer, qualification_id=code) for code in sorted(codes)]
        chosen = dice.sample(doable, min(len(doable), dice.randrange(3, 8)))
        if volunteer.user.username == known:
            chosen = doable
        fields += [Field(volunteer=volunteer, subcategory_id=code) for code in sorted(chosen)]
        served += [Group(volunteer=volunteer, targetgroup_id=code) for code in groups]
    Skill.objects.bulk_create(skills, batch_size=2000)
    Field.objects.bulk_create(fields, batch_size=2000)
    Group.objects.bulk_create(served, batch_size=2000)
