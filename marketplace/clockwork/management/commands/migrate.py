"""Django's `migrate`, in an order that takes half the time."""

from django.apps import apps
from django.core.management.commands import migrate
from django.db.migrations.executor import MigrationExecutor

OURS = ("marketplace.", "cms")


class OthersFirst(MigrationExecutor):
    """Replays the history of other people's apps before ours.

    Every step of a history rebuilds the models that hang together with the changed one. All of ours
    hang together through User, so Wagtail's hundred steps are quicker before ours are there.
    """

    def migration_plan(self, targets, clean_start=False):
        ours = {config.label for config in apps.get_app_configs() if config.name.startswith(OURS)}
        others_first = sorted(targets, key=lambda target: target[0] in ours)
        return super().migration_plan(others_first, clean_start)


migrate.MigrationExecutor = OthersFirst


class Command(migrate.Command):
    pass
