from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from cms.building.tree import build, catch_up


class Command(BaseCommand):
    help = (
        "Put up the public site: home, shelves, a page for every service and organization that has none, "
        "and first words in Chinese and English. What is there already stays as it is; run it as often as you like."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quiet", action="store_true", help="tell only the result")
        parser.add_argument(
            "--new",
            action="store_true",
            help="only what has come onto the shelf since; nothing where the site was never built",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        def tell(what: str, done: int, whole: int) -> None:
            if not options["quiet"]:
                self.stdout.write(f"{what}: {done:,}/{whole:,}")

        made = catch_up() if options["new"] else build(tell)
        self.stdout.write(f"{made:,} pages were missing and are there now.")
