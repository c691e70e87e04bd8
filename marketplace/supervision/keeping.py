"""Which share of the clocks was kept: by tag, of the needs approved in a period."""

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from django.db.models import Min, QuerySet

from marketplace.accounts.models import User
from marketplace.catalogue.models import UrgencyTag
from marketplace.needs import queries as needs
from marketplace.needs.choices import NeedState
from marketplace.needs.rules import ClockKind
from marketplace.supervision.rules import Progress, clocks_of_service
from marketplace.workdays.rules import WorkingCalendar
from marketplace.workorders.models import WorkOrder


@dataclass(frozen=True, slots=True)
class Kept:
    """How many clocks of one kind were kept, of those decided: met in time, met late, or run out."""

    tag: UrgencyTag
    kind: ClockKind
    kept: int
    counted: int


@dataclass(frozen=True, slots=True)
class _Served:
    """What the clocks of a need depend on, without the need: thousands are looked at."""

    state: str
    at_risk: bool | None
    reported_at: datetime
    restarted_at: datetime | None
    approved_at: datetime | None
    fulfilled_at: datetime | None
    papers_completed_at: datetime | None
    tag: UrgencyTag | None


_OF_NEED = (
    "need__state",
    "need__at_risk",
    "need__reported_at",
    "need__restarted_at",
    "need__approved_at",
    "need__fulfilled_at",
    "need__papers_completed_at",
)
_OF_ORDER = ("accepted_at", "first_visit_at", "delivered_at", "first_done_at")


def clocks_kept(
    user: User,
    *,
    since: datetime,
    until: datetime,
    calendar: WorkingCalendar,
    at: datetime,
) -> list[Kept]:
    """For each tag and kind of clock that was decided by `at`, most urgent first: two queries.

    Of needs approved in [since, until); what was withdrawn or paused is nobody's delay. A clock that
    still runs in time is not counted yet, one that ran out is, so that waiting never looks like success.
    """
    tags = {tag.code: tag for tag in UrgencyTag.objects.all()}
    tally: dict[tuple[str, ClockKind], list[int]] = defaultdict(lambda: [0, 0])
    for served, progress in _served(_orders(user, since, until), tags):
        for clock in clocks_of_service(served, progress, calendar):
            if clock.runs() and not clock.breached(at):
                continue
            counts = tally[served.tag.code, clock.kind]
            counts[0] += not clock.breached(at)
            counts[1] += 1
    return [
        Kept(tag, kind, *tally[tag.code, kind])
        for tag in tags.values()
        for kind in ClockKind
        if (tag.code, kind) in tally
    ]


def _orders(user: User, since: datetime, until: datetime) -> QuerySet[WorkOrder]:
    return (
        WorkOrder.objects.filter(
            need__in=needs.visible_to(user).order_by().values("pk"),
            need__approved_at__gte=since,
            need__approved_at__lt=until,
            need__tag__isnull=False,
        )
        .exclude(need__state__in=(NeedState.WITHDRAWN, NeedState.ON_HOLD))
        .annotate(
            first_visit_at=Min("visits__checked_in_at"),
            first_done_at=Min("visits__checked_out_at"),
        )
        .order_by("need_id", "id")
    )


def _served(
    orders: QuerySet[WorkOrder], tags: dict[str, UrgencyTag]
) -> Iterator[tuple[_Served, Progress]]:
    """Each need with how far its latest order came."""
    rows = orders.values_list("need", "need__tag", *_OF_NEED, *_OF_ORDER)
    for _, of_one_need in groupby(rows.iterator(), key=itemgetter(0)):
        _, code, *values = deque(of_one_need, maxlen=1).pop()
        of_need, of_order = values[: len(_OF_NEED)], values[len(_OF_NEED) :]
        yield _Served(*of_need, tags[code]), Progress(*of_order)
