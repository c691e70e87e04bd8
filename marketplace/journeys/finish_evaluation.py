from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.bans import actions as bans
from marketplace.bans.queries import policy_on
from marketplace.bans.rules import Finding
from marketplace.evaluations import actions as evaluations
from marketplace.evaluations.choices import Kind
from marketplace.evaluations.models import Evaluation
from marketplace.evaluations.queries import finding_of, tally_of
from marketplace.kernel.errors import Malformed
from marketplace.projects import actions as projects
from marketplace.workdays.rules import SHANGHAI


@transaction.atomic
def finish_evaluation(
    evaluation: Evaluation,
    *,
    correction: str = "",
    correction_due_on: date | None = None,
    by: User,
    at: datetime,
) -> Evaluation:
    """It stands, and the project goes on with it: passed, or put right until a day, or failed.

    Fewer than half satisfied proposes a ban, at the final evaluation, and at the mid-term where the policy
    of the day says so. Persons decide about it; nothing here takes one back.
    """
    evaluation = evaluations.finish_evaluation(evaluation, by=by, at=at)
    if evaluation.passed:
        step = "pass_midterm" if evaluation.kind == Kind.MIDTERM else "pass_final"
    elif evaluation.kind == Kind.MIDTERM:
        _agree(evaluation, correction, correction_due_on, by, at)
        step = "rectify"
    else:
        step = "fail_final"
    projects.mark_project(evaluation.project, step, by=by, at=at)
    _propose_ban(evaluation, by, at)
    return evaluation


def _agree(evaluation: Evaluation, what: str, due_on: date | None, by: User, at: datetime) -> None:
    if due_on is None:
        raise Malformed(
            "missing", _("Say what is to be put right, and until when."), field="correction_due_on"
        )
    evaluations.agree_plan(evaluation, what=what, due_on=due_on, by=by, at=at)


def _propose_ban(evaluation: Evaluation, by: User, at: datetime) -> None:
    policy, tally = policy_on(at.astimezone(SHANGHAI).date()), tally_of(evaluation)
    if finding_of(tally, policy) is not Finding.BANS:
        return
    if evaluation.kind == Kind.MIDTERM and not policy.on_midterm:
        return
    bans.propose_ban(
        evaluation.contract.organization,
        evaluation.project,
        trigger=evaluation.kind,
        satisfied=tally.satisfied,
        valid=tally.valid,
        clients=tally.clients,
        by=by,
        at=at,
    )
