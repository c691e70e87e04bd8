"""The past of a demo is lived through the same doors as the present, so the database's clock has to stand
where it is lived. Only a demo does this, and only while it is built."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from django.conf import settings
from django.db import connection

from marketplace.kernel.clock import VIEW, hang_clock


@contextmanager
def living_at(moment: datetime) -> Iterator[datetime]:
    """For the database it is `moment`, until the end of the block; what was written is settled first."""
    if not settings.DEMO:
        raise RuntimeError("only a demo lives in another time")
    _settle()
    told = f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    constant = f"'{told}'" if connection.vendor == "sqlite" else f"'{told}+00'::timestamptz"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP VIEW IF EXISTS {VIEW}")
        cursor.execute(f"CREATE VIEW {VIEW} AS SELECT {constant} AS moment")
    try:
        yield moment
        _settle()
    finally:
        hang_clock(connection)


def _settle() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
