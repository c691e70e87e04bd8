"""Changing the keys: what is left under an old one, or found by no one, would be lost with it."""

from io import StringIO
from weakref import WeakSet

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.db.models import Model
from django.test.utils import isolate_apps

from marketplace.households.models import Lookup, Resident
from marketplace.households.queries import find_residents
from marketplace.households.rows import lookup_rows
from marketplace.kernel.encryption import (
    EncryptedTextField,
    encrypted_fields,
    encrypted_models,
    reencrypt,
)
from tests import makers
from tests.holdings import Life
from tests.households.people import HER, HER_ID

pytestmark = pytest.mark.django_db

OLD, NEW = ["old-secret" * 4], ["new-secret" * 4]


def run(command: str, **options) -> str:
    out = StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()


def fill() -> dict[tuple[str, int, str], str]:
    """A text of its own in every encrypted column of every table, under the first key of the moment."""
    told = {}
    for model in encrypted_models():
        assert model.objects.exists(), f"a Life has no {model._meta.label}: let it have one"
        for row in model.objects.all():
            for name in encrypted_fields(model):
                text = f"{name} {row.pk}"[: model._meta.get_field(name).max_length]
                told[model._meta.label, row.pk, name] = text
                setattr(row, name, text)
            row.save()
    return told


def read() -> dict[tuple[str, int, str], str]:
    return {
        (model._meta.label, row.pk, name): getattr(row, name)
        for model in encrypted_models()
        for row in model.objects.all()
        for name in encrypted_fields(model)
    }


@pytest.fixture
def under_old(settings):
    """Every value of a resident's life, sealed before a new key came."""
    settings.FIELD_ENCRYPTION_KEYS = OLD
    Life()
    told = fill()
    settings.FIELD_ENCRYPTION_KEYS = NEW + OLD
    return told


# -- reencrypt ------------------------------------------------------------------------------------


def test_after_it_the_old_key_is_needed_for_nothing(under_old, settings):
    assert "Nothing is left under an older key" in run("reencrypt", batch=2)
    settings.FIELD_ENCRYPTION_KEYS = NEW
    assert read() == under_old


def test_what_no_key_opens_is_named_and_costs_nothing_of_the_rest(under_old, settings):
    settings.FIELD_ENCRYPTION_KEYS = NEW
    with pytest.raises(CommandError, match=r"no key at hand opens this.*FIELD_ENCRYPTION_KEYS"):
        run("reencrypt")
    settings.FIELD_ENCRYPTION_KEYS = NEW + OLD
    assert read() == under_old


def test_interrupted_anywhere_it_goes_on_where_it_was(under_old, settings):
    for model in encrypted_models():
        assert len(reencrypt(model, batch=1)) == 1
    assert read() == under_old
    run("reencrypt")
    settings.FIELD_ENCRYPTION_KEYS = NEW
    assert read() == under_old


def test_a_second_run_has_nothing_to_do(under_old):
    run("reencrypt")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM households_resident ORDER BY id")
        before = cursor.fetchall()
        assert "rows" not in run("reencrypt")
        cursor.execute("SELECT name FROM households_resident ORDER BY id")
        assert cursor.fetchall() == before


def test_a_dry_run_counts_and_changes_nothing(under_old, settings):
    told = run("reencrypt", dry_run=True)
    assert f"households.Resident: {Resident.objects.count()} rows would be sealed anew" in told
    settings.FIELD_ENCRYPTION_KEYS = OLD
    assert read() == under_old


def test_what_is_empty_is_no_work(under_old):
    makers.make_household(address="")
    run("reencrypt")
    assert "households.Household" not in run("reencrypt")


@isolate_apps("marketplace.households", attr_name="registry")
def test_a_room_that_is_still_to_come_is_not_forgotten(monkeypatch, settings):
    class Diary(models.Model):
        text = EncryptedTextField()

        class Meta:
            app_label = "households"

    monkeypatch.setattr("marketplace.kernel.encryption.apps", Diary._meta.apps)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE households_diary (id bigint PRIMARY KEY, text text NOT NULL)")
    settings.FIELD_ENCRYPTION_KEYS = OLD
    Diary.objects.bulk_create([Diary(pk=1, text="金丝雀"), Diary(pk=2, text="")])
    settings.FIELD_ENCRYPTION_KEYS = NEW + OLD
    assert "households.Diary: 1" in run("reencrypt")
    settings.FIELD_ENCRYPTION_KEYS = NEW
    assert Diary.objects.get(pk=1).text == "金丝雀"


def test_there_is_never_more_in_memory_than_a_batch(settings, monkeypatch):
    settings.FIELD_ENCRYPTION_KEYS = OLD
    home = makers.make_household()
    Resident.objects.bulk_create(
        Resident(household=home, name="演示", registered_at=makers.NOW) for _ in range(40)
    )
    settings.FIELD_ENCRYPTION_KEYS = NEW + OLD
    alive, peaks = WeakSet(), []

    def from_db(*columns):
        alive.add(row := Model.from_db.__func__(Resident, *columns))
        peaks.append(len(alive))
        return row

    monkeypatch.setattr(Resident, "from_db", from_db)
    run("reencrypt", batch=5)
    assert len(peaks) == 40
    assert max(peaks) <= 5 + 1


def test_a_batch_has_at_least_one_row(capsys):
    with pytest.raises(CommandError, match="--batch: at least one"):
        call_command("reencrypt", "--batch", "0")


# -- rebuild_lookups ------------------------------------------------------------------------------


@pytest.fixture
def known(settings):
    """Her, and two more, found under an old look-up key that nobody has any more."""
    her = makers.make_resident(**HER)
    others = [makers.make_resident(id_number="", name=f"演示·{n}") for n in "甲乙"]
    Lookup.objects.bulk_create(row for one in (her, *others) for row in lookup_rows(one))
    settings.BLIND_INDEX_KEY = "a-new-blind-index-key"
    return her


@pytest.fixture
def steward(known):
    return makers.make_staff("steward", known.household.community)


def test_bank_accounts_compare_under_the_new_key(settings):
    old = makers.make_organization(bank_account="0000 1111")
    settings.BLIND_INDEX_KEY = "a-new-blind-index-key"
    new = makers.make_organization(bank_account="00001111")
    assert "The digests of 1 of 2 bank accounts would be" in run("rebuild_lookups", dry_run=True)
    run("rebuild_lookups")
    old.refresh_from_db()
    assert old.bank_account_digest == new.bank_account_digest


def test_everybody_is_found_under_the_new_key(known, steward):
    assert find_residents(HER_ID, by=steward) == []
    assert "The digests of 3 of 3 residents were made anew" in run("rebuild_lookups")
    for asked in (HER_ID, HER["name"], HER["phone"], HER["guardian_phone"], f"{HER['name']} 7788"):
        assert find_residents(asked, by=steward) == [known]
    assert len(find_residents("演示·甲", by=steward)) == 1


def test_no_digest_of_the_old_key_is_left(known):
    before = set(Lookup.objects.values_list("digest", flat=True))
    run("rebuild_lookups")
    assert not before & set(Lookup.objects.values_list("digest", flat=True))


def test_whoever_is_found_already_is_left_alone(known):
    run("rebuild_lookups")
    keys = set(Lookup.objects.values_list("pk", flat=True))
    assert "The digests of 0 of 3 residents" in run("rebuild_lookups")
    assert set(Lookup.objects.values_list("pk", flat=True)) == keys


def test_a_dry_run_of_the_digests_changes_none(known, steward):
    assert "3 of 3 residents would be made anew" in run("rebuild_lookups", dry_run=True)
    assert find_residents(HER_ID, by=steward) == []


def test_an_erased_resident_gets_no_digests_back(known):
    blank = dict.fromkeys([*HER, "birth_on"], "")
    Resident.objects.filter(pk=known.pk).update(**blank, erased_at=makers.NOW)
    known.lookups.all().delete()
    run("rebuild_lookups")
    assert not known.lookups.exists()


def test_somebody_registered_twice_meanwhile_is_named(known):
    again = makers.make_resident(**HER)
    Lookup.objects.bulk_create(lookup_rows(again))
    with pytest.raises(CommandError, match=f"{known.pk}.*{again.pk}"):
        run("rebuild_lookups")
    assert Resident.objects.filter(lookups__isnull=False).distinct().count() == 4
