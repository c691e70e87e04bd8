"""How evenly work is shared: whom the district asked in some time, what came of it, and who never was."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from marketplace.accounts.models import User
from marketplace.dispatch import engine
from marketplace.dispatch.engine import Provider, Spread, Tally
from marketplace.dispatch.keys import provider_key
from marketplace.dispatch.permissions import districts_watched
from marketplace.dispatch.queries import weights_in_force
from marketplace.workdays.rules import SHANGHAI
from marketplace.workorders.choices import OfferState
from marketplace.workorders.models import Offer, WorkOrder

# An offer that was accepted once, whatever came of it.
ACCEPTED = (OfferState.ACCEPTED, OfferState.RETURNED, OfferState.DONE)
COUNTED = {
    "asked": Q(),
    "accepted": Q(state__in=ACCEPTED),
    "declined": Q(state=OfferState.DECLINED),
    "lapsed": Q(state=OfferState.LAPSED),
    "done": Q(state=OfferState.DONE),
}


@dataclass(frozen=True, slots=True)
class Share:
    """One provider's part. `possible`: further orders of that time that it could have been asked for, as it
    stands today; `carries` of `places` now. A provider that has left carries nothing."""

    key: str
    kind: str
    possible: int
    asked: int
    accepted: int
    declined: int
    lapsed: int
    done: int
    carries: int
    places: int

    @property
    def never_asked(self) -> bool:
        return bool(self.possible) and not self.asked


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everybody's share, and the spread of being asked over all who could have been."""

    shares: list[Share]
    spread: Spread


def ledger_of(user: User, district: str, *, days: int, at: datetime) -> Ledger:
    """What a district's orders of the last `days` days meant for each: a fixed number of queries, however many
    there are."""
    since = at - timedelta(days=days)
    shares = list(_shares(district, since, at)) if district in districts_watched(user) else []
    return Ledger(shares, engine.spread(_tally(share) for share in shares))


def _shares(district: str, since: datetime, until: datetime) -> Iterator[Share]:
    on = until.astimezone(SHANGHAI).date()
    known = {provider.key: provider for provider in engine.providers(district, on)}
    orders = WorkOrder.objects.filter(need__community__subdistrict__district=district)
    possible = engine.could_be_asked(
        orders.filter(opened_at__gt=since, opened_at__lte=until),
        known.values(),
        weights_in_force(until),
    )
    offers = Offer.objects.filter(
        offered_at__gt=since, offered_at__lte=until, work_order__in=orders.values("pk")
    )
    counts = _counts(offers)
    for key in {**known, **counts}:
        yield _share(key, known.get(key), possible[key], counts[key])


def _share(key: str, provider: Provider | None, possible: int, counts: dict[str, int]) -> Share:
    usual = "volunteer" if key.startswith("volunteer:") else "organization"
    return Share(
        key=key,
        kind=provider.kind if provider else usual,
        possible=possible,
        carries=provider.load if provider else 0,
        places=provider.load + provider.places if provider else 0,
        **counts,
    )


def _counts(offers: QuerySet[Offer]) -> dict[str, dict[str, int]]:
    """What became of the offers, by provider: one query."""
    counted = offers.order_by().values("service", "volunteer")
    rows: Iterable[dict[str, Any]] = counted.annotate(
        **{name: Count("pk", filter=of) for name, of in COUNTED.items()}
    )
    found: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTED, 0))
    for row in rows:
        found[provider_key(row["service"], row["volunteer"])] = {
            name: row[name] for name in COUNTED
        }
    return found


def _tally(share: Share) -> Tally:
    return Tally(
        provider=share.key,
        kind=share.kind,
        services=frozenset(),
        eligible=share.possible,
        offered=share.asked,
        accepted=share.accepted,
        declined=share.declined,
        done=share.done,
    )
