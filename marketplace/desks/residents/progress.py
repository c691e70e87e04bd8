"""How far a request is, in the words of whoever asked."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from marketplace.needs.choices import NeedState as S
from marketplace.needs.lifecycle import ENDED
from marketplace.needs.models import Need
from marketplace.satisfaction.models import Verdict
from marketplace.workorders.choices import OrderState, VisitState
from marketplace.workorders.models import Visit, WorkOrder
from marketplace.workorders.queries import holder_of

HEARABLE = (OrderState.DELIVERED, OrderState.CONFIRMED, OrderState.CLOSED)
WITHDRAWABLE = (S.SUBMITTED, S.RETURNED, S.TRIAGED, S.ASSESSED, S.APPROVED, S.ORDERED)
# Which of the five steps a state is at.
AT_STEP = {
    S.SUBMITTED: 0,
    S.RETURNED: 0,
    S.TRIAGED: 1,
    S.ASSESSED: 1,
    S.APPROVED: 2,
    S.ORDERED: 2,
    S.ON_HOLD: 2,
    S.IN_SERVICE: 3,
    S.FULFILLED: 4,
    S.CLOSED: 5,
}


@dataclass(frozen=True, slots=True)
class Progress:
    """What the page of a request shows beside the need itself."""

    order: WorkOrder | None
    helper: str
    visits: list[Visit]
    verdict: Verdict | None

    @property
    def may_rate(self) -> bool:
        return self.order is not None and self.order.state in HEARABLE and self.verdict is None


def progress_of(need: Need) -> Progress:
    """The latest order counts; its helper is named from acceptance on."""
    order = need.work_orders.order_by("-opened_at", "-id").first()
    if order is None:
        return Progress(None, "", [], None)
    holder = holder_of(order)
    visits = order.visits.exclude(state=VisitState.CANCELLED).order_by("planned_from")
    verdict = Verdict.objects.filter(work_order=order).first()
    return Progress(order, _name_of(holder) if holder else "", list(visits), verdict)


def _name_of(holder: Any) -> str:
    """An organization by its name; a volunteer by the family name."""
    if holder.service_id:
        return holder.service.organization.name
    return _("%(name)s (volunteer)") % {"name": holder.volunteer.name[:1] + "**"}


def steps_of(need: Need) -> list[tuple[str, str]]:
    words = [
        _("Received"),
        _("Looked at"),
        _("Looking for a helper"),
        _("A helper is on it"),
        _("Done"),
    ]
    if need.state in ENDED and need.state != S.CLOSED:
        return []
    here = AT_STEP.get(S(need.state), 0)
    return [
        (word, "done" if turn < here else "current" if turn == here else "next")
        for turn, word in enumerate(words)
    ]
