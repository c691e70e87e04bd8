from datetime import datetime
from typing import Any

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.catalogue.models import NeedType, ServiceLevel, TargetGroup, UrgencyTag
from marketplace.journeys.approve_need import approve_need
from marketplace.journeys.triage_need import triage_need
from marketplace.needs import actions as needs
from marketplace.needs.choices import NeedState
from marketplace.needs.models import Need


@transaction.atomic
def judge_need(
    need: Need,
    *,
    at_risk: bool,
    need_type: NeedType,
    group: TargetGroup,
    level: ServiceLevel,
    tag: UrgencyTag,
    approve: bool = False,
    related: bool = False,
    by: User,
    at: datetime,
) -> Need:
    """Judge a need for the first time or again, and `approve` it in the same breath.

    Where somebody is at risk it is approved and offered at once, whatever was asked. The safety question
    counts as it was first answered.
    """
    judged: dict[str, Any] = {
        "need_type": need_type,
        "group": group,
        "level": level,
        "tag": tag,
        "by": by,
        "at": at,
    }
    if need.state == NeedState.SUBMITTED:
        need = triage_need(need, at_risk=at_risk, **judged)
    else:
        need = needs.assess_need(need, **judged)
    if need.state == NeedState.ASSESSED and (approve or need.at_risk):
        approve_need(need, related=related, by=by, at=at)
        need.refresh_from_db()
    return need
