"""Watching: the clocks of many needs at once, and the alerts somebody should see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min, OuterRef, QuerySet, Subquery

from marketplace.accounts.models import User
from marketplace.needs import queries as needs
from marketplace.needs.lifecycle import OPEN
from marketplace.needs.models import Need
from marketplace.supervision.models import Alert
from marketplace.supervision.rules import Clock, Progress, clocks_of, nearest
from marketplace.workdays.rules import WorkingCalendar
from marketplace.workorders.lifecycle import OPEN as OPEN_ORDERS
from marketplace.workorders.models import Visit, WorkOrder


@dataclass(frozen=True, slots=True)
class Watched:
    """A need under watch, with its clocks as they stand at `at`."""

    need: Need
    clocks: list[Clock]
    at: datetime

    @property
    def nearest(self) -> Clock | None:
        return nearest(self.clocks)

    @property
    def is_breached(self) -> bool:
        clock = self.nearest
        return clock is not None and clock.breached(self.at)


def open_needs(user: User) -> QuerySet[Need]:
    """The open needs this person sees, ready to be watched."""
    return watchable(needs.visible_to(user).filter(state__in=OPEN))


def watchable(queryset: QuerySet[Need]) -> QuerySet[Need]:
    """With how far the open order is, and without anything encrypted."""
    order = WorkOrder.objects.filter(need=OuterRef("pk"), state__in=OPEN_ORDERS)
    visits = Visit.objects.filter(
        work_order__need=OuterRef("pk"), work_order__state__in=OPEN_ORDERS
    )
    visits = visits.order_by().values("work_order__need")
    return (
        queryset.select_related("tag", "need_type", "community__subdistrict", "owner")
        .defer("description")
        .annotate(
            order_accepted_at=Subquery(order.values("accepted_at")[:1]),
            order_delivered_at=Subquery(order.values("delivered_at")[:1]),
            first_visit_at=Subquery(visits.annotate(first=Min("checked_in_at")).values("first")),
            first_done_at=Subquery(visits.annotate(first=Min("checked_out_at")).values("first")),
        )
    )


def watch(queryset: Iterable[Need], *, calendar: WorkingCalendar, at: datetime) -> list[Watched]:
    """Every `watchable` need with its clocks, the one that runs out first at the top."""
    watched = [Watched(need, clocks_of(need, _progress(need), calendar), at) for need in queryset]
    return sorted(watched, key=_due_first)


def _progress(need: Need) -> Progress:
    return Progress(
        need.order_accepted_at, need.first_visit_at, need.order_delivered_at, need.first_done_at
    )


def _due_first(watched: Watched) -> tuple[bool, float, int]:
    clock = watched.nearest
    return (clock is None, clock.due_at.timestamp() if clock else 0.0, watched.need.pk)


def visible_to(user: User) -> QuerySet[Alert]:
    """The alerts about needs this person sees, newest first, with what a line about one names."""
    return (
        Alert.objects.filter(need__in=needs.visible_to(user).order_by().values("pk"))
        .select_related("need__tag", "need__need_type", "need__community")
        .defer("need__description")
        .order_by("-raised_at", "-id")
    )


def unseen_alerts(user: User) -> QuerySet[Alert]:
    """Those that nobody has taken note of yet."""
    return visible_to(user).filter(seen_at__isnull=True)
