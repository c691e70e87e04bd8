from typing import Any

from django.core.management.base import BaseCommand, CommandError

from marketplace.journal.models import Entry, Seal
from marketplace.journal.queries import verify


class Command(BaseCommand):
    help = "Prove that nobody rewrote the journal; name every row that is not what was written."

    def handle(self, **options: Any) -> None:
        flaws = 0
        for flaw in verify():
            flaws += 1
            self.stdout.write(self.style.ERROR(f"{flaw.row}: {flaw.fault}"))
        if flaws:
            raise CommandError(f"{flaws} flaw(s) found.")
        self.stdout.write(
            self.style.SUCCESS(
                f"{Entry.objects.count()} entries and {Seal.objects.count()} seals are as they were written."
            )
        )
