"""One round at a time: two that plan with the same free places would plan them twice."""

from django.db import connection
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.errors import RuleBroken

# Any number that nothing else in this database locks.
ROUND = 7_105_320_113


def take_the_round() -> None:
    """Ours until the transaction ends; whoever comes second is told at once instead of waiting.

    On SQLite the transaction itself is the lock: it has one writer at a time.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ROUND])
        (taken,) = cursor.fetchone()
    if not taken:
        raise round_under_way()


def round_under_way() -> RuleBroken:
    return RuleBroken(
        "round_under_way", _("Another round is being made right now. Please wait a moment.")
    )
