from datetime import datetime

from django.db import transaction

from marketplace.accounts.choices import Role
from marketplace.needs import actions as needs
from marketplace.places import queries as places
from marketplace.supervision import actions as supervision
from marketplace.supervision.models import AlertKind
from marketplace.workorders.models import WorkOrder
from marketplace.workorders.queries import with_last_asked


@transaction.atomic
def call_dispatch_centre(order: WorkOrder, *, at: datetime) -> None:
    """Nobody is left to ask: a dispatcher owns the need from now on, and the board says so.

    Told once until somebody is asked again, however many notice.
    """
    need = order.need
    spell = with_last_asked(WorkOrder.objects.filter(pk=order.pk)).get().last_asked_at
    supervision.raise_alert(need, kind=AlertKind.NOBODY_LEFT, due_at=spell, at=at)
    centre = list(places.staff_of(need.community, Role.DISPATCHER))
    if centre and need.owner_id not in {user.pk for user in centre}:
        needs.hand_over(need, to=centre[0], by=None, at=at)
