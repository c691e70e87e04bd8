import logging
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from marketplace.clockwork.arguments import whole_number
from marketplace.clockwork.ticking import every, tick

log = logging.getLogger(__name__)

LONGEST_WAIT = 24 * 60 * 60


class Command(BaseCommand):
    help = (
        "Let time come by: offers lapse, orders are offered, breaches are told, the journal is sealed. "
        "For cron once a minute, or with --every as a process of its own."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--every",
            type=whole_number(1, LONGEST_WAIT),
            metavar="SECONDS",
            help="go on until stopped",
        )
        parser.add_argument("--no-rounds", action="store_true", help="leave dispatching to people")

    def handle(self, **options: Any) -> None:
        def once() -> None:
            done = tick(at=timezone.now(), rounds=not options["no_rounds"])
            if options["verbosity"]:
                self.stdout.write(str(done))

        if options["every"] is None:
            once()
            return

        def carefully() -> None:
            # A clock that dies at the first hiccup of the database is worse than one that is late.
            try:
                once()
            except Exception:
                log.exception(
                    "This tick failed; the next one comes in %s seconds", options["every"]
                )
            close_old_connections()

        try:
            every(options["every"], carefully, sleep=time.sleep)
        except KeyboardInterrupt:
            return
