"""What residents needed over a year, and how much of it nobody could give: what a district buys next."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from marketplace.accounts.models import User
from marketplace.catalogue.choices import Rhythm
from marketplace.catalogue.models import ServiceLevel, Subcategory, TargetGroup
from marketplace.dispatch.shortages import Shortage, shortages_between
from marketplace.needs import queries as needs
from marketplace.needs.lifecycle import OPEN
from marketplace.places.models import Subdistrict
from marketplace.workorders.models import WorkOrder

DAYS = 365


@dataclass(slots=True)
class Want:
    """One kind of service for one group.

    `needs`: approved, and open now or told in the time; `open` of them now; `unserved`: nobody has accepted
    them, or ever did; `recurring`: more than once. `waits`: from approval to acceptance, or until now.
    `short`: on so many days a further place would have helped, by subdistrict; `points`: by so many it would
    have made the plan of such a day cheaper, on average. Both are of the subcategory, for all groups.
    """

    group: TargetGroup
    level: ServiceLevel
    subcategory: Subcategory
    needs: int = 0
    open: int = 0
    unserved: int = 0
    recurring: int = 0
    waits: list[timedelta] = field(default_factory=list)
    short: dict[Subdistrict, int] = field(default_factory=dict)
    points: int = 0

    @property
    def key(self) -> str:
        return f"{self.group.pk}.{self.level.pk}.{self.subcategory.pk}"

    @property
    def median_wait(self) -> timedelta:
        return timedelta(seconds=median(wait.total_seconds() for wait in self.waits))

    @property
    def days_short(self) -> int:
        """In the subdistrict where it was short most often."""
        return max(self.short.values(), default=0)


def wanted(user: User, *, at: datetime, days: int = DAYS) -> list[Want]:
    """What `user` sees wanted, what nobody could give most often first: six queries, however much it is."""
    found: dict[tuple[Any, ...], Want] = {}
    known = [model.objects.in_bulk() for model in (TargetGroup, ServiceLevel, Subcategory)]
    for row in _rows(user, since=at - timedelta(days=days)):
        key = (row["group"], row["level"], row["need_type__subcategory"])
        if key not in found:
            found[key] = Want(*(those[pk] for those, pk in zip(known, key, strict=True)))
        _count(found[key], row, at)
    _price(found.values(), shortages_between(user, days=days, at=at))
    return sorted(found.values(), key=_most_wanted_first)


def _rows(user: User, *, since: datetime) -> Iterable[Any]:
    accepted = WorkOrder.objects.filter(need=OuterRef("pk"), accepted_at__isnull=False)
    return (
        needs.visible_to(user)
        .filter(Q(state__in=OPEN) | Q(reported_at__gt=since))
        .filter(approved_at__isnull=False, group__isnull=False, level__isnull=False)
        .filter(need_type__isnull=False)
        .order_by("pk")
        .annotate(accepted_at=Subquery(accepted.order_by("accepted_at").values("accepted_at")[:1]))
        .values(
            "group",
            "level",
            "need_type__subcategory",
            "need_type__frequency",
            "state",
            "approved_at",
            "ended_at",
            "accepted_at",
        )
    )


def _count(want: Want, row: dict[str, Any], at: datetime) -> None:
    want.needs += 1
    want.open += row["state"] in OPEN
    want.unserved += row["accepted_at"] is None
    want.recurring += row["need_type__frequency"] != Rhythm.ONCE
    until = row["accepted_at"] or row["ended_at"] or at
    want.waits.append(max(until - row["approved_at"], timedelta()))


def _price(wants: Iterable[Want], shortages: Iterable[Shortage]) -> None:
    points: Counter[str] = Counter()
    short: dict[str, dict[Subdistrict, int]] = {}
    for one in shortages:
        short.setdefault(one.subcategory.pk, {})[one.subdistrict] = one.days
        points[one.subcategory.pk] += one.points * one.days
    for want in wants:
        want.short = short.get(want.subcategory.pk, {})
        if want.short:
            want.points = points[want.subcategory.pk] // sum(want.short.values())


def _most_wanted_first(want: Want) -> tuple[int, int, int, str]:
    return (-want.unserved, -want.days_short, -want.needs, want.key)
