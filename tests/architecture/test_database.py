"""What the code says of the database is what the database is."""

import pytest
from django.apps import apps
from django.core.management import call_command

from marketplace.kernel.triggers import declared


@pytest.mark.django_db
def test_models_and_migrations_say_the_same():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_trigger_has_a_table_and_a_name_of_its_own():
    triggers = list(declared())
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    assert {trigger.table for trigger in triggers} - tables == set()
    assert len({trigger.name for trigger in triggers}) == len(triggers)
