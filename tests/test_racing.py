"""The starting line itself: if it let runners go one by one, no race here would prove anything."""

import time

import pytest
from django.db import IntegrityError, transaction

from marketplace.accounts.models import User
from tests.racing import race


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_fifty_run_at_once_and_one_takes_the_name():
    def take_the_name():
        with transaction.atomic():
            return User.objects.create(username="the-only-one", display_name="演示")

    outcomes = race([take_the_name] * 50)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["IntegrityError"] * 49 + [
        "User"
    ]
    assert User.objects.filter(username="the-only-one").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_what_looks_before_it_leaps_without_a_lock_loses_a_race():
    """The guard-off twin: two see that there is room for one, and both go in."""

    def look_then_leap():
        with transaction.atomic():
            if User.objects.filter(display_name="one place").exists():
                return None
            time.sleep(0.1)
            return User.objects.create(
                username=str(time.perf_counter_ns()), display_name="one place"
            )

    race([look_then_leap] * 5)
    assert User.objects.filter(display_name="one place").count() > 1


@pytest.mark.django_db(transaction=True)
def test_what_a_runner_raises_is_told_and_not_lost():
    def stumble():
        raise IntegrityError("stumbled")

    assert [str(outcome) for outcome in race([stumble, lambda: "arrived"])] == [
        "stumbled",
        "arrived",
    ]
