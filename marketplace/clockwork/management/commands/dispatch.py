from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from marketplace.dispatch.models import MatchRun
from marketplace.journeys.dispatch_round import dispatch_round
from marketplace.kernel.errors import Refusal


class Command(BaseCommand):
    help = "Run one round of matching over every order that waits for a provider, and offer what it proposes."

    def handle(self, **options: Any) -> None:
        try:
            run = dispatch_round(by=None, at=timezone.now())
        except Refusal as refusal:
            raise CommandError(str(refusal.message)) from refusal
        self.stdout.write(self.style.SUCCESS(_told(run)))


def _told(run: MatchRun) -> str:
    return (
        f"Round {run.pk}: {run.seekers} orders, {run.providers} providers, "
        f"{run.proposals.count()} proposed, {run.unserved.count()} without a provider; "
        f"{run.solver} {run.solver_version}, certificate {run.certificate}"
    )
