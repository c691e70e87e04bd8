from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.bans.lifecycle import BAN
from marketplace.bans.models import Ban
from marketplace.bans.queries import visible_to
from marketplace.journal import changing
from marketplace.kernel.errors import Hidden, NotAllowed
from marketplace.kernel.text import clean_text

LONGEST = 2000
REASON = 300


def enter(ban: Ban, may: Callable[[User, Ban], bool], by: User) -> None:
    """Lock, then ask leave on what is locked. Who may not even see the ban is told of none."""
    changing.lock(ban, "organization", "project__batch__district", "policy")
    if may(by, ban):
        return
    if not visible_to(by).filter(pk=ban.pk).exists():
        raise Hidden("no_such_ban", _("There is no such ban, or it is not yours to see."))
    raise NotAllowed(
        "another_officer",
        _("You took the step before this one: the next one is another officer's."),
    )


def take(ban: Ban, step: str, *, by: User, at: datetime, reason: str = "", **facts: Any) -> Ban:
    """Along the lifecycle; the journal calls it `<step>_ban`."""
    state = BAN.target(ban.state, step)
    changing.change(ban, f"{step}_ban", by=by, at=at, reason=reason[:REASON], state=state, **facts)
    return ban


def words(text: str, field: str) -> str:
    return clean_text(text, field=field, longest=LONGEST, required=True)
