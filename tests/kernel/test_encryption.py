"""The fields are tried on Household and Resident, the first models that have them."""

import pytest
from django.core import serializers
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import connection, transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce

from marketplace.households.models import Household, Resident
from marketplace.kernel.cipher import Keyring, Unreadable
from marketplace.kernel.encryption import encrypted_fields, encrypted_models, reencrypt
from marketplace.kernel.errors import Malformed
from tests.makers import make_household, make_resident

pytestmark = pytest.mark.django_db

OLD, NEW = ["old-secret" * 4], ["new-secret" * 4]


def stored(resident: Resident, column: str = "name") -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM households_resident WHERE id = %s", [resident.pk])
        return cursor.fetchone()[0]


def test_a_text_comes_back_as_it_was_and_is_not_what_is_stored():
    resident = make_resident(name="𠮷䶮·王秀兰 {% x %}", phone="")
    resident.refresh_from_db()
    assert (resident.name, resident.phone) == ("𠮷䶮·王秀兰 {% x %}", "")
    assert stored(resident).startswith("a1.")
    assert "王" not in stored(resident)
    assert stored(resident, "phone") == ""


def test_values_and_expressions_come_back_in_the_clear_too():
    make_resident(name="王秀兰", phone="")
    assert list(Resident.objects.values_list("name", flat=True)) == ["王秀兰"]
    assert Resident.objects.values("household__address").get() == {
        "household__address": "演示路 1 号 101 室"
    }
    shown = Resident.objects.annotate(n=Coalesce(F("name"), Value(""))).values_list("n", flat=True)
    assert list(shown) == ["王秀兰"]


def test_update_and_bulk_writes_are_encrypted():
    one, other = make_resident(), make_resident()
    Resident.objects.filter(pk=one.pk).update(name="更新·甲")
    other.name = "更新·乙"
    Resident.objects.bulk_update([other], ["name"])
    assert {*Resident.objects.values_list("name", flat=True)} == {"更新·甲", "更新·乙"}
    assert all("更新" not in stored(resident) for resident in (one, other))


@pytest.mark.parametrize(
    "asked",
    [
        {"name": "王秀兰"},
        {"name__exact": "王秀兰"},
        {"name__in": ["王秀兰"]},
        {"name__contains": "王"},
        {"name__startswith": "a1"},
        {"name__gt": "a"},
        {"name__lower__contains": "a"},
        {"household__address__icontains": "路"},
    ],
)
def test_nobody_can_ask_for_a_value(asked):
    for ask in (Resident.objects.filter, Resident.objects.exclude):
        with pytest.raises(FieldError):
            list(ask(**asked))


def test_whether_there_is_anything_can_be_asked():
    with_phone, without = make_resident(phone="13900000000"), make_resident(phone="")
    assert list(Resident.objects.filter(phone__blank=False)) == [with_phone]
    assert list(Resident.objects.filter(phone__blank=True)) == [without]
    assert list(Resident.objects.exclude(phone__blank=True)) == [with_phone]
    assert not Resident.objects.filter(phone__isnull=True).exists()


@pytest.mark.parametrize(
    ("text", "code"),
    [("王\x00", "unreadable_text"), ("\udfff", "unreadable_text"), ("王" * 61, "too_long")],
)
def test_what_cannot_be_stored_is_refused_before_it_is_encrypted(text, code):
    resident = make_resident(name="王秀兰")
    resident.name = text
    with pytest.raises(Malformed) as refused, transaction.atomic():
        resident.save()
    assert (refused.value.code, set(refused.value.fields)) == (code, {"name"})
    resident.refresh_from_db()
    assert resident.name == "王秀兰"


def test_only_text_is_stored():
    with pytest.raises(TypeError, match=r"households_resident\.name"):
        make_resident(name=13800000000)


def test_a_dump_as_text_is_refused():
    make_resident()
    with pytest.raises(FieldError, match="encrypted"):
        serializers.serialize("json", Resident.objects.all())


def test_a_wrong_key_shows_nothing_and_says_where(settings):
    make_resident(name="王秀兰")
    settings.FIELD_ENCRYPTION_KEYS = NEW
    with pytest.raises(Unreadable, match=r"households_resident\.\w+: no key"):
        list(Resident.objects.all())


def test_a_missing_key_is_a_clear_mistake(settings):
    settings.FIELD_ENCRYPTION_KEYS = []
    with pytest.raises(ImproperlyConfigured, match="FIELD_ENCRYPTION_KEYS"):
        make_resident()


def test_ciphertext_copied_into_another_column_does_not_open_there():
    resident = make_resident(name="王秀兰")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE households_resident SET health_note = name")
    with pytest.raises(Unreadable, match="health_note"):
        Resident.objects.get(pk=resident.pk)


def test_changing_the_key_loses_nothing_and_ends(settings):
    settings.FIELD_ENCRYPTION_KEYS = OLD
    residents = [make_resident(name=f"演示·{n}号".replace(str(n), "甲" * n)) for n in (1, 2, 3)]
    before = {r.pk: r.name for r in residents}

    settings.FIELD_ENCRYPTION_KEYS = NEW + OLD
    settings.SECRET_KEY = "another-secret-key-that-has-no-part-in-this"
    newcomer = make_resident(name="新·来")
    assert {r.pk: r.name for r in Resident.objects.all()} == {**before, newcomer.pk: "新·来"}
    first, second, third = residents
    assert reencrypt(Resident, batch=2) == [first.pk, second.pk]
    assert reencrypt(Resident, after=second.pk, batch=2) == [third.pk]
    assert reencrypt(Resident, batch=2) == []
    assert [len(reencrypt(Household)) for _ in range(2)] == [3, 0]

    settings.FIELD_ENCRYPTION_KEYS = NEW
    assert {r.pk: r.name for r in Resident.objects.all()} == {**before, newcomer.pk: "新·来"}
    assert {h.address for h in Household.objects.all()} == {"演示路 1 号 101 室"}
    assert all(stored(r).startswith(Keyring(NEW).prefix) for r in residents)


def test_every_model_with_an_encrypted_field_is_found():
    fields = {model._meta.label: encrypted_fields(model) for model in encrypted_models()}
    assert fields["households.Household"] == ["address"]
    assert "needs.Need" in fields
    assert all(fields.values())


def test_an_empty_place_costs_nothing_to_reencrypt():
    make_household(address="")
    assert reencrypt(Household) == []
