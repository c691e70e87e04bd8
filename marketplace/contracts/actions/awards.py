"""From the ranking to the publicized result: two officers, and the bid that the panel put first."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.bids.models import Bid
from marketplace.contracts import rules
from marketplace.contracts.actions.leave import ensure, enter_award
from marketplace.contracts.lifecycle import AWARD
from marketplace.contracts.models import Award
from marketplace.contracts.permissions import may_approve, may_award
from marketplace.contracts.queries import periods_of
from marketplace.contracts.refusals import told_by_the_database
from marketplace.journal.actions import record
from marketplace.journal.changing import change, codes_of, lock
from marketplace.kernel.errors import RuleBroken
from marketplace.kernel.text import clean_text
from marketplace.panels.queries import ranking
from marketplace.projects.choices import ProjectState
from marketplace.projects.models import Project
from marketplace.workdays.queries import calendar

REASON = 500


@transaction.atomic
def propose_award(project: Project, *, bid: Bid, by: User, at: datetime) -> Award:
    """The bid that the panel put first, of those that are eligible."""
    lock(project, "batch__district", "rulebook")
    ensure(may_award(by, project))
    if project.state != ProjectState.UNDER_REVIEW:
        raise RuleBroken("not_under_review", _("The bids for this project are not being compared."))
    best = next(iter(ranking(project)), None)
    if best is None or best.bid.pk != bid.pk:
        raise RuleBroken("not_first", _("The panel put another bid first."), field="bid")
    with told_by_the_database():
        award = Award.objects.create(
            project=project, bid=bid, score=best.place.total, proposed_at=at, proposed_by=by
        )
    record("propose_award", award, by=by, at=at, changes=codes_of(award, "state"))
    return award


@transaction.atomic
def approve_award(award: Award, *, by: User, at: datetime) -> Award:
    """Gate 2, as far as this room goes: a journey moves the project with it."""
    return _take(award, "approve", may_approve, by=by, at=at, approved_at=at, approved_by=by)


@transaction.atomic
def publicize_award(award: Award, *, by: User, at: datetime) -> Award:
    """From now on everybody knows, and may object. Part of a journey."""
    enter_award(award, may_publicize, by)
    until = rules.publicity_until(at, periods_of(award.project.rulebook), calendar())
    return _take(
        award, "publicize", may_publicize, by=by, at=at, publicized_at=at, publicity_until=until
    )


@transaction.atomic
def mark_award_signed(award: Award, *, by: User, at: datetime) -> Award:
    """The contract is signed. Part of that journey: leave is asked there."""
    return _take(award, "sign", lambda user, it: True, by=by, at=at)


@transaction.atomic
def take_back_award(award: Award, *, reason: str, by: User, at: datetime) -> Award:
    """The result does not stand: the bids are compared again. Part of a journey."""
    reason = clean_text(reason, field="reason", longest=REASON, required=True)
    return _take(
        award,
        "take_back",
        may_publicize,
        by=by,
        at=at,
        reason=reason,
        taken_back_at=at,
        taken_back_for=reason,
    )


def may_publicize(user: User, award: Award) -> bool:
    return may_award(user, award.project)


def _take(
    award: Award,
    step: str,
    may: Callable[[User, Award], bool],
    *,
    by: User,
    at: datetime,
    reason: str = "",
    **facts: Any,
) -> Award:
    enter_award(award, may, by)
    state = AWARD.target(award.state, step)
    with told_by_the_database():
        change(award, f"{step}_award", by=by, at=at, reason=reason, state=state, **facts)
    return award
