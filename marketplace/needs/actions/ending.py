"""How a need ends, and how it begins again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.households.models import Consent
from marketplace.journal.changing import change
from marketplace.kernel.checks import choice_of
from marketplace.kernel.errors import RuleBroken
from marketplace.needs import rules
from marketplace.needs.actions.guards import consent_for, ensure_consent, only_one_of_a_kind
from marketplace.needs.actions.steps import clean_note, enter, judge_step, take
from marketplace.needs.choices import Outcome
from marketplace.needs.models import Need
from marketplace.needs.permissions import may_close, may_complete_papers, may_reopen, may_withdraw

UNWANTED = (Outcome.WITHDRAWN, Outcome.DIED_OR_MOVED)


@transaction.atomic
def close_need(need: Need, *, outcome: str, by: User, at: datetime) -> Need:
    """The end, with an outcome. An urgent need's papers are complete by then."""
    outcome = choice_of(outcome, Outcome, field="outcome")
    enter(need, may_close, by)
    judge_step(need, "close")
    if owes_papers(need):
        raise RuleBroken(
            "papers_open",
            _("Help came first; complete the papers before closing this urgent need."),
        )
    return take(need, "close", by=by, at=at, outcome=outcome, ended_at=at)


@transaction.atomic
def complete_papers(need: Need, *, consent: Consent | None = None, by: User, at: datetime) -> Need:
    """Urgent needs: aid first, papers after. They are complete when somebody has really consented."""
    enter(need, may_complete_papers, by)
    if need.tag is None or not need.tag.papers_within or need.papers_completed_at:
        raise RuleBroken("no_papers_due", _("There are no papers to complete for this need."))
    consent = consent or need.consent
    ensure_consent(consent, need.resident_id, at_risk=False)
    change(need, "complete_papers", by=by, at=at, consent=consent, papers_completed_at=at)
    return need


@transaction.atomic
def withdraw_need(
    need: Need,
    *,
    reason: str,
    outcome: str = Outcome.WITHDRAWN,
    by: User | None,
    at: datetime,
) -> Need:
    """Not wanted any more, or nobody is there to want it. `by=None`: the resident, by their code."""
    reason = clean_note(reason, field="reason", required=by is not None)
    outcome = choice_of(outcome, UNWANTED, field="outcome")
    enter(need, may_withdraw, by)
    return take(need, "withdraw", by=by, at=at, note=reason, outcome=outcome, ended_at=at)


@transaction.atomic
def reopen_need(need: Need, *, reason: str, by: User | None, at: datetime) -> Need:
    """The same need once more, within 30 days of its end. `by=None`: the resident, by their code."""
    reason = clean_note(reason, field="reason", required=by is not None)
    enter(need, may_reopen, by)
    judge_step(need, "reopen")
    consent = consent_for(need)
    since = need.ended_at or need.fulfilled_at
    if not rules.may_reopen(since, at):
        raise RuleBroken(
            "too_late_to_reopen",
            _("This ended more than %(days)s days ago. Please post a new need.")
            % {"days": rules.REOPEN_WITHIN.days},
        )
    with only_one_of_a_kind(need):
        return take(
            need,
            "reopen",
            by=by,
            at=at,
            note=reason,
            consent=consent,
            outcome="",
            ended_at=None,
            fulfilled_at=None,
            restarted_at=at,
        )


def owes_papers(need: Need) -> bool:
    return bool(need.tag and need.tag.papers_within and need.papers_completed_at is None)
