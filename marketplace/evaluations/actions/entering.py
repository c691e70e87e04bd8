"""What every action begins and ends with: lock, ask leave, and one way along the lifecycle."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.evaluations.lifecycle import EVALUATION
from marketplace.evaluations.models import Evaluation
from marketplace.evaluations.queries import visible_to
from marketplace.evaluations.refusals import told_by_the_database
from marketplace.journal import changing
from marketplace.kernel.errors import Hidden, NotAllowed, RuleBroken

LONGEST = 4000
_ALONG = (
    "project__batch__district",
    "project__rulebook",
    "contract__organization",
    "contract__award",
    "scheme",
)


def enter(evaluation: Evaluation, may: Callable[[User, Evaluation], bool], by: User) -> None:
    """Who may not even see the evaluation is told of none."""
    changing.lock(evaluation, *_ALONG)
    if may(by, evaluation):
        return
    if not visible_to(by).filter(pk=evaluation.pk).exists():
        raise Hidden(
            "no_such_evaluation", _("There is no such evaluation, or it is not yours to see.")
        )
    raise NotAllowed("not_allowed", _("Your role does not allow this step of this evaluation."))


def take(
    evaluation: Evaluation, step: str, *, by: User, at: datetime, reason: str = "", **facts: Any
) -> Evaluation:
    """Along the lifecycle; the journal calls it `<step>_evaluation`."""
    state = EVALUATION.target(evaluation.state, step)
    with told_by_the_database():
        changing.change(
            evaluation, f"{step}_evaluation", by=by, at=at, reason=reason, state=state, **facts
        )
    return evaluation


def ensure_state(evaluation: Evaluation, *states: str) -> None:
    if evaluation.state not in states:
        raise RuleBroken(
            "wrong_step",
            _("This is not possible any more: it is now “%(state)s”. Reload the page.")
            % {"state": evaluation.get_state_display()},
        )
