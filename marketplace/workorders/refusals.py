"""What the database refused, in words a citizen understands: never an error page."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.errors import RuleBroken

# PostgreSQL names the constraint, SQLite its columns; the longer name stands before the one it contains.
_SAID = (
    (("no place left",), "no_place", _("All places of this provider are taken.")),
    (
        ("no visit left in a week",),
        "week_full",
        _("This provider makes no more visits in a week."),
    ),
    (
        ("contract does not hold",),
        "no_contract",
        _("This contract does not hold this order: another organization's, or not enough is left."),
    ),
    (("no visit yet",), "no_visit", _("Work without a visit cannot be delivered.")),
    (("no such step",), "wrong_step", _("This has changed in the meantime. Reload the page.")),
    (
        ("workorders_service_asked_once", "workorders_offer.service_id"),
        "asked_before",
        _("This provider was asked before and is not asked again."),
    ),
    (
        ("workorders_volunteer_asked_once", "workorders_offer.volunteer_id"),
        "asked_before",
        _("This volunteer was asked before and is not asked again."),
    ),
    (
        ("workorders_one_provider_at_a_time", "workorders_offer.work_order_id"),
        "taken",
        _("This order already has a provider."),
    ),
    (
        ("workorders_one_open_per_need", "workorders_workorder.need_id"),
        "ordered_before",
        _("There is already an open order for this need."),
    ),
    (
        ("workorders_no_rule_recalls_what_was_answered",),
        "answered",
        _("This offer has been answered, or waits no more."),
    ),
)
_BUSY = ("55P03", "40P01")  # lock timeout, deadlock


@contextmanager
def told_by_the_database() -> Iterator[None]:
    """A savepoint in which a broken constraint or trigger becomes a RuleBroken, a long wait as well."""
    try:
        with waiting_their_turn(), transaction.atomic():
            yield
    except IntegrityError as error:
        for marks, code, message in _SAID:
            if any(mark in str(error) for mark in marks):
                raise RuleBroken(code, message) from error
        raise


@contextmanager
def waiting_their_turn() -> Iterator[None]:
    """Waiting too long for somebody else's lock becomes a RuleBroken."""
    try:
        yield
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", "") in _BUSY or "is locked" in str(error):
            raise RuleBroken(
                "busy",
                _("Somebody else is working on this right now. Please try again in a moment."),
            ) from error
        raise
