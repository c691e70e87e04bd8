from typing import Any

from django.apps import AppConfig, apps
from django.db import connections
from django.db.models.signals import post_migrate

from marketplace.kernel.triggers import hang


class ClockworkConfig(AppConfig):
    """After every migrate the database's own rules are hung again: see kernel.triggers."""

    name = "marketplace.clockwork"

    def ready(self) -> None:
        # Django tells only apps with models; by the time the topmost room hears, all tables stand.
        post_migrate.connect(hang_triggers, sender=apps.get_app_config("supervision"))


def hang_triggers(using: str, **_: Any) -> None:
    hang(connections[using])
