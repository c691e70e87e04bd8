from typing import Any

from django.apps import AppConfig, apps
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate

from marketplace.kernel.triggers import hang, take_down


class ClockworkConfig(AppConfig):
    """Before every migrate the database's own rules are taken down, after it they are hung again."""

    name = "marketplace.clockwork"

    def ready(self) -> None:
        # Django tells only apps with models; by the time the topmost room hears, all tables stand.
        topmost = apps.get_app_config("supervision")
        pre_migrate.connect(take_down_triggers, sender=topmost)
        post_migrate.connect(hang_triggers, sender=topmost)


def take_down_triggers(using: str, **_: Any) -> None:
    take_down(connections[using])


def hang_triggers(using: str, **_: Any) -> None:
    hang(connections[using])
