"""Services as cards: what a person compares before opening one."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from marketplace.organizations.models import Service
from marketplace.satisfaction.queries import tally_of_services
from marketplace.satisfaction.rules import Interval, Tally, wilson_interval
from marketplace.workorders.queries import with_free_places


@dataclass(frozen=True, slots=True)
class Card:
    """`url`: where its page is in the reader's language; empty while it has none."""

    service: Any
    url: str
    groups: Sequence[str]
    tally: Tally
    interval: Interval | None


# Where the pages of some services are, by their pk: a list of services has no business with kinds of page.
Addresses = Callable[[Iterable[Service]], Mapping[int, str]]


def cards_of(
    services: QuerySet[Service],
    addresses: Addresses,
    groups_of: Callable[[int], Sequence[str]] | None = None,
) -> list[Card]:
    """Four queries, however many there are; three where it is known already for whom each is."""
    services = with_free_places(services).select_related("organization", "subcategory__category")
    found = list(services if groups_of else services.prefetch_related("groups"))
    tallies = tally_of_services(one.pk for one in found)
    urls = addresses(found)
    return [
        _card(
            one,
            urls.get(one.pk, ""),
            groups_of(one.pk) if groups_of else [group.name for group in one.groups.all()],
            tallies.get(one.pk, Tally()),
        )
        for one in found
    ]


def _card(service: Service, url: str, groups: Sequence[str], tally: Tally) -> Card:
    interval = wilson_interval(*tally) if tally.answers else None
    return Card(service, url, groups, tally, interval)
