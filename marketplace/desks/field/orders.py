"""Orders: what I took on, how far it is, and what to do next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F, Min, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.accounts.models import User
from marketplace.desks.availability import wishes_of
from marketplace.desks.field import finding, words
from marketplace.desks.field.desk import Desk
from marketplace.desks.field.going_on import next_ways
from marketplace.desks.field.history import own_steps
from marketplace.desks.field.situation import Situation, VisitRow
from marketplace.desks.now import now
from marketplace.desks.words import staff_word
from marketplace.households.showing import Shown, Sight, show
from marketplace.needs.rules import ClockKind
from marketplace.supervision.rules import Clock, Progress, clocks_of_service, nearest
from marketplace.workdays.queries import calendar
from marketplace.workdays.rules import WorkingCalendar
from marketplace.workorders.choices import OrderState, VisitState
from marketplace.workorders.lifecycle import CARRIED, ENDED, WORK_ORDER
from marketplace.workorders.models import WorkOrder
from marketplace.workorders.queries import sights_of

PER_PAGE = 20
SHOWN_AT_ONCE = 5
COMING = (VisitState.UNDER_WAY, VisitState.PLANNED)
# The first is what one sees without choosing.
SHOWS: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    ("", gettext_lazy("To do"), CARRIED),
    ("to-plan", gettext_lazy("To plan"), (OrderState.ACCEPTED,)),
    ("reported", gettext_lazy("Reported done"), (OrderState.DELIVERED, OrderState.CONFIRMED)),
    ("ended", gettext_lazy("Ended"), ENDED),
    ("all", gettext_lazy("All"), tuple(OrderState.values)),
)
CLOCKS = {
    ClockKind.FIRST_CONTACT: gettext_lazy("First contact"),
    ClockKind.DELIVER: gettext_lazy("Delivery"),
}


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order in the list; `done` and `next_at` are annotated by `_counted`."""

    order: Any
    url: str
    person: Shown
    word: str
    tone: str
    clock: dict[str, Any] | None

    @property
    def title(self) -> str:
        return self.order.need.need_type.name

    @property
    def meta(self) -> str:
        return " · ".join((self.person.name, self.order.need.community.name, self.order.number))

    @property
    def visits(self) -> str:
        return words.visits_done(self.order.need.need_type, self.order.done)

    @property
    def next_visit(self) -> str:
        if self.order.next_at is None:
            return ""
        return _("next: %(when)s") % {"when": words.moment(self.order.next_at)}

    @property
    def version(self) -> str:
        return f"{self.order.state}|{self.order.done}|{self.order.next_at}"


def orders(request: HttpRequest, desk: Desk) -> HttpResponse:
    return render(request, "desks/field/orders.html", orders_context(request, desk))


def orders_context(request: HttpRequest, desk: Desk) -> dict[str, Any]:
    at, days = now(), calendar()
    show_name = request.GET.get("show", "")
    states = next((states for name, _label, states in SHOWS if name == show_name), CARRIED)
    found = _counted(finding.order_rows(desk.orders(request.user)).filter(state__in=states))
    found = found.order_by(F("next_at").asc(nulls_last=True), "-opened_at", "-id")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    listed = list(page.object_list)
    sights = sights_of(request.user, listed, at)
    return {
        "desk": desk,
        "page": page,
        "rows": [_row(desk, one, sights[one.pk], days, at) for one in listed],
        "shows": [(name, label) for name, label, _states in SHOWS],
        "show": show_name,
    }


def order(request: HttpRequest, desk: Desk, number: str) -> HttpResponse:
    return render(request, "desks/field/order.html", page_of(request.user, desk, number))


def page_of(user: User, desk: Desk, number: str) -> dict[str, Any]:
    at = now()
    found = finding.get_order(desk, user, number)
    situation = Situation.of(desk, user, found, at)
    need_type = found.need.need_type
    row = _row(desk, _counted_one(found, situation), situation.sight, calendar(), at)
    papers = words.requirements(need_type, words.qualifications_of([need_type]))
    coming = [visit for visit in situation.visits if visit.state in COMING]
    first, others = next_ways(situation)
    return {
        "desk": desk,
        "breadcrumbs": [(desk.orders_label, desk.orders_url), (found.number, "")],
        "row": row,
        "order": found,
        "need": found.need,
        "next": _next_words(situation),
        "person": row.person,
        "describe": words.describe(row.person),
        "is_seen": situation.is_seen,
        "facts": [*words.facts_of(need_type, papers), *wishes_of(situation.order.need)],
        "coming": [VisitRow.of(visit, desk) for visit in coming[:SHOWN_AT_ONCE]],
        "later": [VisitRow.of(visit, desk) for visit in coming[SHOWN_AT_ONCE:]],
        "over": [
            VisitRow.of(visit, desk) for visit in reversed(situation.visits) if visit not in coming
        ],
        "first_way": first,
        "other_ways": others,
        "timeline": own_steps(situation.offer, situation.visits),
    }


def _next_words(situation: Situation) -> str:
    if situation.is_carried and situation.is_finished:
        return _("Report the work as done")
    return str(words.NEXT_OF_ORDER.get(situation.order.state, ""))


def _counted(orders: QuerySet[WorkOrder]) -> QuerySet[Any]:
    """With visits done, the first of them, and the next planned one. Visits of an earlier provider are
    not ours to count."""
    ours = Q(visits__offer__state__in=finding.HELD)
    return orders.annotate(
        done=Count("visits", filter=ours & Q(visits__state=VisitState.DONE)),
        first_at=Min("visits__checked_in_at", filter=ours),
        first_done_at=Min("visits__checked_out_at", filter=ours),
        next_at=Min("visits__planned_from", filter=ours & Q(visits__state=VisitState.PLANNED)),
    )


def _counted_one(order: Any, situation: Situation) -> Any:
    """The same for one order whose visits are read already."""
    came = (visit.checked_in_at for visit in situation.visits if visit.checked_in_at)
    over = (visit.checked_out_at for visit in situation.visits if visit.checked_out_at)
    order.done, order.first_at = len(situation.done), min(came, default=None)
    order.first_done_at = min(over, default=None)
    order.next_at = situation.next_visit.planned_from if situation.next_visit else None
    return order


def _row(desk: Desk, order: Any, sight: Sight, days: WorkingCalendar, at: datetime) -> OrderRow:
    word, tone = staff_word(WORK_ORDER, order.state)
    return OrderRow(
        order=order,
        url=desk.url("order", order.number),
        person=show(order.need.resident, sight),
        word=word,
        tone=tone,
        clock=_clock(order, days, at) if order.state in CARRIED else None,
    )


def _clock(order: Any, days: WorkingCalendar, at: datetime) -> dict[str, Any] | None:
    """What `{% clock %}` wants, for whichever of first contact and delivery runs out first."""
    progress = Progress(order.accepted_at, order.first_at, order.delivered_at, order.first_done_at)
    clock: Clock | None = nearest(clocks_of_service(order.need, progress, days))
    if clock is None:
        return None
    return {
        "label": CLOCKS.get(clock.kind, ""),
        "due_at": clock.due_at,
        "fraction": clock.fraction(at),
        "breached": clock.breached(at),
    }
