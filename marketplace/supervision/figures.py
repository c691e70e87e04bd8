"""Numbers about a district that people compare: the board's queues, the funnel, the flow of the days."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import CharField, Count, Q, Value
from django.db.models.functions import TruncDate

from marketplace.accounts.models import User
from marketplace.catalogue.models import UrgencyTag
from marketplace.needs import queries as needs
from marketplace.needs.choices import NeedState
from marketplace.supervision.queries import Watched
from marketplace.supervision.rules import Clock
from marketplace.workdays.rules import SHANGHAI

# From posting to closing, each stage counted with all that went beyond it.
STAGES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("posted", ()),
    (
        "approved",
        (
            NeedState.APPROVED,
            NeedState.ORDERED,
            NeedState.IN_SERVICE,
            NeedState.ON_HOLD,
            NeedState.FULFILLED,
            NeedState.CLOSED,
        ),
    ),
    ("in_service", (NeedState.IN_SERVICE, NeedState.FULFILLED, NeedState.CLOSED)),
    ("fulfilled", (NeedState.FULFILLED, NeedState.CLOSED)),
    ("closed", (NeedState.CLOSED,)),
)

# What happens to needs on a day, and where its moment stands.
FLOW = {
    "posted": "reported_at",
    "approved": "approved_at",
    "fulfilled": "fulfilled_at",
    "closed": "ended_at",
}


@dataclass(slots=True)
class Queue:
    """The open needs of one tag (None: not judged yet), by state, with what runs out first."""

    tag: UrgencyTag | None
    total: int = 0
    breached: int = 0
    by_state: Counter[str] = field(default_factory=Counter)
    nearest: Clock | None = None

    def take(self, watched: Watched) -> None:
        self.total += 1
        self.breached += watched.is_breached
        self.by_state[watched.need.state] += 1
        clock = watched.nearest
        if clock and (self.nearest is None or clock.due_at < self.nearest.due_at):
            self.nearest = clock


def queues(watched: Iterable[Watched]) -> list[Queue]:
    """One queue for each tag, most urgent first, after that of the needs not judged yet."""
    found: dict[str | None, Queue] = {None: Queue(None)}
    for tag in UrgencyTag.objects.all():
        found[tag.code] = Queue(tag)
    for one in watched:
        found[one.need.tag_id].take(one)
    return list(found.values())


def funnel(user: User, *, since: datetime, until: datetime) -> dict[str, int]:
    """How many of the needs told in [since, until) came how far."""
    told = needs.visible_to(user).filter(reported_at__gte=since, reported_at__lt=until)
    told = told.exclude(state=NeedState.DRAFT)
    return told.order_by().aggregate(
        **{
            name: Count("pk", filter=Q(state__in=states) if states else None)
            for name, states in STAGES
        }
    )


def flow_by_day(user: User, *, at: datetime, days: int = 14) -> dict[str, list[int]]:
    """What happened on each of the last `days` days in Shanghai, oldest first, today last: one query.

    By `FLOW`: needs told, approved, fulfilled, and ended whatever the outcome.
    """
    today = at.astimezone(SHANGHAI).date()
    span = [today - timedelta(days=ago) for ago in reversed(range(days))]
    counted = {(kind, day): count for kind, day, count in _happened(user, span[0], at)}
    return {kind: [counted.get((kind, day), 0) for day in span] for kind in FLOW}


def _happened(user: User, first: date, until: datetime) -> Iterator[tuple[str, date, int]]:
    begin = datetime(first.year, first.month, first.day, tzinfo=SHANGHAI)
    seen = needs.visible_to(user).exclude(state=NeedState.DRAFT).order_by()
    parts = [
        seen.filter(**{f"{moment}__gte": begin, f"{moment}__lte": until})
        .annotate(
            kind=Value(kind, output_field=CharField()), day=TruncDate(moment, tzinfo=SHANGHAI)
        )
        .values("kind", "day")
        .annotate(count=Count("pk"))
        .values_list("kind", "day", "count")
        for kind, moment in FLOW.items()
    ]
    yield from parts[0].union(*parts[1:], all=True)
