"""Stewards, community staff, officers, dispatchers, the bureau: accounts and postings."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from django.contrib.auth.hashers import make_password

from marketplace.accounts.actions import let_keep
from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.clockwork.world.names import person
from marketplace.clockwork.world.scales import Scale
from marketplace.households.rules.contacts import make_fictional_phone
from marketplace.places.models import Community, District, Posting, Subdistrict

SINCE = date(2024, 1, 1)
OFFICERS_PER_SUBDISTRICT = 2
AT_THE_CENTRE = (
    (Role.DISPATCHER, 4),
    (Role.BUREAU_OFFICER, 5),
    (Role.HOTLINE_OPERATOR, 3),
    (Role.EVALUATOR, 18),
)


@dataclass(frozen=True, slots=True)
class Post:
    """A role at a place, for somebody who is yet to be hired."""

    username: str
    role: Role
    subdistrict: Subdistrict | None = None
    community: Community | None = None


def hire(
    district: District,
    communities: list[Community],
    *,
    scale: Scale,
    dice: Random,
    named: dict[str, str],
) -> list[User]:
    """Everybody the district employs. `named` maps a post's username to (username, password) known
    to whoever tries the demo; all others cannot sign in."""
    posts = list(_posts(district, communities, scale))
    users = User.objects.bulk_create(
        [_user(post, number, dice, named) for number, post in enumerate(posts)], batch_size=1000
    )
    Posting.objects.bulk_create(
        [
            Posting(
                user=user,
                role=post.role,
                district=district,
                subdistrict=post.subdistrict,
                community=post.community,
                from_on=SINCE,
            )
            for user, post in zip(users, posts, strict=True)
        ],
        batch_size=1000,
    )
    officers = [u for u, post in zip(users, posts, strict=True) if post.role == Role.BUREAU_OFFICER]
    let_keep(*officers)
    return users


def _posts(district: District, communities: list[Community], scale: Scale) -> Iterator[Post]:
    for number in range(scale.stewards):
        community = communities[number % len(communities)]
        turn = number // len(communities) + 1
        yield Post(
            f"steward-{community.code}-{turn}", Role.STEWARD, community.subdistrict, community
        )
    for community in communities:
        yield Post(
            f"staff-{community.code}", Role.COMMUNITY_STAFF, community.subdistrict, community
        )
    for subdistrict in {c.subdistrict_id: c.subdistrict for c in communities}.values():
        for turn in range(1, OFFICERS_PER_SUBDISTRICT + 1):
            yield Post(f"officer-{subdistrict.code}-{turn}", Role.SUBDISTRICT_OFFICER, subdistrict)
    for role, count in AT_THE_CENTRE:
        for turn in range(1, count + 1):
            yield Post(f"{role.value}-{district.code}-{turn}", role)


def _user(post: Post, number: int, dice: Random, named: dict[str, str]) -> User:
    username = named.get(post.username, post.username)
    return User(
        username=username,
        email=f"{username}@demo.invalid",
        display_name=person(dice, female=dice.random() < 0.7),
        phone=make_fictional_phone(90_000_000 + number),
        password=make_password(None),
    )
