from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from marketplace.clockwork.words.messages import find


class Command(BaseCommand):
    help = (
        "Bring the Chinese catalogue in step with the sources and compile it; say what is not translated. "
        "With --check nothing is written."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only look, write nothing")

    def handle(self, **options: Any) -> None:
        try:
            from marketplace.clockwork.words import catalogue
        except ModuleNotFoundError as missing:
            raise CommandError(f"This is a developer's command and needs {missing.name}.") from None

        base, path = Path(settings.BASE_DIR), Path(settings.LOCALE_PATHS[0])
        path = path / "zh_Hans" / "LC_MESSAGES" / "django.po"
        messages = find(base)
        standing = catalogue.load(path)
        if not options["check"]:
            standing = catalogue.in_step(standing, messages)
            path.parent.mkdir(parents=True, exist_ok=True)
            standing.save(str(path), newline="\n")
            path.with_suffix(".mo").write_bytes(catalogue.compiled(standing))

        found = list(catalogue.faults(standing, messages))
        for fault in found:
            self.stdout.write(self.style.ERROR(str(fault)))
        if found:
            kinds = Counter(fault.kind for fault in found)
            raise CommandError(", ".join(f"{count} {kind}" for kind, count in kinds.items()))
        self.stdout.write(self.style.SUCCESS(f"{len(messages)} messages, all translated."))
