from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.bids import actions as bids
from marketplace.bids.models import Bid
from marketplace.panels import actions as panels


@transaction.atomic
def check_bid(bid: Bid, *, admit: bool, reason: str = "", by: User, at: datetime) -> Bid:
    """It meets the conditions and is compared, or not, with the reason that its bidder reads.

    With the last one the panel begins to score, if everybody on it has accepted.
    """
    if admit:
        bids.admit_bid(bid, by=by, at=at)
    else:
        bids.exclude_bid(bid, reason=reason, by=by, at=at)
    panels.begin_when_ready(bid.project, by=by, at=at)
    return bid
