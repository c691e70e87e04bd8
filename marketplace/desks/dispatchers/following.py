"""What comes after a run was committed: who has to answer by when, and what waits for which round."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from marketplace.catalogue.models import UrgencyTag
from marketplace.dispatch.models import MatchRun
from marketplace.dispatch.queries import next_rounds
from marketplace.workdays.queries import calendar
from marketplace.workorders.choices import OfferState, OrderState
from marketplace.workorders.models import Offer, WorkOrder
from marketplace.workorders.queries import answer_due


@dataclass(frozen=True, slots=True)
class Following:
    """`asked` have not answered yet, the first of them by `first`, the last by `last`. `waiting`: (tag, how many
    of this run's orders still wait for a provider, when time looks for them next; None: at once)."""

    asked: int
    first: datetime | None
    last: datetime | None
    waiting: list[tuple[UrgencyTag, int, datetime | None]]


def following_of(run: MatchRun, at: datetime) -> Following:
    """As of now, not as of the moment when the run was committed."""
    due = _answers_due(run)
    return Following(len(due), due[0] if due else None, due[-1] if due else None, _waiting(run, at))


def _answers_due(run: MatchRun) -> list[datetime]:
    days = calendar()
    offers = Offer.objects.filter(
        pk__in=run.proposals.values("offer"), state=OfferState.OFFERED
    ).select_related("work_order__need__tag")
    return sorted(due.at for offer in offers if (due := answer_due(offer, days)))


def _waiting(run: MatchRun, at: datetime) -> list[tuple[UrgencyTag, int, datetime | None]]:
    orders = WorkOrder.objects.filter(
        Q(pk__in=run.unserved.order_by().values("work_order"))
        | Q(pk__in=run.proposals.filter(offer=None).order_by().values("work_order")),
        state=OrderState.CREATED,
    )
    counted = Counter(orders.order_by().values_list("need__tag", flat=True))
    ahead = {
        rank: moment
        for rank, moment in next_rounds(run.district_id or "", at).items()
        if moment > at
    }
    return [
        (tag, counted[tag.pk], ahead.get(tag.rank))
        for tag in UrgencyTag.objects.all()
        if counted[tag.pk]
    ]
