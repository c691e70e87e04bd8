"""The copies that tests run on: complete, apart from each other, and untouched by the test before."""

from itertools import pairwise

import pytest
from django.db import DatabaseError, connection, models, transaction
from wagtail.models import Page, Site

from marketplace.accounts.models import User
from marketplace.journal.actions import record
from marketplace.journal.models import Entry
from marketplace.kernel.triggers import declared, hang, take_down
from marketplace.organizations.models import Service
from tests import databases


def hanging() -> set[str]:
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(catalogue[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second", "third"])
def test_what_one_test_commits_the_next_does_not_find(time, at):
    assert not Entry.objects.exists()
    user = User.objects.create(username="left-behind", display_name="演示")
    record("wrote", user, by=user, at=at)
    assert Entry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_what_migrations_put_there_outlives_a_test_that_commits(time):
    assert Page.objects.filter(depth=1).count() == 1
    assert {trigger.name for trigger in declared()} <= hanging()
    Site.objects.all().delete()
    Page.objects.all().delete()


@pytest.mark.django_db
def test_every_declared_trigger_hangs_in_the_database():
    assert {trigger.name for trigger in declared()} <= hanging()


@pytest.mark.django_db
def test_the_journal_refuses_to_be_changed_or_deleted(at):
    user = User.objects.create(username="forger", display_name="演示")
    entry = record("wrote", user, by=user, at=at)
    for attempt in (
        lambda: Entry.objects.filter(pk=entry.pk).update(reason="mended"),
        lambda: Entry.objects.filter(pk=entry.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert list(Entry.objects.values_list("reason", flat=True)) == [""]


@pytest.mark.django_db(transaction=True)
def test_a_migration_can_rebuild_a_table_that_triggers_read():
    longer = models.CharField(max_length=77, default="offered")
    longer.set_attributes_from_name("state")
    longer.model = Service
    take_down(connection)
    with connection.schema_editor() as editor:
        editor.alter_field(Service, Service._meta.get_field("state"), longer)
    hang(connection)
    assert {trigger.name for trigger in declared()} <= hanging()


def test_another_migration_means_another_template(tmp_path, monkeypatch):
    monkeypatch.setattr(databases, "ROOT", tmp_path)
    rooms = tmp_path / "marketplace" / "rooms"
    digests = [databases.digest()]
    for name in (
        "migrations/0001_initial.py",
        "triggers.py",
        "lifecycle.py",
        "data/list.csv",
        "rules.py",
    ):
        (rooms / name).parent.mkdir(parents=True, exist_ok=True)
        (rooms / name).write_text("new")
        digests.append(databases.digest())
    assert [a != b for a, b in pairwise(digests)] == [True, True, True, True, False]
