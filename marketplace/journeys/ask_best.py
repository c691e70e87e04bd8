from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.dispatch import actions as dispatch
from marketplace.kernel.errors import RuleBroken
from marketplace.workorders import actions as workorders
from marketplace.workorders.models import Offer, WorkOrder

# Somebody else may take the place between the proposal and the offer; then the engine is asked again.
ATTEMPTS = 3


@transaction.atomic
def ask_best(order: WorkOrder, *, by: User | None, at: datetime) -> Offer | None:
    """Offer one order to the best provider that has a place and was not asked yet; None if there is none."""
    workorders.take_up_order(order, by=by)
    for _ in range(ATTEMPTS):
        run = dispatch.propose_for(order, by=by, at=at)
        proposal = run.proposals.first()
        if proposal is None:
            dispatch.mark_committed(run, {}, by=by, at=at)
            return None
        try:
            with transaction.atomic():
                offer = workorders.make_offer(
                    order, service=proposal.service, volunteer=proposal.volunteer, by=by, at=at
                )
        except RuleBroken as refusal:
            if refusal.code not in workorders.OVERTAKEN:
                raise
            dispatch.mark_committed(run, {proposal: refusal.code}, by=by, at=at)
            continue
        dispatch.mark_committed(run, {proposal: offer}, by=by, at=at)
        return offer
    return None
