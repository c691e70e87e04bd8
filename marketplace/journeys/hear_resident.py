from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.journeys.reopen_need import reopen_need
from marketplace.kernel.errors import Malformed
from marketplace.kernel.text import clean_text
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
    if what_next not in list(WhatNext):
        message = _("Please choose what should happen next.")
        raise Malformed("what_next", message, fields={"what_next": message})
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
    order = verdict.work_order
    wants = what_next if rules.is_unsatisfied(score) else WhatNext.NOTHING
    # Whoever asked only passes on what the resident wants, hence `by=None`. The resident's own words
    # stay in the verdict: no reason goes along.
    if wants == WhatNext.REOPEN:
        reopen_need(order.need, reason="", by=None, at=at)
    elif wants == WhatNext.COMPLAIN:
        text = clean_text(comment, field="comment", required=True)
        satisfaction.complain(order.need, text=text, work_order=order, by=None, at=at)
    elif order.state == OrderState.DELIVERED:
        workorders.confirm_order(order, by=None, at=at)
    return verdict
