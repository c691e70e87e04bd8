"""What a whole round costs, from the rows of the database to its stored and explained proposals.

The orders are made for the measurement, in a transaction that is taken back; the round itself is the one
that dispatchers run.
"""

from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import count, product
from random import Random
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Max
from django.utils import timezone

from marketplace.accounts.models import User
from marketplace.catalogue.models import NeedType
from marketplace.clockwork.world.times import wishes
from marketplace.dispatch.actions import propose_round
from marketplace.dispatch.models import MatchRun
from marketplace.households.models import Resident
from marketplace.kernel.codes import ALPHABET
from marketplace.needs.choices import Channel, NeedState
from marketplace.needs.models import Need
from marketplace.organizations.models import Service
from marketplace.places.models import District
from marketplace.places.queries import OWNERS
from marketplace.workorders.choices import OrderState
from marketplace.workorders.models import WorkOrder

BATCH = 500
SEED = 20261121
# Enough free places for nine in ten, so that there is competition.
TIGHT = 0.9


ABOUT = (
    "Times the round that dispatchers run, over so many waiting orders more. The orders are made for it and "
    "taken back: nothing stays. Run it on the demo district (`manage.py demo --no-serve` builds one); the "
    "database is locked for others meanwhile."
)


class NothingToMeasure(Exception):
    """There is no demo world in this database."""

    def __init__(self) -> None:
        super().__init__("There is nobody here to make orders for: build the demo district first.")


class TakenBack(Exception):
    """Ends the transaction of a measurement."""


def measure(needs: int, *, at: datetime, tell: Callable[[str], object]) -> dict[str, Any]:
    """A round over `needs` waiting orders more. Milliseconds by part, and how the parts compare.

    `solve_share`: of the whole; `rest_per_solve`: everything but the solve, in solves.
    """
    figures: dict[str, Any] = {}
    district = _fullest_district()
    try:
        with transaction.atomic():
            tell(f"Making {needs:,} orders that wait")
            _crowd(district, needs, at=at)
            tell("Running the round")
            began = perf_counter()
            run = propose_round(district, by=None, at=at)
            figures = _figures(run, (perf_counter() - began) * 1000)
            raise TakenBack
    except TakenBack:
        return figures


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--needs", type=int, default=6000, help="how many orders wait (6000)", metavar="N"
    )
    parser.add_argument("--json", action="store_true", help="tell the figures as JSON")


def measured(options: Mapping[str, Any], tell: Callable[[str], object]) -> dict[str, Any]:
    # As on a server; a copy of every statement would be kept, and measured too.
    settings.DEBUG = False
    if District._meta.db_table not in connection.introspection.table_names():
        raise NothingToMeasure
    return measure(options["needs"], at=timezone.now(), tell=tell)


def lines(figures: Mapping[str, Any]) -> Iterator[str]:
    yield (
        f"{figures['orders']:,} orders, {figures['providers']:,} providers: "
        f"{figures['proposals']:,} proposed, {figures['without_provider']:,} without a provider, "
        f"gap {figures['gap']}"
    )
    for part, ms in figures["ms"].items():
        yield f"{part.replace('_', ' '):>20}  {ms:>10,.1f} ms"
    yield (
        f"The solve is {figures['solve_share']:.1%} of the whole; everything else takes "
        f"{figures['rest_per_solve']} solves. Peak {(figures['peak_kib'] or 0) // 1024:,} MiB."
    )


def _figures(run: MatchRun, total: float) -> dict[str, Any]:
    timings = run.timings
    solve = timings["solve"]
    return {
        "orders": run.seekers,
        "providers": run.providers,
        "proposals": run.proposals.count(),
        "without_provider": run.unserved.count(),
        "gap": run.gap,
        "ms": {
            "total": round(total, 1),
            "engine": timings["total"],
            "solve": solve,
            "reading_and_packing": round(timings["with_database"] - timings["total"], 1),
            "storing": round(total - timings["with_database"], 1),
        },
        "solve_share": round(solve / total, 3),
        "rest_per_solve": round((total - solve) / solve, 1),
        "peak_kib": run.peak,
        "engine_ms": timings,
    }


def _fullest_district() -> str:
    """The code of the district in which most people live."""
    here = Resident.objects.filter(erased_at=None).order_by()
    by_district = here.values_list("household__community__subdistrict__district")
    found = by_district.annotate(people=Count("pk")).order_by("-people").first()
    if found is None:
        raise NothingToMeasure
    return found[0]


def _crowd(district: str, needs: int, *, at: datetime) -> None:
    """Orders that wait, for people and kinds of need that do not have one yet; places to match."""
    dice = Random(SEED)
    residents = list(
        Resident.objects.filter(
            erased_at=None, household__community__subdistrict__district=district
        ).values_list("pk", "household__community")
    )
    kinds = list(NeedType.objects.select_related("group", "level", "tag"))
    officer = User.objects.filter(postings__role__in=OWNERS).first()
    if not kinds or officer is None:
        raise NothingToMeasure
    pairs = list(product(residents, kinds))
    taken = set(Need.objects.filter(ended_at=None).values_list("resident", "need_type").order_by())
    chosen = (
        pair for pair in dice.sample(pairs, len(pairs)) if (pair[0][0], pair[1].pk) not in taken
    )
    numbers = count(1)
    made = [
        _need(next(numbers), resident, community, kind, officer, dice, at)
        for (resident, community), kind in _first(needs, chosen)
    ]
    Need.objects.bulk_create(made, batch_size=BATCH)
    WorkOrder.objects.bulk_create(
        [
            WorkOrder(
                number=f"{need.number}-1",
                need=need,
                state=OrderState.CREATED,
                opened_at=at,
                visits_wanted=need.need_type.visits or 1,
                visits_a_week=need.need_type.rhythm.most_in_a_week(),
            )
            for need in made
        ],
        batch_size=BATCH,
    )
    _make_room(needs)


def _need(
    number: int,
    resident: int,
    community: str,
    kind: NeedType,
    officer: User,
    dice: Random,
    at: datetime,
) -> Need:
    return Need(
        number=f"XQ-BENCH-{number:06d}",
        follow_code="".join(dice.choices(ALPHABET, k=12)),
        resident_id=resident,
        community_id=community,
        channel=Channel.API,
        state=NeedState.ORDERED,
        need_type=kind,
        group=kind.group,
        level=kind.level,
        tag=kind.tag,
        at_risk=True,
        **wishes(dice).checked(),
        owner=officer,
        reported_at=at,
        triaged_at=at,
        approved_at=at,
        approved_by=officer,
    )


def _first(many: int, pairs: Any) -> list[Any]:
    return [pair for pair, _ in zip(pairs, range(many), strict=False)]


def _make_room(needs: int) -> None:
    """The shelf of a district is made for hundreds at a time: here every service takes its share."""
    services = Service.objects.count() or 1
    most = Service.objects.aggregate(most=Max("places"))["most"] or 0
    Service.objects.update(places=max(most, round(TIGHT * needs / services)), visits_a_week=None)
