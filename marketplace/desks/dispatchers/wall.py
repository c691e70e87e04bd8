"""Everything the board shows at one moment, gathered in a fixed number of queries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.desks.dispatchers.filtering import UNJUDGED, BoardFilter
from marketplace.desks.dispatchers.words import CLOCKS
from marketplace.desks.maps import Ground
from marketplace.needs.models import Need
from marketplace.needs.rules import ClockKind
from marketplace.supervision import figures
from marketplace.supervision.models import Alert, AlertKind
from marketplace.supervision.queries import Watched, open_needs, unseen_alerts, watch
from marketplace.supervision.rules import Clock
from marketplace.workdays.queries import calendar
from marketplace.workdays.rules import WorkingCalendar
from marketplace.workorders import queries as workorders
from marketplace.workorders.choices import OfferState, OrderState
from marketplace.workorders.models import Offer, WorkOrder
from marketplace.workorders.queries import with_last_asked

# As many as one can look through; the rest stands behind the filter.
MOST = 60
MOST_DOTS = 40


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list, with its clock as `{% clock %}` wants it."""

    key: str
    title: str
    url: str
    meta: str
    need: Need
    clock: dict[str, Any] | None
    version: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """The queue of one tag, and the address that shows only it (or all again)."""

    queue: figures.Queue
    url: str
    current: bool
    clock: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Wall:
    at: datetime
    cards: list[Card]
    waiting: list[Row]
    waiting_count: int
    offers: list[Row]
    offers_count: int
    alerts: list[Alert]
    alerts_count: int
    areas: list[dict[str, Any]]
    outlines: list[dict[str, Any]]
    dots: list[dict[str, Any]]
    flow: dict[str, list[int]]


def wall_of(
    user: User, ground: Ground, chosen: BoardFilter, query: QueryDict, *, at: datetime
) -> Wall:
    days = calendar()
    everywhere = watch(open_needs(user), calendar=days, at=at)
    here = [one for one in everywhere if chosen.here(one)]
    shown = {one.need.pk: one for one in here if chosen.takes(one)}
    waiting = _waiting(user, shown)
    offers = _offers(user, shown, days, at)
    alerts = [a for a in unseen_alerts(user) if a.need_id in shown]
    return Wall(
        at=at,
        cards=[_card(queue, query, chosen, at) for queue in figures.queues(here)],
        waiting=waiting[:MOST],
        waiting_count=len(waiting),
        offers=offers[:MOST],
        offers_count=len(offers),
        alerts=alerts[:MOST],
        alerts_count=len(alerts),
        areas=ground.areas(_counted(shown), url=_needs_of),
        outlines=ground.outlines(),
        dots=_dots(shown),
        flow=figures.flow_by_day(user, at=at),
    )


def _waiting(user: User, shown: dict[int, Watched]) -> list[Row]:
    """The orders that nobody has, whose clock runs out first at the top."""
    nobody_left = Alert.objects.filter(
        need=OuterRef("need"), kind=AlertKind.NOBODY_LEFT, due_at=OuterRef("last_asked_at")
    )
    orders = with_last_asked(_orders(user).filter(state=OrderState.CREATED)).annotate(
        nobody_left=Exists(nobody_left)
    )
    known = {order.need_id: order for order in orders}
    return [
        _row(one, known[pk], mark="nobody_left" if known[pk].nobody_left else "")
        for pk, one in shown.items()
        if pk in known
    ]


def _orders(user: User) -> QuerySet[WorkOrder]:
    return workorders.visible_to(user).order_by()


def _row(watched: Watched, order: WorkOrder, *, mark: str) -> Row:
    need = watched.need
    return Row(
        key=f"order-{order.pk}",
        title=title_of(need),
        url=reverse("dispatchers:order", args=[order.number]),
        meta=f"{need.community.name} · {order.number}",
        need=need,
        clock=clock_of(watched.nearest, watched.at),
        version=f"{order.state}|{mark}",
        mark=mark,
    )


def _offers(
    user: User, shown: dict[int, Watched], days: WorkingCalendar, at: datetime
) -> list[Row]:
    """The offers that wait for an answer, whose time runs out first at the top."""
    asked = Offer.objects.filter(
        state=OfferState.OFFERED, work_order__in=_orders(user).values("pk")
    ).select_related("work_order", "service__organization", "volunteer")
    rows = []
    for offer in asked:
        watched = shown.get(offer.work_order.need_id)
        if watched is None:
            continue
        offer.work_order.need = watched.need
        due = workorders.answer_due(offer, days)
        clock = Clock(ClockKind.ACCEPT, offer.offered_at, due.at, due.provisional) if due else None
        rows.append((due.at if due else at, offer.pk, _offer_row(offer, clock, at)))
    return [row for _, _, row in sorted(rows, key=lambda one: one[:2])]


def _offer_row(offer: Offer, clock: Clock | None, at: datetime) -> Row:
    need = offer.work_order.need
    return Row(
        key=f"offer-{offer.pk}",
        title=str(offer.service.organization if offer.service else offer.volunteer),
        url=reverse("dispatchers:order", args=[offer.work_order.number]),
        meta=f"{title_of(need)} · {need.community.name}",
        need=need,
        clock=clock_of(clock, at),
        version=offer.state,
    )


def title_of(need: Need) -> str:
    return need.need_type.name if need.need_type else need.number


def clock_of(clock: Clock | None, at: datetime) -> dict[str, Any] | None:
    if clock is None:
        return None
    return {
        "label": CLOCKS[clock.kind],
        "due_at": clock.due_at,
        "fraction": clock.fraction(at),
        "breached": clock.breached(at),
    }


def _card(queue: figures.Queue, query: QueryDict, chosen: BoardFilter, at: datetime) -> Card:
    code = queue.tag.code if queue.tag else UNJUDGED
    current = chosen.tag == code
    target = query.copy()
    if current:
        target.pop("tag", None)
    else:
        target["tag"] = code
    return Card(queue, f"?{target.urlencode()}", current, clock_of(queue.nearest, at))


def _counted(shown: dict[int, Watched]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for one in shown.values():
        counts[one.need.community_id] = counts.get(one.need.community_id, 0) + 1
    return counts


def _needs_of(community: str) -> str:
    return f"{reverse('staff:needs')}?community={community}"


def _dots(shown: dict[int, Watched]) -> list[dict[str, Any]]:
    """What is late, one dot a community: the one that is late longest gives its tag."""
    found: dict[str, dict[str, Any]] = {}
    for one in shown.values():
        need = one.need
        if one.is_breached and need.tag_id and need.community_id not in found:
            found[need.community_id] = {
                "x": need.community.x,
                "y": need.community.y,
                "name": f"{need.tag.name}{_(': ')}{title_of(need)}{_(', ')}{need.community.name}",
                "code": need.tag_id,
                "url": reverse("staff:need", args=[need.number]),
            }
    return list(found.values())[:MOST_DOTS]
