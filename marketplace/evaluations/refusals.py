"""What the database refused, in words that the reader understands: never an error page."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from marketplace.kernel.errors import NotAllowed, RuleBroken

_SAID = (
    (("is final",), "final", _("This evaluation is final.")),
    (
        ("time to object",),
        "objecting",
        _("The time to object is not over, or an objection is open."),
    ),
    (
        ("no such points",),
        "no_such_points",
        _("These points are not possible, or the sheet is signed."),
    ),
    (("when it is whole",), "not_whole", _("Give points for every dimension first.")),
    (("no such step",), "wrong_step", _("This has changed in the meantime. Reload the page.")),
    (
        ("evaluations_one_open_objection", "evaluations_objection.evaluation_id"),
        "objected_before",
        _("Your objection is being examined already."),
    ),
)


@contextmanager
def told_by_the_database() -> Iterator[None]:
    """A savepoint in which a broken constraint or trigger becomes a refusal."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "own work" in str(error):
            raise NotAllowed(
                "performer", _("Whoever did the work cannot be the one who asks how it was.")
            ) from error
        for marks, code, message in _SAID:
            if any(mark in str(error) for mark in marks):
                raise RuleBroken(code, message) from error
        raise
