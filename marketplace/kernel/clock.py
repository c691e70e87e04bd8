"""The database's own clock, which no application can set: what decides about deadlines asks it.

It is a view, `database_clock`, of one row: PostgreSQL's `clock_timestamp()`, which goes on within a
transaction where `now()` stands still, or SQLite's clock in UTC. Both tell microseconds; SQLite knows
thousandths. A test puts a fixed moment in its place.
"""

import re
from datetime import UTC, datetime

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

VIEW = "database_clock"
MOMENT = f"(SELECT moment FROM {VIEW})"

_RUNNING = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now') || '000'",
    "postgresql": "clock_timestamp()",
}


def moment_of_database(using: str = DEFAULT_DB_ALIAS) -> datetime:
    """What the clock says now. Ask after the lock, not before it: waiting takes time too."""
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT moment FROM {VIEW}")
        (moment,) = cursor.fetchone()
    if isinstance(moment, str):
        return datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert isinstance(moment, datetime)
    return moment


def hang_clock(connection: BaseDatabaseWrapper) -> None:
    """Make the view anew, so that it runs."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP VIEW IF EXISTS {VIEW}")
        cursor.execute(f"CREATE VIEW {VIEW} AS SELECT {_RUNNING[connection.vendor]} AS moment")


def in_dialect(vendor: str, condition: str) -> str:
    """`@now`, `@today` (the day in Shanghai) and `@moment(column)` as `vendor` writes them.

    SQLite compares moments as text, and Django leaves out a fraction of zero: so it is put back.

    >>> in_dialect("sqlite", "@moment(p.bids_until) < @now")
    "substr(p.bids_until || '.000000', 1, 26) < (SELECT moment FROM database_clock)"
    """
    if vendor == "sqlite":
        today, moment = (
            f"date(substr({MOMENT}, 1, 19), '+8 hours')",
            r"substr(\1 || '.000000', 1, 26)",
        )
    else:
        today, moment = f"(({MOMENT}) AT TIME ZONE 'Asia/Shanghai')::date", r"\1"
    condition = re.sub(r"@moment\(([\w.]+)\)", moment, condition)
    return condition.replace("@today", today).replace("@now", MOMENT)
