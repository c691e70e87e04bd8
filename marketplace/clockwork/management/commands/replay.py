from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from marketplace.clockwork.arguments import LARGEST_KEY, day, whole_number
from marketplace.dispatch.models import MatchRun
from marketplace.dispatch.replay import Difference, replay
from marketplace.kernel.errors import Refusal
from marketplace.workdays.rules import SHANGHAI
from marketplace.workorders.models import WorkOrder

HEAD = ("run", "what", "order", "kept", "made again")
WIDEST = 60


class Command(BaseCommand):
    help = (
        "Make runs of the engine again from what went in that day, and compare every row that was kept. "
        "Exit code 1 and a table if anything differs."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "runs",
            nargs="*",
            type=whole_number(1, LARGEST_KEY),
            metavar="RUN",
            help="number of a run",
        )
        parser.add_argument("--all", action="store_true", help="every run there is")
        parser.add_argument("--since", type=day, metavar="DAY", help="every run since 2026-11-22")

    def handle(self, **options: Any) -> None:
        runs = _chosen(options)
        found: list[tuple[int, Difference]] = []
        notes: Counter[str] = Counter()
        for run in _one_by_one(runs):
            differences, versions = _made_again(run)
            found += [(run.pk, each) for each in differences]
            notes.update(f"{each.what} {each.then}, today {each.now}" for each in versions)
        for note, times in notes.items():
            self.stdout.write(f"note: {times} made with {note}")
        if found:
            self.stdout.write("\n".join(_table(found)))
            different = len({run for run, _ in found})
            raise CommandError(f"{different} of {len(runs)} runs came out differently.")
        told = f"{len(runs)} runs came out as they were kept, row by row."
        self.stdout.write(self.style.SUCCESS(told))


def _chosen(options: dict[str, Any]) -> list[int]:
    """The numbers of the runs asked for, oldest first."""
    runs = MatchRun.objects.order_by("pk").values_list("pk", flat=True)
    if options["since"]:
        midnight = datetime.combine(options["since"], time(), SHANGHAI)
        return list(runs.filter(started_at__gte=midnight))
    if options["all"]:
        return list(runs)
    if not options["runs"]:
        raise CommandError("Which runs? Give their numbers, --since a day, or --all.")
    known = list(runs.filter(pk__in=options["runs"]))
    unknown = sorted(set(options["runs"]) - set(known))
    if unknown:
        raise CommandError(f"There is no run {', '.join(map(str, unknown))}.")
    return known


def _one_by_one(runs: list[int]) -> Iterator[MatchRun]:
    """Each with its snapshot, and never two in memory."""
    for pk in runs:
        yield MatchRun.objects.select_related("weights").get(pk=pk)


def _made_again(run: MatchRun) -> tuple[tuple[Difference, ...], tuple[Difference, ...]]:
    try:
        again = replay(run)
    except Refusal as refusal:
        return (Difference("snapshot", "readable", refusal.code),), ()
    return again.differences, again.versions


def _table(found: list[tuple[int, Difference]]) -> Iterator[str]:
    orders = {each.order for _, each in found if each.order is not None}
    numbers = dict(WorkOrder.objects.filter(pk__in=orders).values_list("pk", "number"))
    rows = [HEAD] + [
        (str(run), each.what, numbers.get(each.order, ""), each.then, each.now)
        for run, each in found
    ]
    rows = [tuple(cell[:WIDEST] for cell in row) for row in rows]
    widths = [max(len(row[at]) for row in rows) for at in range(len(HEAD))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
