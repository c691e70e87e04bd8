"""What was done under a contract in a period, counted from its orders and visits: four queries."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Min, Q, QuerySet

from marketplace.contracts.models import Contract
from marketplace.evaluations.rules import SATISFIED_FROM, Tally, percent
from marketplace.needs.rules import ClockKind, clock
from marketplace.projects.choices import Measure
from marketplace.satisfaction.models import Verdict
from marketplace.workdays.rules import WorkingCalendar
from marketplace.workorders.choices import OrderState, VisitState
from marketplace.workorders.models import Visit, WorkOrder

COMPLETED = (OrderState.DELIVERED, OrderState.CONFIRMED, OrderState.CLOSED)


class Figures(NamedTuple):
    """Of a contract in a period. `on_time` of `clocked` orders: those that have a clock to deliver by."""

    people: int
    visits: int
    orders: int
    on_time: int
    clocked: int
    satisfied: int
    answers: int


class Reached(NamedTuple):
    """What an indicator came to, and from how many rows; None where there is nothing to count."""

    value: Decimal | None
    counted: int


def figures_of(
    contract: Contract, since: datetime, until: datetime, calendar: WorkingCalendar
) -> Figures:
    """Of what happened in [since, until)."""
    visits = _visits(contract, since, until)
    kept = list(_kept_in_time(contract, since, until, calendar))
    verdicts = Verdict.objects.filter(
        work_order__contract=contract, given_at__gte=since, given_at__lt=until
    )
    return Figures(
        people=visits.values("work_order__need__resident").distinct().count(),
        visits=visits.count(),
        orders=_completed(contract, since, until).count(),
        on_time=sum(kept),
        clocked=len(kept),
        satisfied=verdicts.filter(score__gte=SATISFIED_FROM).count(),
        answers=verdicts.count(),
    )


def reached(measure: str, figures: Figures, sample: Tally) -> Reached:
    """Satisfaction is what the sample says, everything else what the orders do."""
    if measure == Measure.SATISFACTION:
        return Reached(percent(sample.satisfied, sample.valid), sample.valid)
    if measure == Measure.ON_TIME:
        return Reached(percent(figures.on_time, figures.clocked), figures.clocked)
    count = {
        Measure.PEOPLE_SERVED: figures.people,
        Measure.ORDERS_COMPLETED: figures.orders,
        Measure.VISITS_MADE: figures.visits,
    }[Measure(measure)]
    return Reached(Decimal(count), count)


def _visits(contract: Contract, since: datetime, until: datetime) -> QuerySet[Visit]:
    return Visit.objects.filter(
        work_order__contract=contract,
        state=VisitState.DONE,
        checked_in_at__gte=since,
        checked_in_at__lt=until,
    ).order_by()


def _completed(contract: Contract, since: datetime, until: datetime) -> QuerySet[WorkOrder]:
    return WorkOrder.objects.filter(
        contract=contract, state__in=COMPLETED, delivered_at__gte=since, delivered_at__lt=until
    )


def _kept_in_time(
    contract: Contract, since: datetime, until: datetime, calendar: WorkingCalendar
) -> Iterator[bool]:
    """For each completed order with a clock whether help came in time: the first visit of a series counts."""
    first_done = Min("visits__checked_out_at", filter=Q(visits__state=VisitState.DONE))
    orders = _completed(contract, since, until).annotate(first_done_at=first_done)
    for order in orders.select_related("need__tag"):
        counted = clock(ClockKind.DELIVER, order.need, calendar)
        if counted is not None:
            helped = min(filter(None, (order.first_done_at, order.delivered_at)))
            yield helped <= counted.due.at
