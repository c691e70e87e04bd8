"""What the database refused, in words that the reader understands: never an error page."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.errors import RuleBroken

# PostgreSQL names the constraint, SQLite its columns.
_SAID = (
    (
        ("is banned",),
        "banned",
        _("This organization may not bid now: it can be neither awarded nor sign."),
    ),
    (
        ("still publicized",),
        "publicized",
        _("The award is still publicized: nobody signs before that ends."),
    ),
    (
        ("somebody objects",),
        "objected",
        _("Somebody objects: nobody signs before that is decided."),
    ),
    (("do not add up",), "not_adding_up", _("The instalments do not add up to the contract.")),
    (("eligible bid",), "not_eligible", _("Only an eligible bid of this project can be awarded.")),
    (
        ("only bidders",),
        "not_a_bidder",
        _("Only whoever bid for this project may challenge its result."),
    ),
    (
        ("contracts_one_award", "contracts_award.project_id"),
        "awarded_before",
        _("There is an award for this project already."),
    ),
    (
        ("contracts_challenged_once", "contracts_challenge.award_id"),
        "challenged_before",
        _("You have challenged this award already."),
    ),
    (
        ("contracts_one_for_a_project", "contracts_contract.project_id"),
        "offered_before",
        _("There is a contract for this project already."),
    ),
    (
        ("contracts_reported_once", "contracts_progressreport.contract_id"),
        "reported_before",
        _("There is a report that begins on this day already."),
    ),
    (("not evaluated",), "not_evaluated", _("It is paid once its evaluation is final.")),
    (("no such step",), "wrong_step", _("This has changed in the meantime. Reload the page.")),
)


@contextmanager
def told_by_the_database() -> Iterator[None]:
    """A savepoint in which a broken constraint or trigger becomes a RuleBroken."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        for marks, code, message in _SAID:
            if any(mark in str(error) for mark in marks):
                raise RuleBroken(code, message) from error
        raise
