from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.bids import actions as bids
from marketplace.bids.choices import BidState
from marketplace.bids.models import Bid
from marketplace.contracts import actions as contracts
from marketplace.contracts.models import Award
from marketplace.projects import actions as projects


@transaction.atomic
def publicize_award(award: Award, *, by: User, at: datetime) -> Award:
    """Everybody reads who was chosen; the other bids that were compared were not."""
    award = contracts.publicize_award(award, by=by, at=at)
    compared = Bid.objects.filter(project=award.project_id, state=BidState.ELIGIBLE)
    for bid in compared.defer("sealed").order_by("received_at", "pk"):
        bids.mark_bid(bid, "award" if bid.pk == award.bid_id else "pass_over", by=by, at=at)
    projects.mark_project(award.project, "publicize", by=by, at=at)
    return award
