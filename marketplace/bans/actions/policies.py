"""What brings a ban about: the bureau puts a new version in force, from a day on."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.bans.models import BanPolicy
from marketplace.journal.actions import record
from marketplace.journal.changing import codes_of
from marketplace.kernel.checks import whole_number
from marketplace.kernel.errors import Malformed, NotAllowed, RuleBroken
from marketplace.kernel.text import clean_text
from marketplace.places.queries import holds
from marketplace.workdays.rules import SHANGHAI


@transaction.atomic
def set_policy(
    *,
    from_on: date,
    on_midterm: bool,
    fewest_answers: int,
    years: int,
    statement_days: int,
    appeal_days: int,
    reason: str,
    by: User,
    at: datetime,
) -> BanPolicy:
    """A new version; bans that stand keep the one they were proposed under."""
    if not holds(by, Role.BUREAU_OFFICER):
        raise NotAllowed("not_allowed", _("Only the bureau sets these rules."))
    if from_on < at.astimezone(SHANGHAI).date():
        raise Malformed(
            "in_the_past", _("Rules do not hold backwards: from today on."), field="from_on"
        )
    policy = BanPolicy(
        from_on=from_on,
        on_midterm=on_midterm,
        fewest_answers=whole_number(fewest_answers, 1, 1000, field="fewest_answers"),
        years=whole_number(years, 1, 3, field="years"),
        statement_days=whole_number(statement_days, 3, 60, field="statement_days"),
        appeal_days=whole_number(appeal_days, 1, 180, field="appeal_days"),
        made_at=at,
        made_by=by,
        reason=clean_text(reason, field="reason", longest=300, required=True),
    )
    try:
        with transaction.atomic():
            policy.save(force_insert=True)
    except IntegrityError:
        raise RuleBroken(
            "policy_that_day", _("Other rules begin on that day already."), field="from_on"
        ) from None
    told = codes_of(
        policy, "from_on", "on_midterm", "fewest_answers", "years", "statement_days", "appeal_days"
    )
    record("set_policy", policy, by=by, at=at, changes=told, reason=policy.reason)
    return policy
