import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from marketplace.catalogue.models import UrgencyTag
from marketplace.clockwork.rounds import Told, told_of, what_if
from marketplace.journeys.dispatch_round import dispatch_round
from marketplace.kernel.errors import Refusal

# As sysexits.h has it: nothing is wrong, try again in a moment.
TRY_LATER = 75
OTHERS_FIRST = ("round_under_way", "preview_waits", "busy")


class Command(BaseCommand):
    help = (
        "Run one round of matching over the orders that wait for a provider, and offer what it proposes. "
        "Exit codes: 0 done (also when nobody waits), 75 another round comes first, try later, 1 no round."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--tag", action="append", metavar="TAG", help="only orders of this tag; may be repeated"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="plan and tell; nothing is kept, nobody is asked"
        )
        parser.add_argument("--json", action="store_true", help="tell it to a machine")

    def handle(self, **options: Any) -> None:
        tags = _tags(options["tag"])
        try:
            told = what_if(tags, timezone.now()) if options["dry_run"] else _run(tags)
        except Refusal as refusal:
            later = refusal.code in OTHERS_FIRST
            raise CommandError(
                str(refusal.message), returncode=TRY_LATER if later else 1
            ) from refusal
        self.stdout.write(json.dumps(told.plain()) if options["json"] else str(told))


def _run(tags: list[UrgencyTag] | None) -> Told:
    return told_of(dispatch_round(tags=tags, by=None, at=timezone.now()))


def _tags(codes: list[str] | None) -> list[UrgencyTag] | None:
    if codes is None:
        return None
    known = {tag.code: tag for tag in UrgencyTag.objects.all()}
    unknown = sorted(set(codes) - known.keys())
    if unknown:
        raise CommandError(f"There is no tag {unknown[0]}; there are {', '.join(known)}.")
    return [known[code] for code in known if code in codes]
