from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.dispatch import actions as dispatch
from marketplace.dispatch.models import MatchRun
from marketplace.journeys.call_dispatch_centre import call_dispatch_centre
from marketplace.workorders import actions as workorders
from marketplace.workorders.actions import Ask


@transaction.atomic
def dispatch_round(run: MatchRun, *, by: User | None, at: datetime) -> MatchRun:
    """Turn the proposals of a previewed round into offers.

    The world has moved on since the preview: each offer is judged again, and what could not be offered
    says so on its proposal (`not_offered`) and waits for the next round.
    """
    judged = dispatch.take_up(run, by=by, at=at)
    fine = [proposal for proposal, against in judged.items() if not against]
    asks = [Ask(each.work_order, each.service, each.volunteer) for each in fine]
    offers = workorders.make_offers(asks, by=by, at=at)
    for unserved in run.unserved.select_related("work_order__need__community"):
        if unserved.nobody_left:
            call_dispatch_centre(unserved.work_order, at=at)
    outcomes = judged | dict(zip(fine, offers, strict=True))
    return dispatch.mark_committed(run, outcomes, by=by, at=at)
