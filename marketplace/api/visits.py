"""Visits: planned, begun, ended, written down afterwards. Whoever holds the order does that."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from marketplace.api import finding
from marketplace.api.auth import Asked, Caller
from marketplace.api.choices import Scope
from marketplace.api.rooms import Room
from marketplace.api.schemas import Code, Number
from marketplace.api.visits_schemas import CheckInIn, CheckOutIn, LogIn, PlanIn, VisitOut
from marketplace.journeys.log_unplanned_visit import log_unplanned_visit
from marketplace.journeys.log_visit import log_visit as log_planned_visit
from marketplace.journeys.plan_visits import plan_visits as plan
from marketplace.kernel.errors import Malformed
from marketplace.organizations.models import Worker
from marketplace.workorders import actions
from marketplace.workorders.models import Visit

room = Room(tags=["Visits"])


@room.writes("/orders/{number}/visits", list[VisitOut], scope=Scope.LOG_VISITS, status=201)
def plan_visits(request: Asked, number: Code, body: PlanIn) -> list[VisitOut]:
    """Plan a visit for each slot, or a whole series from the first one."""
    caller = request.auth
    order = finding.order_of(caller.user, number)
    slots = [(slot.begins_at, slot.ends_at) for slot in body.slots]
    return _told(plan(order, slots=slots, repeated=body.repeated, by=caller.user, at=caller.at))


@room.writes("/visits/{id}/check-in", VisitOut, scope=Scope.LOG_VISITS)
def check_in(request: Asked, id: Number, body: CheckInIn) -> VisitOut:
    """Somebody is there. Services for two need two different people."""
    caller = request.auth
    visit = actions.check_in(
        finding.visit_of(caller.user, id),
        workers=_workers(body.workers),
        companion=body.companion,
        came_at=body.came_at,
        by=caller.user,
        at=caller.at,
    )
    return _told([visit])[0]


@room.writes("/visits/{id}/check-out", VisitOut, scope=Scope.LOG_VISITS)
def check_out(request: Asked, id: Number, body: CheckOutIn) -> VisitOut:
    """They have left, and say what was done."""
    caller = request.auth
    visit = actions.check_out(
        finding.visit_of(caller.user, id),
        record=body.record,
        left_at=body.left_at,
        by=caller.user,
        at=caller.at,
    )
    return _told([visit])[0]


@room.writes("/orders/{number}/visits/log", VisitOut, scope=Scope.LOG_VISITS, status=201)
def log_visit(request: Asked, number: Code, body: LogIn) -> VisitOut:
    """Write down a visit after it took place: a planned one, or one that nobody had planned."""
    caller = request.auth
    order = finding.order_of(caller.user, number)
    told = {
        "came_at": body.came_at,
        "left_at": body.left_at,
        "record": body.record,
        "workers": _workers(body.workers),
        "companion": body.companion,
    }
    if body.visit is None:
        visit = log_unplanned_visit(order, **told, by=caller.user, at=caller.at)
    else:
        visit = log_planned_visit(
            _visit_of(caller, number, body.visit), **told, by=caller.user, at=caller.at
        )
    return _told([visit])[0]


def _visit_of(caller: Caller, number: str, pk: int) -> Visit:
    visit = finding.visit_of(caller.user, pk)
    if visit.work_order.number != number:
        raise Malformed(
            "visit_of_another", _("This visit belongs to another order."), field="visit"
        )
    return visit


def _workers(wanted: Sequence[int]) -> list[Worker]:
    """That they work for this provider, the room asks; here only that there are such people."""
    found = list(Worker.objects.filter(pk__in=wanted))
    if len(found) < len(set(wanted)):
        raise Malformed("not_a_choice", _("Please choose from the list."), field="workers")
    return found


def _told(visits: Iterable[Visit]) -> list[VisitOut]:
    """For whoever holds the order, and wrote what is read here."""
    return [VisitOut.of(visit, visit.work_order.number, reads_words=True) for visit in visits]
