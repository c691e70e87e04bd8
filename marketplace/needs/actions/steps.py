"""The shape that every action on a need shares: lock, ask leave, judge, change, save, journal."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.households.showing import unnamed
from marketplace.journal import changing
from marketplace.kernel.errors import Hidden, NotAllowed, RuleBroken
from marketplace.kernel.text import clean_text
from marketplace.needs.lifecycle import NEED
from marketplace.needs.models import Need
from marketplace.needs.permissions import may_see

NOTE = 500
ERASED = "resident_erased", _("The data of this person were erased on request.")
# Texts about a person stay sealed on the need.
UNSAID = ("description", "note")


def lock(need: Need) -> None:
    changing.lock(need, "community__subdistrict", "tag", "need_type", "resident__household")


def enter(need: Need, may: Callable[[Any, Need], bool], by: User | None) -> None:
    """Lock, then ask leave on what is locked. Who may not even see the need is told of none."""
    lock(need)
    if may(by, need):
        ensure_not_erased(need)
        return
    if by is None or not may_see(by, need):
        raise Hidden("no_such_need", _("There is no such need, or it is not yours to see."))
    raise NotAllowed(
        "not_allowed",
        _("Your role does not allow this step for needs of %(community)s.")
        % {"community": need.community.name},
    )


def ensure_not_erased(need: Need) -> None:
    """Nothing more is done for, or written about, somebody whose data were erased."""
    if need.resident.erased_at is not None:
        raise RuleBroken(*ERASED)


def judge_step(need: Need, step: str) -> None:
    """Refuse what the lifecycle does not allow, before other rules are judged."""
    NEED.target(need.state, step)


def take(
    need: Need, step: str, *, told: str = "", by: User | None, at: datetime, **facts: Any
) -> Need:
    """Move along the lifecycle and set `facts` with it. The journal calls it `told`, or `<step>_need`.

    A `note` is the journal's reason too, where somebody with an account wrote it: without what tells
    whose need it is, since the journal keeps it for good.
    """
    reason = unnamed(facts.get("note", ""), need.resident) if by is not None else ""
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
