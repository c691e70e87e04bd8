from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.dispatch import actions as dispatch
from marketplace.dispatch.models import MatchRun, Proposal
from marketplace.dispatch.queries import orders_in
from marketplace.journeys.call_dispatch_centre import call_dispatch_centre
from marketplace.kernel.errors import RuleBroken
from marketplace.workorders import actions as workorders
from marketplace.workorders.models import Offer


@transaction.atomic
def dispatch_round(run: MatchRun | None = None, *, by: User | None, at: datetime) -> MatchRun:
    """Turn the proposals of a previewed round into offers; without one, propose and commit at once.

    The world has moved on since the preview: each offer is judged again, and what could not be offered
    says so on its proposal (`not_offered`) and waits for the next round.
    """
    run = run or dispatch.propose_round(by=by, at=at)
    workorders.lock_orders(orders_in(run))
    outcomes = {
        proposal: against or _offer(proposal, by=by, at=at)
        for proposal, against in dispatch.take_up(run, by=by, at=at).items()
    }
    for unserved in run.unserved.select_related("work_order__need__community"):
        if unserved.nobody_left:
            order = unserved.work_order
            call_dispatch_centre(order, since=order.opened_at, at=at)
    return dispatch.mark_committed(run, outcomes, by=by, at=at)


def _offer(proposal: Proposal, *, by: User | None, at: datetime) -> Offer | str:
    """The offer, or the code of what stands against it."""
    try:
        with transaction.atomic():
            return workorders.make_offer(
                proposal.work_order,
                service=proposal.service,
                volunteer=proposal.volunteer,
                by=by,
                at=at,
            )
    except RuleBroken as refusal:
        return refusal.code
