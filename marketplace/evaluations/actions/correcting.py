"""A mid-term below the line: what is put right until when, and whether it was."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.evaluations.actions.entering import LONGEST, enter
from marketplace.evaluations.lifecycle import PLAN
from marketplace.evaluations.models import CorrectionPlan, Evaluation
from marketplace.evaluations.permissions import may_run, may_speak_for
from marketplace.journal.actions import record
from marketplace.journal.changing import change, codes_of, lock
from marketplace.kernel.errors import Malformed
from marketplace.kernel.text import clean_text
from marketplace.workdays.rules import SHANGHAI


@transaction.atomic
def agree_plan(
    evaluation: Evaluation, *, what: str, due_on: date, by: User, at: datetime
) -> CorrectionPlan:
    """Part of the journey that makes a mid-term final which did not pass: leave is asked there."""
    what = clean_text(what, field="what", longest=LONGEST, required=True)
    today = at.astimezone(SHANGHAI).date()
    last = today + timedelta(days=evaluation.scheme.correction_days)
    if not today < due_on <= last:
        raise Malformed(
            "not_in_time",
            _("Please give a day after today, until %(last)s.") % {"last": last.isoformat()},
            field="due_on",
        )
    plan = CorrectionPlan.objects.create(
        evaluation=evaluation, what=what, due_on=due_on, agreed_at=at, agreed_by=by
    )
    record("agree_plan", plan, by=by, at=at, changes=codes_of(plan, "due_on", "state"))
    return plan


@transaction.atomic
def report_correction(
    plan: CorrectionPlan, *, report: str, by: User, at: datetime
) -> CorrectionPlan:
    """The provider says what it has put right. Late is told late, and not refused."""
    report = clean_text(report, field="report", longest=LONGEST, required=True)
    _enter(plan, may_speak_for, by)
    return _take(plan, "report", by=by, at=at, report=report, reported_at=at, reported_by=by)


@transaction.atomic
def send_correction_back(
    plan: CorrectionPlan, *, reason: str, by: User, at: datetime
) -> CorrectionPlan:
    reason = clean_text(reason, field="reason", longest=300, required=True)
    _enter(plan, may_run, by)
    return _take(plan, "send_back", by=by, at=at, reason=reason)


@transaction.atomic
def accept_correction(plan: CorrectionPlan, *, by: User, at: datetime) -> CorrectionPlan:
    """It was put right. Part of a journey: the project goes on."""
    _enter(plan, may_run, by)
    return _take(plan, "accept", by=by, at=at, accepted_at=at, accepted_by=by)


def _enter(plan: CorrectionPlan, may: Callable[[User, Evaluation], bool], by: User) -> None:
    evaluation = plan.evaluation
    enter(evaluation, may, by)
    lock(plan)
    plan.evaluation = evaluation


def _take(
    plan: CorrectionPlan, step: str, *, by: User, at: datetime, reason: str = "", **facts: Any
) -> CorrectionPlan:
    state = PLAN.target(plan.state, step)
    change(plan, f"{step}_correction", by=by, at=at, reason=reason, state=state, **facts)
    return plan
