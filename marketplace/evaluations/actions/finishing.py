"""From the signed sheets to a result that stands: worked out, announced, open to objections, final.

While it is not final, everything is worked out anew at each of these steps: so an answer that was withdrawn
in between does not count. The moment it is final, the figures are kept and nothing changes them.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.bans.queries import policy_on
from marketplace.evaluations.actions.entering import ensure_state, enter, take
from marketplace.evaluations.choices import EvaluationState, ObjectionState
from marketplace.evaluations.lifecycle import EVALUATION, OBJECTION
from marketplace.evaluations.models import Evaluation, Objection
from marketplace.evaluations.permissions import may_run, may_sign, may_speak_for
from marketplace.evaluations.queries import standing_of
from marketplace.evaluations.refusals import told_by_the_database
from marketplace.journal.actions import record
from marketplace.journal.changing import change, codes_of, lock
from marketplace.kernel.errors import NotAllowed, RuleBroken
from marketplace.kernel.text import clean_text
from marketplace.workdays.queries import calendar
from marketplace.workdays.rules import SHANGHAI

LONGEST = 2000


@transaction.atomic
def work_out_result(evaluation: Evaluation, *, by: User, at: datetime) -> Evaluation:
    """The preliminary result, for the bureau to look at."""
    enter(evaluation, may_run, by)
    EVALUATION.target(evaluation.state, "work_out")
    return take(evaluation, "work_out", by=by, at=at, **_result(evaluation, at))


@transaction.atomic
def announce_result(evaluation: Evaluation, *, by: User, at: datetime) -> Evaluation:
    """The provider reads it, and may object for the calendar days of the rulebook."""
    enter(evaluation, may_run, by)
    EVALUATION.target(evaluation.state, "announce")
    until = calendar().add_calendar_days(at, evaluation.project.rulebook.objection_days).at
    return take(
        evaluation,
        "announce",
        by=by,
        at=at,
        announced_at=at,
        announced_by=by,
        objections_until=until,
        **_result(evaluation, at),
    )


@transaction.atomic
def object_to_result(evaluation: Evaluation, *, text: str, by: User, at: datetime) -> Objection:
    text = clean_text(text, field="text", longest=LONGEST, required=True)
    enter(evaluation, may_speak_for, by)
    ensure_state(evaluation, EvaluationState.OBJECTING)
    if at > evaluation.objections_until:
        raise RuleBroken("too_late", _("The time to object is over."))
    with told_by_the_database():
        objection = Objection.objects.create(
            evaluation=evaluation, text=text, raised_at=at, raised_by=by
        )
    record("object_to_result", objection, by=by, at=at, changes=codes_of(objection, "state"))
    return objection


@transaction.atomic
def answer_objection(
    objection: Objection, *, upheld: bool, answer: str, by: User, at: datetime
) -> Objection:
    """Upheld: the panel looks again, so its sheets are open once more and the window begins anew."""
    answer = clean_text(answer, field="answer", longest=LONGEST, required=True)
    evaluation = objection.evaluation
    enter(evaluation, may_run, by)
    lock(objection)
    objection.evaluation = evaluation
    state = OBJECTION.target(objection.state, "uphold" if upheld else "reject")
    change(
        objection,
        "answer_objection",
        by=by,
        at=at,
        state=state,
        answer=answer,
        answered_at=at,
        answered_by=by,
    )
    if upheld:
        evaluation.sheets.update(signed_at=None)
        take(evaluation, "reconsider", by=by, at=at)
    return objection


@transaction.atomic
def finish_evaluation(evaluation: Evaluation, *, by: User, at: datetime) -> Evaluation:
    """It is signed, by another officer, and stands. Part of a journey: the project goes on with it."""
    enter(evaluation, may_run, by)
    EVALUATION.target(evaluation.state, "finish")
    if not may_sign(by, evaluation):
        raise NotAllowed(
            "another_officer", _("You announced this result: another officer signs it.")
        )
    if at <= evaluation.objections_until:
        raise RuleBroken("objecting", _("The time to object is not over yet."))
    if evaluation.objections.filter(state=ObjectionState.RECEIVED).exists():
        raise RuleBroken("objection_open", _("Answer the objection first."))
    return take(
        evaluation, "finish", by=by, at=at, signed_at=at, signed_by=by, **_result(evaluation, at)
    )


def _result(evaluation: Evaluation, at: datetime) -> dict[str, Any]:
    standing = standing_of(evaluation, policy_on(at.astimezone(SHANGHAI).date()))
    if standing.score is None:
        raise RuleBroken("not_signed", _("Not everybody on the panel has signed."))
    return {
        "score": standing.score,
        "satisfied": standing.tally.satisfied,
        "valid": standing.tally.valid,
        "clients": standing.tally.clients,
        "passed": standing.passed,
    }
