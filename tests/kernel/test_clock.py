"""The database has a clock of its own."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from marketplace.kernel.clock import in_dialect, moment_of_database
from tests.clock import stop_clock
from tests.makers import NOW, later

pytestmark = pytest.mark.django_db


def test_it_tells_the_moment():
    assert abs(moment_of_database() - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.postgresql
def test_it_goes_on_within_a_transaction():
    with transaction.atomic():
        assert moment_of_database() < moment_of_database()


def test_a_test_may_stop_it():
    stop_clock(later(microseconds=1))
    assert moment_of_database() == later(microseconds=1)


@pytest.mark.parametrize(
    ("moment", "day"),
    [("2026-12-31 15:59:59.999999", "2026-12-31"), ("2026-12-31 16:00:00", "2027-01-01")],
)
def test_its_day_is_that_of_shanghai(moment, day):
    stop_clock(datetime.fromisoformat(moment).replace(tzinfo=UTC))
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + in_dialect(connection.vendor, "@today"))
        assert str(cursor.fetchone()[0]) == day


@pytest.mark.parametrize(("column", "is_past"), [(-1, True), (0, False), (1, False)])
def test_moments_are_compared_to_the_microsecond(column, is_past):
    from marketplace.journal.models import Seal

    moment = stop_clock(NOW.replace(microsecond=0))
    Seal.objects.create(
        at=moment + timedelta(microseconds=column),
        first_id=1,
        last_id=1,
        entries=1,
        previous="",
        digest="",
    )
    asked = in_dialect(
        connection.vendor, "SELECT count(*) FROM journal_seal s WHERE @moment(s.at) < @now"
    )
    with connection.cursor() as cursor:
        cursor.execute(asked)
        assert cursor.fetchone()[0] == int(is_past)
