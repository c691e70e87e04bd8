"""Somebody who is not the provider asks one person how it was. Only points are written down."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.evaluations.actions.entering import ensure_state
from marketplace.evaluations.choices import EvaluationState
from marketplace.evaluations.lifecycle import ANSWER
from marketplace.evaluations.models import SampleMember
from marketplace.evaluations.permissions import is_of_the_provider, may_ask, may_run
from marketplace.evaluations.refusals import told_by_the_database
from marketplace.households.choices import Purpose
from marketplace.households.queries import has_withdrawn
from marketplace.journal.changing import change, lock
from marketplace.kernel.checks import whole_number
from marketplace.kernel.errors import NotAllowed, RuleBroken

_ALONG = (
    "resident",
    "evaluation__project__batch__district",
    "evaluation__contract__award",
    "evaluation__scheme",
    "order__need__community",
)


@transaction.atomic
def record_answer(
    member: SampleMember, *, score: int, by_proxy: bool = False, by: User, at: datetime
) -> SampleMember:
    """One to five points; `by_proxy`: somebody answered for the person."""
    score = whole_number(score, 1, 5, field="score")
    _enter(member, by)
    _ensure_may_be_asked(member)
    return _take(
        member, "answer", by=by, at=at, score=score, by_proxy=by_proxy, asked_at=at, asked_by=by
    )


@transaction.atomic
def note_try(member: SampleMember, *, by: User, at: datetime) -> SampleMember:
    """Nobody there. After as many tries as the scheme wants, the person counts as not reached."""
    _enter(member, by)
    tries = member.tries + 1
    if tries >= member.evaluation.scheme.tries:
        return _take(member, "give_up", by=by, at=at, tries=tries)
    change(member, "try_to_ask", by=by, at=at, tries=tries)
    return member


@transaction.atomic
def note_refusal(member: SampleMember, *, by: User, at: datetime) -> SampleMember:
    """The person does not want to answer: nobody asks again."""
    _enter(member, by)
    return _take(member, "refuse", by=by, at=at, tries=member.tries + 1)


@transaction.atomic
def withdraw_answer(member: SampleMember, *, by: User, at: datetime) -> SampleMember:
    """The person takes the answer back: it does not count, as long as the evaluation is not final."""
    _lock(member)
    if not may_ask(by, member) and not may_run(by, member.evaluation):
        raise NotAllowed("not_allowed", _("You may not ask about orders of this community."))
    return _take(
        member, "withdraw", by=by, at=at, score=None, by_proxy=False, verdict=None, asked_at=at
    )


def _enter(member: SampleMember, by: User) -> None:
    _lock(member)
    if is_of_the_provider(by, member.evaluation.contract):
        raise NotAllowed(
            "performer", _("Whoever did the work cannot be the one who asks how it was.")
        )
    if not may_ask(by, member):
        raise NotAllowed("not_allowed", _("You may not ask about orders of this community."))
    ensure_state(member.evaluation, EvaluationState.SURVEY_OPEN)


def _lock(member: SampleMember) -> None:
    """The evaluation first: whoever closes the survey, or makes it final, waits for this answer."""
    lock(member.evaluation)
    lock(member, *_ALONG)


def _ensure_may_be_asked(member: SampleMember) -> None:
    if member.resident.erased_at or has_withdrawn(member.resident, Purpose.FOLLOW_UP):
        raise RuleBroken(
            "not_to_be_asked", _("The resident does not want to be asked how it was any more.")
        )


def _take(member: SampleMember, step: str, *, by: User, at: datetime, **facts: Any) -> SampleMember:
    """The journal hears that somebody answered, not what: with so few, points would tell who said them."""
    state = ANSWER.target(member.state, step)
    with told_by_the_database():
        change(
            member,
            f"{step}_survey",
            by=by,
            at=at,
            unsaid=("score", "by_proxy", "verdict"),
            state=state,
            **facts,
        )
    return member
