"""Volunteers: most of them students, each near home, with what they may do."""

from datetime import date, datetime, timedelta
from random import Random

from django.contrib.auth.hashers import make_password

from marketplace.accounts.models import User
from marketplace.catalogue.models import NeedType, TargetGroup
from marketplace.clockwork.world import names
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
    """`count` volunteers; the first has an account if `one_named` says its name."""
    doable = sorted(
        {
            need_type.subcategory_id
            for need_type in NeedType.objects.all()
            if all(options & WITHOUT_LICENCE for options in need_type.requirements())
        }
    )
    groups = list(TargetGroup.objects.values_list("code", flat=True))
    account = None
    if one_named:
        account = User.objects.create(
            username=one_named,
            email=f"{one_named}@demo.invalid",
            display_name=names.person(dice, female=True),
            password=make_password(None),
        )
    for start in range(0, count, BATCH):
        stop = min(start + BATCH, count)
        volunteers = [
            _volunteer(offset + number, communities, dice, at, account if number == 0 else None)
            for number in range(start, stop)
        ]
        Volunteer.objects.bulk_create(volunteers, batch_size=BATCH)
        _equip(volunteers, doable, groups, dice)


def _volunteer(
    number: int, communities: list[Community], dice: Random, at: datetime, account: User | None
) -> Volunteer:
    schools, weights = zip(*names.SCHOOLS, strict=True)
    today = at.date()
    young = dice.random() < 0.8
    born = date(
        today.year - dice.randrange(18, 25 if young else 66),
        dice.randrange(1, 13),
        dice.randrange(1, 28),
    )
    return Volunteer(
        user=account,
        number=f"V{number + 1:06d}",
        name=account.display_name if account else names.person(dice, female=dice.random() < 0.6),
        school=dice.choices(schools, weights)[0] if young else "",
        community=communities[0] if account else dice.choice(communities),
        radius=dice.choice((1500, 2000, 3000, 3000, 5000)),
        places=dice.choice((1, 1, 2, 2, 3)),
        state=VolunteerState.ACTIVE if account or dice.random() < 0.93 else VolunteerState.PAUSED,
        birth_on=born,
        insured_until_on=today + timedelta(days=200) if account or dice.random() < 0.85 else None,
        background_declared_on=today - timedelta(days=90)
        if account or dice.random() < 0.6
        else None,
        registered_at=at - timedelta(days=dice.randrange(30, 900)),
    )


def _equip(volunteers: list[Volunteer], doable: list[str], groups: list[str], dice: Random) -> None:
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
        if volunteer.user_id:
            chosen = doable
        fields += [Field(volunteer=volunteer, subcategory_id=code) for code in sorted(chosen)]
        served += [Group(volunteer=volunteer, targetgroup_id=code) for code in groups]
    Skill.objects.bulk_create(skills, batch_size=2000)
    Field.objects.bulk_create(fields, batch_size=2000)
    Group.objects.bulk_create(served, batch_size=2000)
