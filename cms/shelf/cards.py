"""What a list tells of each service, enough to decide about opening one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from cms.keeping import remembered_each
from cms.shelf.links import links_of
from cms.shelf.lists import closed_lists
from marketplace.kernel.bilingual import the_readers
from marketplace.organizations.models import Service
from marketplace.satisfaction.queries import tally_of_services
from marketplace.satisfaction.rules import Tally
from marketplace.workorders.queries import with_free_places


@dataclass(frozen=True, slots=True)
class Card:
    """In the reader's language; `url`: where its page is, empty while it has none; `groups`: for whom, by name."""

    pk: int
    name: str
    organization: str
    url: str
    groups: tuple[str, ...]
    free_places: int
    price_cents: int | None
    tally: Tally


class Addresses(Protocol):
    """Where the pages of services are, by pk, in one locale: a list of services has no business with kinds of page."""

    locale: int

    def of(self, services: Iterable[int]) -> Mapping[int, str]: ...


def cards_of(services: Iterable[int], addresses: Addresses) -> list[Card]:
    """Of services by pk, in their order. Four queries however many there are, none for those that were told
    since something happened last."""
    known = remembered_each(
        f"card:{addresses.locale}", services, lambda missing: _read(missing, addresses)
    )
    return list(known.values())


def _read(services: list[int], addresses: Addresses) -> dict[int, Card]:
    names = closed_lists().groups
    links = links_of(services)
    tallies = tally_of_services(services)
    urls = addresses.of(services)
    rows = with_free_places(Service.objects.filter(pk__in=services)).values_list(
        "pk",
        "name_zh",
        "name_en",
        "organization__name_zh",
        "organization__name_en",
        "free_places",
        "price_cents",
    )
    return {
        pk: Card(
            pk,
            the_readers(name_zh, name_en),
            the_readers(whose_zh, whose_en),
            urls.get(pk, ""),
            tuple(name for code, name in names.items() if code in links[pk].groups),
            free_places,
            price_cents,
            tallies.get(pk, Tally()),
        )
        for pk, name_zh, name_en, whose_zh, whose_en, free_places, price_cents in rows
    }
