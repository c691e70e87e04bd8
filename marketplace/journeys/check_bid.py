from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.bids import actions as bids
from marketplace.bids.models import Bid
from marketplace.bids.queries import too_few_are_left
from marketplace.panels import actions as panels
from marketplace.projects import actions as projects


@transaction.atomic
def check_bid(bid: Bid, *, admit: bool, reason: str = "", by: User, at: datetime) -> Bid:
    """It meets the conditions and is compared, or not, with the reason that its bidder reads.

    With the last one the panel begins to score, if everybody on it has accepted; or the tender fails, if fewer
    bids than the rules want are left to compare, and its panel is dissolved.
    """
    if admit:
        bids.admit_bid(bid, by=by, at=at)
    else:
        bids.exclude_bid(bid, reason=reason, by=by, at=at)
    if too_few_are_left(bid.project):
        reason = _("Too few bids meet the conditions.")
        panels.dissolve_for(bid.project, reason=reason, by=by, at=at)
        projects.mark_project(bid.project, "fail_tender", by=by, at=at, reason=reason)
    else:
        panels.begin_when_ready(bid.project, by=by, at=at)
    return bid
