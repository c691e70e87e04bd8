import shutil
from argparse import ArgumentParser
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from marketplace.accounts.demo import (
    DEMO_PASSWORD,
    FIRST_OF_EACH_ROLE,
    SECOND_OFFICER,
)
from marketplace.clockwork.arguments import whole_number
from marketplace.clockwork.serving import LAST_PORT, Site, is_free
from marketplace.clockwork.telling import Teller
from marketplace.clockwork.world.scales import DISTRICT, SCALES
from marketplace.clockwork.world.whole import is_whole
from marketplace.places.models import District

SEED = 320113


class Command(BaseCommand):
    # They load every page, which the site does again: for developers and `check`, not for a visitor who waits.
    requires_system_checks = ()
    help = (
        "Build the demo district (once) and serve the site. Every person in it is invented. "
        "A second start uses what is there; --reset builds it anew."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--reset", action="store_true", help="throw the demo's database away first"
        )
        parser.add_argument(
            "--port",
            type=whole_number(1, LAST_PORT),
            default=8000,
            help="where to serve (default 8000)",
        )
        parser.add_argument(
            "--scale",
            choices=sorted(SCALES),
            default=DISTRICT.name,
            help="small: seconds; district: Qixia as it is; city: about fifty times as much",
        )
        parser.add_argument("--no-serve", action="store_true", help="build only")
        parser.add_argument("--seed", type=int, default=SEED, help="another seed, another world")

    def handle(self, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "This installation is no demo (MARKETPLACE_DEMO is off): nothing was done."
            )
        if not options["no_serve"] and not is_free(port := options["port"]):
            other = port + 1 if port < LAST_PORT else port - 1
            raise CommandError(
                f"Port {port} is in use. Choose another: manage.py demo --port {other}"
            )
        teller = Teller(self.stdout, quiet=options["verbosity"] == 0)
        if options["reset"]:
            self._reset(teller)
        self._prepare(teller)
        if not District.objects.exists():
            self._build(options, teller)
        elif is_whole(FIRST_OF_EACH_ROLE):
            teller.tell("The demo world is there already (--reset builds it anew)")
        else:
            raise CommandError(
                "The demo world was not built to its end. Build it anew: manage.py demo --reset"
            )
        # The public site stands above us: it is asked by name. What is there already stays.
        call_command("build_shelves", quiet=True, stdout=StringIO())
        teller.tell("The public site stands")
        if not options["no_serve"]:
            Site(port=options["port"], tell=teller.tell).serve()

    def _reset(self, teller: Teller) -> None:
        if connection.vendor != "sqlite":
            raise CommandError(
                "--reset throws an embedded database away; drop a server's database yourself."
            )
        connection.close()
        name = str(settings.DATABASES["default"]["NAME"])
        for suffix in ("", "-wal", "-shm"):
            settings.BASE_DIR.joinpath(name + suffix).unlink(missing_ok=True)
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
        teller.tell("Thrown away: the old demo world")

    def _prepare(self, teller: Teller) -> None:
        teller.tell("Preparing the database")
        call_command("migrate", verbosity=0, interactive=False)
        teller.tell("The database stands")

    def _build(self, options: dict[str, Any], teller: Teller) -> None:
        # Slow to come, and of use once.
        from marketplace.clockwork.world.build import World, build

        build(
            World(
                scale=SCALES[options["scale"]],
                seed=options["seed"],
                at=timezone.now(),
                password=DEMO_PASSWORD,
                usernames=FIRST_OF_EACH_ROLE,
                second_officer=SECOND_OFFICER.username,
                tell=teller.tell,
                move=teller.move,
            )
        )
        teller.tell("The demo world stands")
