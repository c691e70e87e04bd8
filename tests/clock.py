"""The database's clock, standing where a test wants it. The test's transaction puts it back."""

from datetime import UTC, datetime

from django.db import connection

from marketplace.kernel.clock import VIEW, hang_clock


def stop_clock(moment: datetime) -> datetime:
    """From here on, for the database, it is `moment`, to the microsecond."""
    told = f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    constant = f"'{told}'" if connection.vendor == "sqlite" else f"'{told}+00'::timestamptz"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # What was written until now was committed then, had the test not held it open.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(f"DROP VIEW IF EXISTS {VIEW}")
        cursor.execute(f"CREATE VIEW {VIEW} AS SELECT {constant} AS moment")
    return moment


def let_clock_run() -> None:
    """Only after a test that commits has to say so."""
    hang_clock(connection)
