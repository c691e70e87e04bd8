"""The district in numbers at one moment, gathered in a fixed number of queries."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy

from marketplace.accounts.models import User
from marketplace.catalogue.models import UrgencyTag
from marketplace.desks.bureau import measures
from marketplace.desks.bureau.measures import Shading
from marketplace.desks.maps import Ground
from marketplace.look.figures import short
from marketplace.look.words import percent
from marketplace.needs.choices import NeedState
from marketplace.needs.rules import ClockKind
from marketplace.satisfaction.rules import Tally, wilson_interval
from marketplace.supervision import figures, hearing
from marketplace.supervision.hearing import Score
from marketplace.supervision.keeping import Kept, clocks_kept
from marketplace.supervision.queries import Watched, open_needs, watch
from marketplace.supervision.reach import Reach, reach_by_subdistrict
from marketplace.workdays.queries import calendar

STAGES: dict[str, Any] = {
    "posted": gettext_lazy("Posted"),
    "approved": gettext_lazy("Approved"),
    "in_service": gettext_lazy("In service"),
    "fulfilled": gettext_lazy("Fulfilled"),
    "closed": gettext_lazy("Closed"),
}
CLOCKS: dict[ClockKind, Any] = {
    ClockKind.ACCEPT: gettext_lazy("Acceptance"),
    ClockKind.FIRST_CONTACT: gettext_lazy("First contact"),
    ClockKind.DELIVER: gettext_lazy("Delivery"),
}
WITHOUT_PROVIDER = (NeedState.APPROVED, NeedState.ORDERED)


@dataclass(frozen=True, slots=True)
class Heard:
    """Satisfaction with its interval, as shares; `rate` None where nobody has answered."""

    rate: float | None
    low: float | None
    high: float | None
    answers: int

    @property
    def low_at(self) -> str:
        return _at(self.low)

    @property
    def high_at(self) -> str:
        return _at(self.high)

    @property
    def rate_at(self) -> str:
        return _at(self.rate)


@dataclass(frozen=True, slots=True)
class Part:
    """One subdistrict's row."""

    name: str
    open: int
    late: int
    without_provider: int
    heard: Heard
    reach: Reach


@dataclass(frozen=True, slots=True)
class Picture:
    at: datetime
    open: int
    late: int
    unjudged: int
    without_provider: int
    funnel: list[tuple[Any, int]]
    heard: Heard
    clocks: list[tuple[UrgencyTag, list[tuple[Any, ...]]]]
    flow: list[tuple[Any, int, list[int]]]
    parts: list[Part]
    best: list[tuple[Score, Heard]]
    worst: list[tuple[Score, Heard]]
    map: Shading
    outlines: list[dict[str, Any]]


def picture_of(user: User, ground: Ground, *, days: int, measure: str, at: datetime) -> Picture:
    """The last `days` days, and how things stand now."""
    since = at - timedelta(days=days)
    working = calendar()
    watched = watch(open_needs(user), calendar=working, at=at)
    tallies = hearing.tally_by_community(user, since=since)
    reach = reach_by_subdistrict(user, since=since, until=at)
    kept = clocks_kept(user, since=since, until=at, calendar=working, at=at)
    best, worst = hearing.best_and_worst(user, since=since)
    told = figures.funnel(user, since=since, until=at)
    by_day = figures.flow_by_day(user, at=at)
    return Picture(
        at=at,
        open=len(watched),
        late=sum(one.is_breached for one in watched),
        unjudged=sum(one.need.tag_id is None for one in watched),
        without_provider=sum(_is_without_provider(one) for one in watched),
        funnel=[(label, told[name]) for name, label in STAGES.items()],
        heard=heard_of(hearing.total_of(tallies)),
        clocks=_by_tag(kept),
        flow=[(STAGES[kind], counts[-1], counts) for kind, counts in by_day.items()],
        parts=_parts(ground, watched, tallies, reach),
        best=[(score, heard_of(score.tally)) for score in best],
        worst=[(score, heard_of(score.tally)) for score in worst],
        map=_shading(measure, ground, watched, tallies, reach),
        outlines=ground.outlines(),
    )


def heard_of(tally: Tally) -> Heard:
    if tally.rate is None:
        return Heard(None, None, None, 0)
    interval = wilson_interval(*tally)
    return Heard(float(tally.rate), float(interval.low), float(interval.high), tally.answers)


def _at(share: float | None) -> str:
    """Where on a line of a hundred."""
    return short(100 * (share or 0))


def _is_without_provider(watched: Watched) -> bool:
    return watched.need.state in WITHOUT_PROVIDER


def _by_tag(kept: list[Kept]) -> list[tuple[UrgencyTag, list[tuple[Any, ...]]]]:
    """For each tag the rows of `{% bar_rows %}`: which clock, its share in percent, the same in words."""
    found: dict[str, tuple[UrgencyTag, list[tuple[Any, ...]]]] = {}
    for one in kept:
        rows = found.setdefault(one.tag.code, (one.tag, []))[1]
        share = one.kept / one.counted
        rows.append((CLOCKS[one.kind], 100 * share, f"{percent(share)} · {one.kept}/{one.counted}"))
    return list(found.values())


def _parts(
    ground: Ground,
    watched: list[Watched],
    tallies: dict[str, Tally],
    reach: dict[str, Reach],
) -> list[Part]:
    open_, late, without = Counter(), Counter(), Counter()
    for one in watched:
        code = one.need.community_id[:9]
        open_[code] += 1
        late[code] += one.is_breached
        without[code] += _is_without_provider(one)
    return [
        Part(
            name=place.name,
            open=open_[place.code],
            late=late[place.code],
            without_provider=without[place.code],
            heard=heard_of(_within(place.code, tallies)),
            reach=reach.get(place.code, Reach(0, 0)),
        )
        for place in ground.subdistricts
    ]


def _within(code: str, tallies: dict[str, Tally]) -> Tally:
    return hearing.total_of(
        {community: tally for community, tally in tallies.items() if community.startswith(code)}
    )


def _shading(
    measure: str,
    ground: Ground,
    watched: list[Watched],
    tallies: dict[str, Tally],
    reach: dict[str, Reach],
) -> Shading:
    if measure == "satisfaction":
        return measures.by_satisfaction(ground, tallies)
    if measure == "reach":
        return measures.by_reach(ground, reach)
    return measures.by_open(ground, Counter(one.need.community_id for one in watched))
