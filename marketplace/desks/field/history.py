"""What this provider did and what was said to it: not what became of the need before or elsewhere."""

from collections.abc import Iterable
from typing import Any

from marketplace.desks.threads import told_of
from marketplace.journal.names import name_of
from marketplace.journal.queries import thread_of
from marketplace.workorders.models import Incident, Offer, Visit

_OF_THE_ORDER = ("plan_visits", "deliver_order", "confirm_order", "dispute_order", "close_order")


def own_steps(offer: Offer, visits: Iterable[Visit]) -> list[dict[str, Any]]:
    """For `{% timeline %}`, latest first, in two queries."""
    visits = list(visits)
    incidents = Incident.objects.filter(visit__in=visits)
    own = {name_of(thing) for thing in (offer, *visits, *incidents)}
    order = name_of(offer.work_order)
    entries = thread_of(offer).filter(at__gte=offer.offered_at)
    return told_of(
        entry
        for entry in entries
        if entry.subject in own or (entry.subject == order and entry.verb in _OF_THE_ORDER)
    )
