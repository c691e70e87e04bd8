"""How evaluations are made: the bureau puts a new version in force, from a day on."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.evaluations.choices import Dimension
from marketplace.evaluations.models import Scheme
from marketplace.evaluations.rules import BOUNDS
from marketplace.journal.actions import record
from marketplace.journal.changing import codes_of
from marketplace.kernel.checks import whole_number
from marketplace.kernel.errors import Malformed, NotAllowed, RuleBroken
from marketplace.kernel.text import clean_text
from marketplace.places.queries import holds
from marketplace.workdays.rules import SHANGHAI


@transaction.atomic
def set_scheme(
    figures: Mapping[str, int], *, from_on: date, reason: str, by: User, at: datetime
) -> Scheme:
    """A new version; evaluations that are scheduled keep the one they were scheduled under.

    `figures`: one whole number for each name in `evaluations.rules.BOUNDS`.
    """
    if not holds(by, Role.BUREAU_OFFICER):
        raise NotAllowed("not_allowed", _("Only the bureau sets these rules."))
    if from_on < at.astimezone(SHANGHAI).date():
        raise Malformed(
            "in_the_past", _("Rules do not hold backwards: from today on."), field="from_on"
        )
    checked = {
        name: whole_number(figures[name], least, most, field=name)
        for name, (least, most) in BOUNDS.items()
    }
    _ensure_they_fit(checked)
    reason = clean_text(reason, field="reason", longest=300, required=True)
    scheme = Scheme(from_on=from_on, made_at=at, made_by=by, reason=reason, **checked)
    try:
        with transaction.atomic():
            scheme.save(force_insert=True)
    except IntegrityError:
        raise RuleBroken(
            "scheme_that_day", _("Other rules begin on that day already."), field="from_on"
        ) from None
    record(
        "set_scheme",
        scheme,
        by=by,
        at=at,
        changes=codes_of(scheme, "from_on", *BOUNDS),
        reason=reason,
    )
    return scheme


def _ensure_they_fit(figures: Mapping[str, int]) -> None:
    together = sum(figures[name] for name in Dimension.values)
    if together != 100:
        raise Malformed(
            "not_a_hundred",
            _("The four dimensions are 100 points together, not %(points)s.")
            % {"points": together},
            field=Dimension.values[-1],
        )
    if figures["sample_most"] < figures["sample_least"]:
        raise Malformed(
            "sample_shrinks", _("At most cannot be fewer than at least."), field="sample_most"
        )
