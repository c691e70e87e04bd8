"""Appeal and lifting: nobody judges their own decision, and taking a ban back takes two."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.bans.actions.entering import enter, take, words
from marketplace.bans.lifecycle import STANDING
from marketplace.bans.models import Ban
from marketplace.bans.permissions import (
    may_answer_appeal,
    may_handle,
    may_lift,
    may_speak_for,
)
from marketplace.journal import changing
from marketplace.kernel.errors import RuleBroken


@transaction.atomic
def appeal_ban(ban: Ban, *, appeal: str, by: User, at: datetime) -> Ban:
    """The organization asks for a review. The ban holds meanwhile."""
    appeal = words(appeal, "appeal")
    enter(ban, lambda user, it: may_speak_for(user, it.organization), by)
    if ban.decided_at and at > ban.appeal_until:
        raise RuleBroken(
            "appeal_over",
            _("An appeal is possible for %(days)s days after the decision.")
            % {"days": ban.policy.appeal_days},
        )
    return take(ban, "appeal", by=by, at=at, appeal=appeal, appealed_at=at, appealed_by=by)


@transaction.atomic
def uphold_ban(ban: Ban, *, answer: str, by: User, at: datetime) -> Ban:
    """The appeal is turned down, by another officer than the one who decided."""
    answer = words(answer, "answer")
    enter(ban, may_answer_appeal, by)
    return take(
        ban,
        "uphold",
        by=by,
        at=at,
        reason=answer,
        appeal_answer=answer,
        appeal_answered_at=at,
        appeal_answered_by=by,
    )


@transaction.atomic
def ask_lifting(ban: Ban, *, reason: str, by: User, at: datetime) -> Ban:
    """The first of two: why this ban should be taken back."""
    reason = words(reason, "reason")
    enter(ban, may_handle, by)
    if ban.state not in STANDING:
        raise RuleBroken("not_standing", _("This ban does not hold any more."))
    if ban.lifting_asked_by_id is not None:
        raise RuleBroken(
            "asked_already", _("Somebody has asked for it already: the second decides.")
        )
    changing.change(
        ban,
        "ask_lifting",
        by=by,
        at=at,
        reason=reason[:300],
        lifting_asked_by=by,
        lifting_asked_at=at,
        lifting_reason=reason,
    )
    return ban


@transaction.atomic
def lift_ban(ban: Ban, *, by: User, at: datetime) -> Ban:
    """The second of two. The organization may bid again at once; what happened stays on the register."""
    enter(ban, may_lift, by)
    if ban.lifting_asked_by_id is None:
        raise RuleBroken("not_asked", _("Nobody has asked for this ban to be taken back."))
    return take(ban, "revoke", by=by, at=at, reason=ban.lifting_reason, lifted_at=at, lifted_by=by)
