from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import models

from marketplace.clockwork.telling import Teller
from marketplace.kernel.cipher import Unreadable
from marketplace.kernel.encryption import encrypted_models, reencrypt, sealed_before


class Command(BaseCommand):
    help = """Seal every encrypted value of every room with the newest key of FIELD_ENCRYPTION_KEYS.

To change the key:
    1. put the new secret in front:  FIELD_ENCRYPTION_KEYS=new,old
    2. restart every process of the site and the clock
    3. run this until it says that nothing is left under an older key
    4. take the old secret out, restart, and destroy it; older backups still need it

It goes table by table in batches that commit by themselves, so it can run while people work, be
interrupted anywhere and be run again.
"""

    def create_parser(self, *args: Any, **kwargs: Any) -> CommandParser:
        return super().create_parser(*args, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", type=_positive, default=500, metavar="ROWS", help="(500)")
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *, batch: int, dry_run: bool, **options: Any) -> None:
        teller = Teller(self.stdout, quiet=options["verbosity"] == 0)
        waiting = {model: sealed_before(model).count() for model in encrypted_models()}
        for model, rows in waiting.items():
            if dry_run:
                teller.tell(f"{model._meta.label}: {rows:,} rows would be sealed anew")
            elif rows:
                teller.tell(f"{model._meta.label}: {_move(model, rows, batch, teller):,} rows")
        if dry_run:
            teller.tell(f"{sum(waiting.values()):,} rows in {len(waiting)} tables; nothing changed")
            return
        left = sum(sealed_before(model).count() for model in waiting)
        if left:
            raise CommandError(
                f"{left:,} rows were being changed meanwhile: please run this again."
            )
        teller.tell(f"Nothing is left under an older key, in any of {len(waiting)} tables.")


def _move(model: type[models.Model], rows: int, batch: int, teller: Teller) -> int:
    """How many rows of `model` were sealed anew."""
    moved, after = 0, None
    try:
        while keys := reencrypt(model, after=after, batch=batch):
            moved, after = moved + len(keys), keys[-1]
            teller.move(model._meta.label, moved, rows)
    except Unreadable as error:
        raise CommandError(
            f"{error}. Add the secret that sealed it to FIELD_ENCRYPTION_KEYS and run this again; "
            f"what was moved so far stays moved."
        ) from error
    return moved


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ArgumentTypeError("at least one")
    return number
