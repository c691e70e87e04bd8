"""One round at a time in a district: two that plan with the same free places would plan them twice."""

from django.db import connection
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.errors import RuleBroken

# Any number that nothing else in this database locks; the other half of the lock is the district's code.
ROUND = 710_532


def take_the_round(district: str) -> None:
    """The district's round is ours until the transaction ends; whoever comes second is told at once instead
    of waiting, and other districts have rounds of their own.

    On SQLite the transaction itself is the lock: it has one writer at a time.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [ROUND, int(district)])
        (taken,) = cursor.fetchone()
    if not taken:
        raise round_under_way()


def round_under_way() -> RuleBroken:
    return RuleBroken(
        "round_under_way", _("Another round is being made right now. Please wait a moment.")
    )
