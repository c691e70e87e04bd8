"""The shape that every action on a need shares: lock, ask leave, judge, change, save, journal."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.journal import changing
from marketplace.kernel.errors import Hidden, NotAllowed
from marketplace.kernel.text import clean_text
from marketplace.needs.lifecycle import NEED
from marketplace.needs.models import Need
from marketplace.needs.permissions import may_see

NOTE = 500
# Texts about a person stay sealed on the need.
UNSAID = ("description", "note")


def lock(need: Need) -> None:
    changing.lock(need, "community__subdistrict", "tag", "need_type")


def enter(need: Need, may: Callable[[Any, Need], bool], by: User | None) -> None:
    """Lock, then ask leave on what is locked. Who may not even see the need is told of none."""
    lock(need)
    if may(by, need):
        return
    if by is None or not may_see(by, need):
        raise Hidden("no_such_need", _("There is no such need, or it is not yours to see."))
    raise NotAllowed(
        "not_allowed",
        _("Your role does not allow this step for needs of %(community)s.")
        % {"community": need.community.name},
    )


def judge_step(need: Need, step: str) -> None:
    """Refuse what the lifecycle does not allow, before other rules are judged."""
    NEED.target(need.state, step)


def take(
    need: Need, step: str, *, told: str = "", by: User | None, at: datetime, **facts: Any
) -> Need:
    """Move along the lifecycle and set `facts` with it. The journal calls it `told`, or `<step>_need`.

    A `note` is the journal's reason too, where somebody with an account wrote it.
    """
    reason = facts.get("note", "") if by is not None else ""
    state = NEED.target(need.state, step)
    changing.change(
        need,
        told or f"{step}_need",
        by=by,
        at=at,
        reason=reason,
        unsaid=UNSAID,
        state=state,
        **facts,
    )
    return need


def clean_note(text: str, *, field: str = "note", required: bool = False) -> str:
    return clean_text(text, field=field, longest=NOTE, required=required)
