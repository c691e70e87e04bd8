"""What the resident asks of whoever comes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.catalogue.choices import HelperSex, Language, Window
from marketplace.journal.changing import change
from marketplace.kernel.checks import choice_of, choices_of
from marketplace.kernel.errors import RuleBroken
from marketplace.needs.actions.steps import enter
from marketplace.needs.lifecycle import BEFORE_SERVICE
from marketplace.needs.models import Need
from marketplace.needs.permissions import may_change_wishes


@dataclass(frozen=True, slots=True)
class Wishes:
    """When somebody may come, in which language, and whether a woman or a man. Empty is no wish."""

    windows: Collection[str] = ()
    language: str = ""
    helper_sex: str = ""

    def checked(self) -> dict[str, Any]:
        """As columns of a need; Malformed names what is on no list."""
        return {
            "windows": choices_of(self.windows, Window, field="windows"),
            "language": choice_of(self.language, ["", *Language], field="language"),
            "helper_sex": choice_of(self.helper_sex, ["", *HelperSex], field="helper_sex"),
        }


NO_WISHES = Wishes()


@transaction.atomic
def change_wishes(need: Need, wishes: Wishes, *, by: User, at: datetime) -> Need:
    """The resident thinks otherwise: whoever is looked for from now on is looked for by these wishes."""
    told = wishes.checked()
    enter(need, may_change_wishes, by)
    if need.state not in BEFORE_SERVICE:
        raise RuleBroken(
            "somebody_comes_already",
            _("Somebody has this need in hand: tell them directly what the resident wishes."),
        )
    changed = {name: value for name, value in told.items() if value != getattr(need, name)}
    if changed:
        change(need, "change_wishes", by=by, at=at, **changed)
    return need
