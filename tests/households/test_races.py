"""Many at once, on PostgreSQL; SQLite has one writer at a time anyway. Each guard is also tried switched off."""

import pytest

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.households import actions
from marketplace.households.models import Household, Resident, Reveal
from marketplace.households.rules.reasons import DAILY_REVEALS
from marketplace.kernel.errors import RuleBroken
from tests.households.people import HER_ID
from tests.makers import NOW, make_community, make_group, make_resident, make_staff
from tests.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

RACERS = 50


def test_of_fifty_who_register_one_identity_number_one_succeeds():
    groups = [make_group()]
    community = make_community()
    homes = [
        actions.register_household(community=community, address="", by=None, at=NOW)
        for _ in range(RACERS)
    ]

    def register(home: Household):
        return lambda: actions.register_resident(
            home, name="演示·同号", id_number=HER_ID, groups=groups, by=None, at=NOW
        )

    results = race([register(home) for home in homes])
    refusals = [r for r in results if isinstance(r, RuleBroken)]
    assert [r.code for r in refusals] == ["already_registered"] * (RACERS - 1)
    assert Resident.objects.count() == 1


def register_one_person_fifty_times_at_once() -> list:
    groups, community = [make_group()], make_community()
    steward = make_staff(Role.STEWARD, community)
    homes = [
        actions.register_household(community=community, address="", by=None, at=NOW)
        for _ in range(RACERS)
    ]

    def register(home: Household):
        return lambda: actions.register_resident(
            home,
            name="演示·同人",
            phone="15400001234",
            groups=groups,
            by=User.objects.get(pk=steward.pk),
            at=NOW,
        )

    return race([register(home) for home in homes])


def test_of_fifty_who_register_one_name_and_phone_one_succeeds():
    results = register_one_person_fifty_times_at_once()
    refusals = [r for r in results if isinstance(r, RuleBroken)]
    assert [r.code for r in refusals] == ["already_registered"] * (RACERS - 1)
    assert Resident.objects.count() == 1


def test_without_their_turns_one_person_would_be_registered_twice(monkeypatch):
    monkeypatch.setattr(actions, "_register_in_turn", lambda community: None)
    register_one_person_fifty_times_at_once()
    assert Resident.objects.count() > 1


def reveal_fifty_times_at_once() -> list:
    resident = make_resident()
    steward = make_staff(Role.STEWARD, resident.household.community)
    Reveal.objects.bulk_create(
        [
            Reveal(resident=resident, by=steward, at=NOW, fields=["phone"], reason="核对情况")
            for _ in range(DAILY_REVEALS - 1)
        ]
    )
    residents = [make_resident() for _ in range(RACERS)]

    def reveal(whose: Resident):
        return lambda: actions.reveal(
            whose,
            fields=["phone"],
            reason="上门前核对情况",
            by=User.objects.get(pk=steward.pk),
            at=NOW,
        )

    return race([reveal(whose) for whose in residents])


def test_fifty_reveals_at_once_do_not_pass_the_days_quota():
    results = reveal_fifty_times_at_once()
    assert sum(isinstance(r, dict) for r in results) == 1
    assert Reveal.objects.count() == DAILY_REVEALS


def test_without_the_lock_the_quota_would_be_passed(monkeypatch):
    monkeypatch.setattr(actions, "_take_turns", lambda by: None)
    reveal_fifty_times_at_once()
    assert Reveal.objects.count() > DAILY_REVEALS
