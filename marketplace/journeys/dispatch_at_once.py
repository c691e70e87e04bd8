from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.catalogue.models import UrgencyTag
from marketplace.dispatch import actions as dispatch
from marketplace.dispatch.models import MatchRun
from marketplace.journeys.dispatch_round import dispatch_round


@transaction.atomic
def dispatch_at_once(
    district: str,
    *,
    tags: Collection[UrgencyTag] | None = None,
    by: User | None,
    at: datetime,
) -> MatchRun:
    """A round that nobody looks at first: over all orders of a district (its code) that wait, or those of
    `tags`."""
    run = dispatch.propose_round(district, tags=tags, by=by, at=at)
    return dispatch_round(run, by=by, at=at)
