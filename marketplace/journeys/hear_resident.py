from datetime import datetime
from enum import StrEnum

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.journeys.reopen_need import reopen_need
from marketplace.satisfaction import actions as satisfaction
from marketplace.satisfaction import rules
from marketplace.satisfaction.models import Verdict
from marketplace.workorders import actions as workorders
from marketplace.workorders.choices import OrderState
from marketplace.workorders.models import WorkOrder


class WhatNext(StrEnum):
    """What somebody who is not content wants."""

    NOTHING = ""
    REOPEN = "reopen"
    COMPLAIN = "complain"


@transaction.atomic
def hear_resident(
    order: WorkOrder,
    *,
    score: int,
    comment: str = "",
    channel: str,
    by_proxy: bool = False,
    asked_by: User | None = None,
    what_next: str = WhatNext.NOTHING,
    by: User | None,
    at: datetime,
) -> Verdict:
    """How was it, on five points. `by=None`: the resident themselves, by link or code.

    Whoever judges the work and does not ask for more has confirmed it. One or two points may reopen the
    need, with another provider, or become a complaint that waits for an answer.
    """
    verdict = satisfaction.give_verdict(
        order,
        score=score,
        comment=comment,
        channel=channel,
        by_proxy=by_proxy,
        asked_by=asked_by,
        by=by,
        at=at,
    )
    wants_more = rules.is_unsatisfied(score) and what_next
    if wants_more and what_next == WhatNext.REOPEN:
        reopen_need(order.need, reason=comment, by=by, at=at)
    elif wants_more:
        satisfaction.complain(order.need, text=comment, work_order=order, by=by, at=at)
    elif order.state == OrderState.DELIVERED:
        workorders.confirm_order(order, by=by, at=at)
    return verdict
