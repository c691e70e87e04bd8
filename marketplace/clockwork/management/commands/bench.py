import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any, NamedTuple

from django.core.management.base import BaseCommand, CommandError, CommandParser

from marketplace.clockwork import dispatch_bench as dispatch
from marketplace.dispatch import bench as matching

# The public site stands above us, and is asked by name.
pages: Any = import_module("cms.bench")


class Bench(NamedTuple):
    """What can be measured: its arguments, the figures, and how they are told to a reader."""

    help: str
    about: str
    arguments: Callable[[ArgumentParser], None]
    measure: Callable[[Mapping[str, Any], Callable[[str], object]], dict[str, Any]]
    lines: Callable[[Mapping[str, Any]], Iterator[str]]


def _matching(options: Mapping[str, Any], tell: Callable[[str], object]) -> dict[str, Any]:
    return matching.measure(
        options["scale"],
        regional=options["regional"],
        repeats=options["repeats"],
        networkx=not options["without_networkx"],
        tell=tell,
    )


BENCHES = {
    "matching": Bench(
        "the engine by itself, from made-up tables to the proven optimum",
        matching.ABOUT,
        matching.arguments,
        _matching,
        matching.lines,
    ),
    "dispatch": Bench(
        "a whole round on the demo district, from its rows to stored, explained proposals",
        dispatch.ABOUT,
        dispatch.arguments,
        dispatch.measured,
        dispatch.lines,
    ),
    "pages": Bench(
        "pages of the public site, beside a bare view and a stock page",
        pages.ABOUT,
        pages.arguments,
        pages.measured,
        pages.lines,
    ),
}


class Command(BaseCommand):
    help = "Measure what something costs, as ratios taken in the same run. Progress goes to stderr."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        benches = parser.add_subparsers(dest="bench", required=True, metavar="WHAT")
        for name, bench in BENCHES.items():
            arguments = benches.add_parser(name, help=bench.help, description=bench.about)
            arguments.formatter_class = RawDescriptionHelpFormatter
            bench.arguments(arguments)

    def handle(self, **options: Any) -> None:
        bench = BENCHES[options["bench"]]
        try:
            figures = bench.measure(options, self._tell)
        except (dispatch.NothingToMeasure, pages.NothingToMeasure) as error:
            raise CommandError(str(error)) from error
        told = [json.dumps(figures, indent=1)] if options["json"] else bench.lines(figures)
        self.stdout.write("\n".join(told))

    def _tell(self, told: str) -> None:
        self.stderr.write(told)
        self.stderr.flush()
