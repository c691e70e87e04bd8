from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.catalogue.models import NeedType, ServiceLevel, TargetGroup, UrgencyTag
from marketplace.journeys.approve_need import approve_need
from marketplace.needs import actions as needs
from marketplace.needs.models import Need


@transaction.atomic
def triage_need(
    need: Need,
    *,
    at_risk: bool,
    need_type: NeedType,
    group: TargetGroup,
    level: ServiceLevel,
    tag: UrgencyTag,
    by: User,
    at: datetime,
) -> Need:
    """Answer the safety question and judge the need. Life, body or a child at risk takes the fast lane:
    approved, ordered and offered to the best provider in the same moment."""
    need = needs.triage_need(need, at_risk=at_risk, by=by, at=at)
    need = needs.assess_need(
        need, need_type=need_type, group=group, level=level, tag=tag, by=by, at=at
    )
    if at_risk:
        approve_need(need, by=by, at=at)
        need.refresh_from_db()
    return need
