from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from marketplace.accounts.actions import made_password
from marketplace.catalogue.actions import load_catalogue
from marketplace.journeys.appoint_first_officer import appoint_first_officer
from marketplace.kernel.errors import Refusal
from marketplace.places.models import District
from marketplace.places.queries import officers_of


class Command(BaseCommand):
    help = """Open the supermarket of a district on a server: the catalogue with its 137 kinds of need, the district
with its communities, its first officer, and the public site with its first words.

    manage.py open_district divisions.csv --district 320113 --officer wang.min --name 王敏

The officer's password is made here and printed once. Everybody else is posted by that officer. Doing it again
is safe: what is there stays, and a second officer is not made.
"""

    def create_parser(self, *args: Any, **kwargs: Any) -> CommandParser:
        return super().create_parser(*args, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", type=Path, help="the statistics bureau's list, as load_divisions reads it"
        )
        parser.add_argument("--district", metavar="CODE", required=True, help="its six digits")
        parser.add_argument("--officer", metavar="USERNAME", required=True)
        parser.add_argument("--name", required=True, help="the officer's name, as others read it")

    @override("en")  # Commands speak English; so do the refusals in them.
    def handle(self, *, file: Path, district: str, officer: str, name: str, **options: Any) -> None:
        password = made_password()
        try:
            with transaction.atomic():
                load_catalogue(report=self.stdout.write)
                call_command("load_divisions", file, district=district, stdout=self.stdout)
                opened = District.objects.get(pk=district)
                there = list(officers_of(opened))
                if not there:
                    appoint_first_officer(
                        opened,
                        username=officer,
                        display_name=name,
                        password=password,
                        at=timezone.now(),
                    )
        except Refusal as refusal:
            raise CommandError(f"Nothing was opened.\n{refusal.message}") from refusal
        except District.DoesNotExist as missing:
            raise CommandError(
                f"Nothing was opened: {district} is no district of {file}."
            ) from missing
        call_command("build_shelves", quiet=True, stdout=self.stdout)
        if there:
            self.stdout.write(f"{opened.name_zh} has its officers already: {', '.join(there)}.")
        else:
            self.stdout.write(self.style.SUCCESS(f"{opened.name_zh} is open. Sign in as {officer}"))
            self.stderr.write("This password is shown only now:")
            self.stdout.write(password)
