"""From an evaluation to a decision: proposed, told to the organization, answered by it, decided by another."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.bans import rules
from marketplace.bans.actions.entering import enter, take, words
from marketplace.bans.choices import BanState, Trigger
from marketplace.bans.models import Ban
from marketplace.bans.permissions import may_decide, may_handle, may_speak_for
from marketplace.bans.queries import policy_on
from marketplace.journal import changing
from marketplace.journal.actions import record
from marketplace.kernel.checks import choice_of
from marketplace.kernel.errors import RuleBroken
from marketplace.organizations.models import Organization
from marketplace.projects.models import Project
from marketplace.workdays.queries import calendar
from marketplace.workdays.rules import SHANGHAI


@transaction.atomic
def propose_ban(
    organization: Organization,
    project: Project,
    *,
    trigger: str,
    satisfied: int,
    valid: int,
    clients: int,
    by: User | None,
    at: datetime,
) -> Ban:
    """An evaluation found fewer than half satisfied. A journey proposes it; persons decide.

    `clients`: everybody who could have been asked.
    """
    trigger = choice_of(trigger, Trigger, field="trigger")
    policy = policy_on(at.astimezone(SHANGHAI).date())
    changing.lock(organization)
    found = rules.finding(satisfied, valid, clients=clients, fewest=policy.fewest_answers)
    if found is not rules.Finding.BANS or (trigger == Trigger.MIDTERM and not policy.on_midterm):
        raise RuleBroken("no_grounds", _("This evaluation is no ground for a ban."))
    ban = Ban(
        organization=organization,
        project=project,
        trigger=trigger,
        policy=policy,
        satisfied=satisfied,
        valid=valid,
        proposed_at=at,
        proposed_by=by,
    )
    try:
        with transaction.atomic():
            ban.save(force_insert=True)
    except IntegrityError:
        raise RuleBroken(
            "proposed_already", _("On these grounds a ban was proposed already.")
        ) from None
    told = {"organization": organization.pk, "satisfied": satisfied, "valid": valid}
    record("propose_ban", ban, by=by, at=at, changes=told)
    return ban


@transaction.atomic
def give_notice(ban: Ban, *, notice: str, by: User, at: datetime) -> Ban:
    """Tell the organization what is intended and why; its time to answer begins."""
    notice = words(notice, "notice")
    enter(ban, may_handle, by)
    until = calendar().add_working_days(at, ban.policy.statement_days).at
    return take(
        ban,
        "give_notice",
        by=by,
        at=at,
        reason=notice,
        notice=notice,
        noticed_at=at,
        noticed_by=by,
        statement_until=until,
    )


@transaction.atomic
def state_view(ban: Ban, *, statement: str, by: User, at: datetime) -> Ban:
    """What the organization says to it, until its time is over."""
    statement = words(statement, "statement")
    enter(ban, lambda user, it: may_speak_for(user, it.organization), by)
    if ban.state != BanState.NOTICED or at > ban.statement_until:
        raise RuleBroken("statement_over", _("The time for your statement is over."))
    changing.change(
        ban, "state_view", by=by, at=at, statement=statement, stated_at=at, stated_by=by
    )
    return ban


@transaction.atomic
def drop_ban(ban: Ban, *, reason: str, by: User, at: datetime) -> Ban:
    """Not pursued: the statement convinced, or the grounds fell away."""
    reason = words(reason, "reason")
    enter(ban, may_decide, by)
    return take(
        ban, "drop", by=by, at=at, reason=reason, decision=reason, decided_at=at, decided_by=by
    )


@transaction.atomic
def decide_ban(ban: Ban, *, decision: str, by: User, at: datetime) -> Ban:
    """It holds from today on, by another officer than the one who gave notice, once the organization
    has answered or its time is over."""
    decision = words(decision, "decision")
    enter(ban, may_decide, by)
    if ban.state == BanState.NOTICED and not ban.statement and at <= ban.statement_until:
        raise RuleBroken(
            "statement_awaited",
            _("The organization may state its view until %(until)s.")
            % {"until": ban.statement_until.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")},
        )
    changing.lock(ban.organization)
    today = at.astimezone(SHANGHAI).date()
    return take(
        ban,
        "decide",
        by=by,
        at=at,
        reason=decision,
        decision=decision,
        decided_at=at,
        decided_by=by,
        from_on=today,
        until_on=rules.first_free_day(today, ban.policy.years),
    )
