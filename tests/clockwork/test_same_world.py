"""One seed, one world: whoever tells of what they saw in the demo can be followed there."""

from hashlib import sha256

import pytest
from django.db import transaction

from marketplace.accounts.models import User
from marketplace.clockwork.world.build import World, build
from marketplace.clockwork.world.scales import Scale
from marketplace.households.models import Resident
from marketplace.journal.models import Entry
from marketplace.needs.models import Need
from marketplace.workorders.models import Offer
from tests.makers import NOW

# Dice know no database.
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
# As few as a district can do with: a steward for each of its communities.
TINY = Scale("tiny", 129, 20, 12, 8, 2, 2, 20, 30, 20, 20, year=False)


def world_of(seed: int) -> str:
    """A digest of whoever and whatever there is in the world of this seed, which is gone again."""
    nothing = transaction.savepoint()
    build(
        World(
            scale=TINY,
            seed=seed,
            at=NOW,
            password="not-asked-for",
            usernames={},
            second_officer="",
            tell=lambda line: None,
            move=lambda what, done, whole: None,
        )
    )
    seen = digest()
    transaction.savepoint_rollback(nothing)
    return seen


def digest() -> str:
    people = [(one.name, one.phone, one.id_number) for one in Resident.objects.order_by("pk")]
    staff = User.objects.order_by("pk").values_list("username", "display_name")
    needs = Need.objects.order_by("pk").values_list("number", "need_type", "state", "reported_at")
    offers = Offer.objects.order_by("pk").values_list("state", "offered_at", "decline_reason")
    verbs = Entry.objects.order_by("pk").values_list("verb", "at")
    told = [people, list(staff), list(needs), list(offers), list(verbs)]
    return sha256(repr(told).encode()).hexdigest()


def test_a_seed_always_makes_the_same_world_and_another_seed_another():
    first = world_of(7)
    assert world_of(7) == first
    assert world_of(8) != first
