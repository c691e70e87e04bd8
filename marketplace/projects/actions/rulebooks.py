"""Other figures from a day on. What was released before keeps its own."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.journal.actions import record
from marketplace.kernel.checks import whole_number
from marketplace.kernel.errors import Malformed, NotAllowed, RuleBroken
from marketplace.kernel.text import clean_text
from marketplace.projects.models import Rulebook
from marketplace.projects.permissions import may_set_rules
from marketplace.projects.rules import BOUNDS, PANELS
from marketplace.workdays.rules import SHANGHAI

LAST_DAY = date(2099, 12, 31)


@transaction.atomic
def put_rules_in_force(
    figures: Mapping[str, int], *, basis: str, from_on: date, by: User, at: datetime
) -> Rulebook:
    """A new rulebook from the beginning of `from_on` on, a day to come.

    `figures`: one whole number for each name in `projects.rules.BOUNDS`.
    """
    basis = clean_text(basis, field="basis", longest=300, required=True)
    if not may_set_rules(by):
        raise NotAllowed("not_allowed", _("Only the bureau puts rules in force."))
    if not at.astimezone(SHANGHAI).date() < from_on <= LAST_DAY:
        raise Malformed(
            "not_a_day_to_come",
            _("Rules come into force tomorrow at the earliest."),
            field="from_on",
        )
    checked = {
        name: whole_number(figures[name], bound.least, bound.most, field=name)
        for name, bound in BOUNDS.items()
    }
    _ensure_panels(checked)
    if Rulebook.objects.filter(from_on=from_on).exists():
        raise RuleBroken("day_taken", _("A rulebook begins on this day already."), field="from_on")
    book = Rulebook.objects.create(from_on=from_on, basis=basis, **checked)
    told = {"from_on": from_on.isoformat(), **checked}
    record("put_rules_in_force", book, by=by, at=at, reason=basis, changes=told)
    return book


def _ensure_panels(figures: Mapping[str, int]) -> None:
    for smaller, name in zip((None, *PANELS), PANELS, strict=False):
        if figures[name] % 2 == 0:
            raise Malformed("even_panel", _("A panel is odd, so that it can decide."), field=name)
        if smaller and figures[name] < figures[smaller]:
            raise Malformed(
                "panels_shrink", _("More money never wants a smaller panel."), field=name
            )
    if figures["experts_of"] > figures["panel_thirds"]:
        raise Malformed(
            "more_than_all", _("A part is not larger than the whole."), field="experts_of"
        )
