import json
from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import override

from marketplace.catalogue.models import UrgencyTag
from marketplace.clockwork.rounds import Told, told_of, what_if
from marketplace.dispatch.queries import districts_that_wait
from marketplace.journeys.dispatch_at_once import dispatch_at_once
from marketplace.journeys.make_room_where_due import make_room_where_due
from marketplace.kernel.errors import Refusal
from marketplace.places.models import District

# As sysexits.h has it: nothing is wrong, try again in a moment.
TRY_LATER = 75
OTHERS_FIRST = ("round_under_way", "preview_waits", "busy")


class Command(BaseCommand):
    help = (
        "Run one round of matching in every district over the orders that wait there for a provider, and offer "
        "what it proposes. Exit codes: 0 done (also when nobody waits), 75 in some district another round comes "
        "first, try later, 1 in some district no round; the other districts had theirs."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--district",
            action="append",
            metavar="CODE",
            help="only this district; may be repeated (default: all in which somebody waits)",
        )
        parser.add_argument(
            "--tag", action="append", metavar="TAG", help="only orders of this tag; may be repeated"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="plan and tell; nothing is kept, nobody is asked"
        )
        parser.add_argument(
            "--json", action="store_true", help="tell it to a machine: a list, one entry a district"
        )

    @override("en")  # Commands speak English; so do the refusals in them.
    def handle(self, **options: Any) -> None:
        tags = _known("tag", options["tag"], UrgencyTag.objects.all())
        districts = _known("district", options["district"], District.objects.all())
        codes = districts_that_wait() if districts is None else [each.pk for each in districts]
        told, refusals = _one_by_one(codes, tags, dry_run=options["dry_run"])
        if options["json"]:
            self.stdout.write(json.dumps([each.plain() for each in told]))
        elif told or refusals:
            self.stdout.write("\n".join(map(str, told)))
        else:
            self.stdout.write("Nobody waits for a provider.")
        _complain(refusals)


def _one_by_one(
    districts: Iterable[str], tags: list[UrgencyTag] | None, *, dry_run: bool
) -> tuple[list[Told], dict[str, Refusal]]:
    """What came of each district's round, and what stood against it, by district."""
    told, refusals = [], {}
    for district in districts:
        try:
            told.append((what_if if dry_run else _run)(district, tags, timezone.now()))
        except Refusal as refusal:
            refusals[district] = refusal
    return told, refusals


def _run(district: str, tags: list[UrgencyTag] | None, at: datetime) -> Told:
    told = told_of(dispatch_at_once(district, tags=tags, by=None, at=at))
    make_room_where_due(district, at=at)
    return told


def _complain(refusals: dict[str, Refusal]) -> None:
    if not refusals:
        return
    later = all(refusal.code in OTHERS_FIRST for refusal in refusals.values())
    told = "\n".join(f"{district}: {refusal.message}" for district, refusal in refusals.items())
    raise CommandError(told, returncode=TRY_LATER if later else 1) from next(
        iter(refusals.values())
    )


def _known(what: str, codes: list[str] | None, among: QuerySet[Any]) -> list[Any] | None:
    """Those with these codes, in their usual order; None if none was asked for."""
    if codes is None:
        return None
    known = {each.pk: each for each in among}
    unknown = sorted(set(codes) - known.keys())
    if unknown:
        raise CommandError(f"There is no {what} {unknown[0]}; there are {', '.join(known)}.")
    return [known[code] for code in known if code in codes]
