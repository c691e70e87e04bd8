from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from marketplace.clockwork.telling import Teller
from marketplace.households.bulk import rebuild_lookups
from marketplace.households.models import Resident
from marketplace.kernel.errors import Refusal
from marketplace.organizations.bulk import rebuild_account_digests


class Command(BaseCommand):
    help = """Make the digests by which residents are found and accounts compared anew, after BLIND_INDEX_KEY was changed.

To change the key:
    1. stop the site: old and new digests do not meet, so somebody could be registered twice
    2. set the new BLIND_INDEX_KEY; the old one is not needed
    3. run this, and start the site again

It goes in batches that commit by themselves, can be interrupted anywhere and run again: whoever is
found under the present key already is left alone.
"""

    def create_parser(self, *args: Any, **kwargs: Any) -> CommandParser:
        return super().create_parser(*args, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count")

    @override("en")  # Commands speak English; so do the refusals in them.
    def handle(self, *, dry_run: bool, **options: Any) -> None:
        teller = Teller(self.stdout, quiet=options["verbosity"] == 0)
        whole = Resident.objects.filter(erased_at__isnull=True).count()
        seen = renewed = after = 0
        try:
            while (done := rebuild_lookups(after=after, dry_run=dry_run)).last:
                after = done.last
                seen, renewed = seen + done.seen, renewed + done.renewed
                teller.move("residents", seen, whole)
        except Refusal as refusal:
            raise CommandError(str(refusal.message)) from refusal
        would = "would be made" if dry_run else "were made"
        teller.tell(f"The digests of {renewed:,} of {seen:,} residents {would} anew.")
        accounts, remade = rebuild_account_digests(dry_run=dry_run)
        teller.tell(f"The digests of {remade:,} of {accounts:,} bank accounts {would} anew.")
