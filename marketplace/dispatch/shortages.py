"""What was short over a time: the list that next year's tender is written from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from marketplace.accounts.models import User
from marketplace.catalogue.models import Subcategory
from marketplace.dispatch.models import ShortagePrice
from marketplace.dispatch.queries import runs_visible_to
from marketplace.places.models import Subdistrict
from marketplace.workdays.rules import SHANGHAI


@dataclass(slots=True)
class Shortage:
    """One service in one subdistrict over a time.

    `days`: on so many days a further place would have helped somebody in the last round of the day, of
    the tag with rank `most_urgent` at the most urgent. `left_out`: so many at most went without in one
    round. `points`: by so many the plan of a day would have been cheaper, on average of those days.
    """

    subcategory: Subcategory
    subdistrict: Subdistrict
    needs: int = 0
    left_out: int = 0
    days: int = 0
    most_urgent: int | None = None
    points: int = 0


def shortages_between(user: User, *, days: int, at: datetime) -> list[Shortage]:
    """Everything that was short in the last `days` days, what was short most often first: three queries."""
    found: dict[tuple[str, str], Shortage] = {}
    for price in _of_runs(_last_of_each_day(user, at - timedelta(days=days), at)):
        key = (price.subcategory_id, price.subdistrict_id)
        if key not in found:
            found[key] = Shortage(price.subcategory, price.subdistrict)
        _add(found[key], price)
    short = [one for one in found.values() if one.days]
    for one in short:
        one.points //= one.days
    return sorted(short, key=_worst_first)


def _last_of_each_day(user: User, since: datetime, until: datetime) -> list[int]:
    """A district's last round of each day, so that whoever waits through ten rounds of a day counts once a
    day."""
    runs = runs_visible_to(user).filter(
        shortages__isnull=False, started_at__gt=since, started_at__lte=until
    )
    last: dict[tuple[str | None, date], int] = {}
    for pk, district, started_at in runs.order_by("started_at", "pk").values_list(
        "pk", "district", "started_at"
    ):
        last[district, started_at.astimezone(SHANGHAI).date()] = pk
    return list(last.values())


def _of_runs(runs: Iterable[int]) -> QuerySet[ShortagePrice]:
    prices = ShortagePrice.objects.filter(run__in=runs)
    return prices.select_related("subcategory", "subdistrict")


def _add(shortage: Shortage, price: ShortagePrice) -> None:
    shortage.needs = max(shortage.needs, price.needs)
    shortage.left_out = max(shortage.left_out, price.left_out)
    if price.serves is not None:
        shortage.days += 1
        shortage.points += price.points
        shortage.most_urgent = min(shortage.most_urgent or price.serves, price.serves)


def _worst_first(shortage: Shortage) -> tuple[int, int, int, str, str]:
    return (
        -shortage.days,
        -shortage.left_out,
        shortage.most_urgent or 0,
        shortage.subcategory.pk,
        shortage.subdistrict.pk,
    )
