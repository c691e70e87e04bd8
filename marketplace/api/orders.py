"""Work orders: how far they are, and when they are done."""

from datetime import datetime

from ninja import Field, Schema

from marketplace.api import finding
from marketplace.api.auth import Asked, Caller
from marketplace.api.choices import Scope
from marketplace.api.people import PersonOut
from marketplace.api.rooms import Room
from marketplace.api.schemas import ClockOut, Code, Named, State
from marketplace.api.visits_schemas import VisitOut
from marketplace.households.showing import Sight, show, sight_of_staff
from marketplace.journeys.complete_work_order import complete_work_order
from marketplace.needs.permissions import may_post, may_triage
from marketplace.organizations.queries import workers_on
from marketplace.supervision.rules import Progress, clocks_of_service
from marketplace.workdays.queries import calendar
from marketplace.workdays.rules import SHANGHAI
from marketplace.workorders.lifecycle import WORK_ORDER
from marketplace.workorders.models import Offer, Visit, WorkOrder
from marketplace.workorders.permissions import may_work
from marketplace.workorders.queries import holder_of, sight_of

room = Room(tags=["Orders"])


class WorkerOut(Schema):
    id: int
    name: str


class OrderOut(Schema):
    """What is to be done for one need, by one provider."""

    number: str
    need: str
    state: State
    need_type: Named
    tag: Named
    person: PersonOut
    description: str = Field(description='In their words; "" until the resident may be reached.')
    provider: str = Field(description='Whose order it is; "" while nobody has accepted.')
    visits_wanted: int
    visits: list[VisitOut]
    clocks: list[ClockOut]
    workers: list[WorkerOut] = Field(description="Who may be checked in: the holder's own people.")
    opened_at: datetime
    accepted_at: datetime | None
    delivered_at: datetime | None
    ended_at: datetime | None


@room.reads("/orders/{number}", OrderOut, scope=Scope.READ_ORDERS)
def get_order(request: Asked, number: Code) -> OrderOut:
    """One work order, as staff near the resident or the provider see it."""
    return _told(request.auth, number)


@room.writes("/orders/{number}/complete", OrderOut, scope=Scope.LOG_VISITS)
def complete_order(request: Asked, number: Code) -> OrderOut:
    """The provider says that the work is done; somebody else confirms it."""
    caller = request.auth
    order = finding.order_of(caller.user, number)
    complete_work_order(order, by=caller.user, at=caller.at)
    return _told(caller, number)


def _told(caller: Caller, number: str) -> OrderOut:
    order = finding.order_of(caller.user, number)
    need, holder, works = order.need, holder_of(order), may_work(caller.user, order)
    sight = _sight(caller, order)
    visits = list(finding.visits_of(caller.user, order).prefetch_related("workers"))
    reads_words = _reads_words(caller, order) or sight != Sight.MASKED
    return OrderOut(
        number=order.number,
        need=need.number,
        state=State.of(WORK_ORDER, order.state),
        need_type=Named.of(need.need_type),
        tag=Named.of(need.tag),
        person=PersonOut.of(show(need.resident, sight)),
        description=need.description if reads_words else "",
        provider=str(holder.provider) if holder else "",
        visits_wanted=order.visits_wanted,
        visits=[VisitOut.of(visit, order.number, reads_words=reads_words) for visit in visits],
        clocks=_clocks(order, visits, caller.at),
        workers=_workers(holder, caller.at) if works else [],
        opened_at=order.opened_at,
        accepted_at=order.accepted_at,
        delivered_at=order.delivered_at,
        ended_at=order.ended_at,
    )


def _sight(caller: Caller, order: WorkOrder) -> Sight:
    """Somebody may be staff near the resident, or the provider: whichever shows more."""
    sights = (
        sight_of_staff(caller.user, order.need.resident),
        sight_of(caller.user, order, caller.at),
    )
    return max(sights, key=list(Sight).index)


def _reads_words(caller: Caller, order: WorkOrder) -> bool:
    return may_post(caller.user, order.need.community) or may_triage(caller.user, order.need)


def _clocks(order: WorkOrder, visits: list[Visit], at: datetime) -> list[ClockOut]:
    if order.accepted_at is None:
        return []
    first = min((visit.checked_in_at for visit in visits if visit.checked_in_at), default=None)
    progress = Progress(order.accepted_at, first, order.delivered_at)
    return [ClockOut.of(clock, at) for clock in clocks_of_service(order.need, progress, calendar())]


def _workers(holder: Offer | None, at: datetime) -> list[WorkerOut]:
    if holder is None or holder.service is None:
        return []
    present = workers_on(holder.service.organization, at.astimezone(SHANGHAI).date())
    return [WorkerOut(id=worker.pk, name=worker.name) for worker in present]
