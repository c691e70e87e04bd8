from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.bids import actions as bids
from marketplace.bids.choices import BidState
from marketplace.bids.models import Bid
from marketplace.contracts import actions as contracts
from marketplace.contracts.choices import AwardState
from marketplace.contracts.models import Award
from marketplace.contracts.queries import contract_of
from marketplace.projects import actions as projects
from marketplace.projects.choices import ProjectState

COMPARED = (BidState.AWARDED, BidState.NOT_AWARDED)


@transaction.atomic
def take_back_award(award: Award, *, reason: str, by: User, at: datetime) -> Award:
    """The result does not stand. Before the contract is signed the bids are compared again; afterwards it
    is terminated, and so is the project."""
    project, was_signed = award.project, award.state == AwardState.SIGNED
    contract = contract_of(project)
    award = contracts.take_back_award(award, reason=reason, by=by, at=at)
    if contract is not None:
        contracts.stop_contract(contract, reason=reason, by=by, at=at)
    if was_signed:
        projects.mark_project(
            project,
            "terminate",
            by=by,
            at=at,
            reason=reason[:300],
            ended_at=at,
            ended_for=reason[:300],
        )
        return award
    for bid in Bid.objects.filter(project=project, state__in=COMPARED).defer("sealed"):
        bids.mark_bid(bid, "take_back", by=by, at=at)
    if project.state != ProjectState.UNDER_REVIEW:
        projects.mark_project(project, "review_again", by=by, at=at, reason=reason[:300])
    return award
