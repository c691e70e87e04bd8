"""The journal: chained, append-only, and it names the row that somebody rewrote."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from marketplace.accounts.models import User
from marketplace.journal import actions as journal
from marketplace.journal.actions import record, seal
from marketplace.journal.bulk import Chains
from marketplace.journal.models import Entry, Seal, Thread
from marketplace.journal.queries import Flaw, thread_of, verify
from marketplace.kernel.triggers import hang

AT = datetime(2026, 3, 4, 2, 30, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return User.objects.create(username="canary", display_name="演示·张三")


def rewrite(sql, *params):
    """What somebody with the database's own rights could do: take the trigger away and write."""
    with connection.cursor() as cursor:
        for name in ("journal_entry_stays", "journal_entry_kept", "journal_seal_kept"):
            table = "journal_seal" if "seal" in name else "journal_entry"
            on = "" if connection.vendor == "sqlite" else f" ON {table}"
            cursor.execute(f"DROP TRIGGER {name}{on}")
        cursor.execute(sql, params)
    hang(connection)


def told(user, *verbs):
    return [
        record(verb, user, by=user, at=AT + timedelta(minutes=n), changes={"n": n}, reason="理由")
        for n, verb in enumerate(verbs)
    ]


def test_entries_of_a_thing_are_numbered_and_each_is_tied_to_the_one_before(user):
    first, second, third = told(user, "create", "amend", "close")
    assert [entry.position for entry in thread_of(user)] == [1, 2, 3]
    assert (first.previous, second.previous, third.previous) == ("", first.digest, second.digest)
    assert list(verify()) == []


def test_the_database_refuses_to_change_or_delete_an_entry(user):
    (entry,) = told(user, "create")
    for attack in (
        lambda: Entry.objects.filter(pk=entry.pk).update(verb="nothing"),
        lambda: Entry.objects.filter(pk=entry.pk).delete(),
    ):
        with pytest.raises(IntegrityError, match="journal entries"), transaction.atomic():
            attack()
    assert Entry.objects.get(pk=entry.pk).verb == "create"


def test_an_entry_vanishes_with_the_transaction_that_made_it(user):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        told(user, "create")
        raise ZeroDivisionError
    assert not Entry.objects.exists()
    assert not Thread.objects.exists()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("verb", "approve"),
        ("reason", "另一个理由"),
        ("subject", "user:999"),
        ("changes", '{"n": 9}'),
    ],
)
def test_a_rewritten_entry_is_named(user, column, value):
    _, second, _ = told(user, "create", "amend", "close")
    rewrite(f"UPDATE journal_entry SET {column} = %s WHERE id = %s", value, second.pk)
    row = f"entry {second.pk} (user:{user.pk}#2)"
    assert list(verify()) == [Flaw(row, "its content was changed")]


def test_a_deleted_entry_leaves_a_gap_that_is_named(user):
    _, second, third = told(user, "create", "amend", "close")
    rewrite("DELETE FROM journal_entry WHERE id = %s", second.pk)
    row = f"entry {third.pk} (user:{user.pk}#3)"
    assert list(verify()) == [Flaw(row, "1 entries before it are missing")]


def test_a_cut_off_end_is_named(user):
    *_, third = told(user, "create", "amend", "close")
    rewrite("DELETE FROM journal_entry WHERE id = %s", third.pk)
    assert [flaw.row for flaw in verify()] == [f"thread user:{user.pk}"]


def test_a_whole_thread_deleted_with_its_end_still_breaks_the_seal(user):
    told(user, "create", "amend")
    assert seal(at=AT + timedelta(hours=1)).entries == 2
    rewrite("DELETE FROM journal_entry WHERE thread = %s", f"user:{user.pk}")
    Thread.objects.all().delete()
    (flaw,) = verify()
    assert flaw.fault == "it sealed 2 entries, 0 are there"


def test_a_seal_waits_for_entries_to_settle_and_takes_each_once(user):
    told(user, "create", "amend")
    assert seal(at=AT + timedelta(seconds=30)) is None
    assert seal(at=AT + timedelta(minutes=2, seconds=1)).entries == 1
    assert seal(at=AT + timedelta(hours=1)).entries == 1
    assert seal(at=AT + timedelta(hours=2)) is None
    assert [s.previous == "" for s in Seal.objects.all()] == [True, False]
    assert list(verify()) == []


def test_entries_written_in_bulk_are_chained_like_the_others(user):
    chains = Chains()
    for n, verb in enumerate(["create", "amend"]):
        chains.add(verb, user, by=user, at=AT + timedelta(minutes=n), changes={"n": n})
    assert chains.write() == 2
    record("close", user, by=None, at=AT + timedelta(days=1))
    assert [entry.verb for entry in thread_of(user)] == ["create", "amend", "close"]
    assert list(verify()) == []


def test_verifying_reads_in_one_pass_however_many_entries_there_are(
    user, django_assert_num_queries
):
    told(user, *["amend"] * 3)
    with django_assert_num_queries(3):
        list(verify())
    told(user, *["amend"] * 30)
    with django_assert_num_queries(3):
        list(verify())


def test_what_one_seal_cannot_hold_waits_for_the_next(monkeypatch, user):
    monkeypatch.setattr(journal, "MOST_SEALED", 2)
    for number in range(3):
        record(f"verb_{number}", user, by=user, at=AT)
    sealed = [seal(at=AT + timedelta(hours=1)) for _ in range(3)]
    assert [one and one.entries for one in sealed] == [2, 1, None]
    assert list(verify()) == []
