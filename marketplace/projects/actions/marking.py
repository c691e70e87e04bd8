"""Steps that follow what happens in other rooms: bids, awards, contracts, evaluations. Journeys take them,
and whoever may do that there was asked there."""

from datetime import datetime
from typing import Any

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.journal import changing
from marketplace.projects.actions.entering import take
from marketplace.projects.models import Project

FOLLOWING = frozenset(
    {
        "open_bids",
        "fail_tender",
        "review_again",
        "publicize",
        "begin",
        "pass_midterm",
        "rectify",
        "pass_final",
        "fail_final",
        "close",
        "terminate",
    }
)


@transaction.atomic
def mark_project(
    project: Project,
    step: str,
    *,
    by: User | None,
    at: datetime,
    reason: str = "",
    **facts: Any,
) -> Project:
    """Take one of the steps that follow; RuleBroken where the lifecycle has none from here."""
    assert step in FOLLOWING, step
    changing.lock(project, "batch__district", "rulebook")
    return take(project, step, by=by, at=at, reason=reason, **facts)
