"""Numbers about a district that people compare: the board's queues, the funnel, the map, the day."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Avg, Count, Q, QuerySet

from marketplace.accounts.models import User
from marketplace.catalogue.models import UrgencyTag
from marketplace.needs import queries as needs
from marketplace.needs.choices import NeedState
from marketplace.needs.lifecycle import OPEN
from marketplace.satisfaction.models import Verdict
from marketplace.satisfaction.rules import SATISFIED_FROM
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


def open_by_community(user: User) -> dict[str, int]:
    """Open needs for each community that has any, for the map."""
    return _counted(needs.visible_to(user).filter(state__in=OPEN), "community_id")


def flow_of_day(user: User, at: datetime) -> dict[str, int]:
    """What has happened since midnight in Shanghai."""
    midnight = at.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    seen = needs.visible_to(user).order_by()
    return seen.aggregate(
        posted=Count("pk", filter=Q(reported_at__gte=midnight, reported_at__lte=at)),
        approved=Count("pk", filter=Q(approved_at__gte=midnight, approved_at__lte=at)),
        fulfilled=Count("pk", filter=Q(fulfilled_at__gte=midnight, fulfilled_at__lte=at)),
        closed=Count("pk", filter=Q(ended_at__gte=midnight, ended_at__lte=at)),
    )


def posted_by_day(user: User, at: datetime, days: int = 14) -> list[int]:
    """Needs told on each of the last `days` days in Shanghai, oldest first, today last."""
    midnight = at.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    edges = [midnight - timedelta(days=days - 1 - n) for n in range(days)]
    counts = (
        needs.visible_to(user)
        .order_by()
        .aggregate(
            **{
                f"d{n}": Count(
                    "pk", filter=Q(reported_at__gte=edge, reported_at__lt=edge + timedelta(days=1))
                )
                for n, edge in enumerate(edges)
            }
        )
    )
    return [counts[f"d{n}"] for n in range(days)]


@dataclass(frozen=True, slots=True)
class Satisfaction:
    satisfied: int
    answers: int
    average: float | None


def satisfaction(user: User, *, since: datetime) -> Satisfaction:
    """The answers given since then about needs this person sees."""
    given = Verdict.objects.filter(given_at__gte=since, work_order__need__in=needs.visible_to(user))
    found = given.order_by().aggregate(
        satisfied=Count("pk", filter=Q(score__gte=SATISFIED_FROM)),
        answers=Count("pk"),
        average=Avg("score"),
    )
    return Satisfaction(**found)


def _counted(queryset: QuerySet, by: str) -> dict[str, int]:
    rows = queryset.order_by().values(by).annotate(count=Count("pk")).values_list(by, "count")
    return dict(rows)
