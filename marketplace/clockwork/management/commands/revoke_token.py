from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from marketplace.api.issuing import revoke_token
from marketplace.api.models import Client


class Command(BaseCommand):
    help = "Shut a system out: its token opens nothing from now on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", required=True, help="what the system is called")

    def handle(self, **options: Any) -> None:
        client = Client.objects.filter(name=options["name"]).first()
        if client is None:
            raise CommandError(f"There is no client “{options['name']}”.")
        revoke_token(client, by=None, at=timezone.now())
        self.stdout.write(self.style.SUCCESS(f"The token of {client} opens nothing any more."))
