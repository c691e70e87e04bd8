from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import override

from marketplace.accounts.models import User
from marketplace.api.choices import Scope
from marketplace.api.issuing import issue_token
from marketplace.kernel.errors import Refusal


class Command(BaseCommand):
    help = (
        "Let another system in: make a token that acts for a person. It is printed once and can never "
        "be read again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", required=True, help="what the system is called, unique")
        parser.add_argument("--user", required=True, help="whose account it acts for")
        parser.add_argument(
            "--scope",
            action="append",
            required=True,
            choices=Scope.values,
            help="what it may do; more than once",
        )

    @override("en")  # Commands speak English; so do the refusals in them.
    def handle(self, **options: Any) -> None:
        user = User.objects.filter(username=options["user"]).first()
        if user is None:
            raise CommandError(f"There is no account “{options['user']}”.")
        try:
            _client, token = issue_token(
                options["name"], user=user, scopes=options["scope"], by=None, at=timezone.now()
            )
        except Refusal as refusal:
            raise CommandError(str(refusal.message)) from refusal
        self.stderr.write("This token is shown only now. Send it as: Authorization: Bearer TOKEN")
        self.stdout.write(token)
