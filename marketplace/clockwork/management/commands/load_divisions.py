from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import override

from marketplace.kernel.errors import Refusal
from marketplace.places.actions import Loaded, load_divisions
from marketplace.places.divisions import LARGEST_FILE, QIXIA, read


class Command(BaseCommand):
    help = """Load a district, or all districts of a city, from the statistics bureau's list of divisions.

The list is a csv (or csv.gz) with the columns code, name, level and parent_code, and name_en if you
have it, in UTF-8 or GB18030:

    code,name,level,parent_code
    3201,南京市,city,
    320113,栖霞区,district,3201
    320113001,尧化街道,subdistrict,320113
    320113001001,尧化社区居委会,community,320113001

Loading again is safe: nothing is doubled, new places are added, changed names are changed, and what
the list no longer names stays. All is stored, or nothing. Without a file, the demo district is loaded.
"""

    def create_parser(self, *args: Any, **kwargs: Any) -> CommandParser:
        return super().create_parser(*args, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=QIXIA)
        parser.add_argument(
            "--district",
            metavar="CODE",
            help="six digits of a district, or four of a city for all its districts; "
            "may be left out if the list has only one district",
        )

    @override("en")  # Commands speak English; so do the refusals in them.
    def handle(self, *, file: Path, district: str | None, **options: Any) -> None:
        quiet = options["verbosity"] == 0
        if not quiet:
            self.stdout.write(f"Reading {file} …")
        try:
            divisions = read(_bytes_of(file), of=district or "")
            done = load_divisions(
                divisions,
                district_code=district or _only_district([d.code for d in divisions]),
                report=lambda line: None if quiet else self.stdout.write(line),
                at=timezone.now(),
            )
        except Refusal as refusal:
            raise CommandError(f"{file}: nothing was loaded.\n{refusal.message}") from refusal
        if not quiet:
            for loaded in done:
                self.stdout.write(self.style.SUCCESS(_summary(loaded)))


def _bytes_of(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(LARGEST_FILE + 1)
    except OSError as error:
        raise CommandError(f"{file} cannot be opened: {error.strerror}.") from error


def _only_district(codes: list[str]) -> str:
    districts = [code for code in codes if len(code) == 6]
    if len(districts) == 1:
        return districts[0]
    raise CommandError(
        f"The list has {len(districts)} districts: say which with --district CODE "
        "(six digits, or four for all districts of a city)."
    )


def _summary(loaded: Loaded) -> str:
    facts = [f"{loaded.subdistricts} subdistricts", f"{loaded.communities} communities"]
    if not loaded.has_changed:
        facts.append("nothing new")
    if loaded.added:
        facts.append(f"{len(loaded.added)} places added")
    if loaded.renamed:
        facts.append(f"{len(loaded.renamed)} renamed")
    if loaded.drawn:
        facts.append("map drawn")
    if loaded.gone:
        facts.append(f"{len(loaded.gone)} not in the list any more, kept: {', '.join(loaded.gone)}")
    return f"{loaded.code} {loaded.name_zh}: {'; '.join(facts)}."
