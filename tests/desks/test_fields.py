"""Choosing from a table, with keys that nobody's page offered."""

import pytest
from django.forms import ValidationError

from marketplace.catalogue.models import TargetGroup
from marketplace.desks.fields import OneField, SeveralField
from marketplace.places.models import Community
from marketplace.volunteers.models import Volunteer
from tests import makers

pytestmark = pytest.mark.django_db

UNKNOWN = [
    "0",
    "-1",
    str(2**31),
    str(2**63),
    str(10**30),
    "9" * 5000,
    "x",
    "\x00",
    "1 OR 1=1",
    "１",
]
# A table with numbers for keys, with letters, and with codes of twelve digits.
TABLES = [Volunteer, TargetGroup, Community]


@pytest.fixture(params=TABLES, ids=[table.__name__ for table in TABLES])
def table(request):
    makers.make_group("E")
    makers.make_volunteer()
    return request.param.objects.all()


@pytest.mark.parametrize("key", UNKNOWN)
def test_one_key_that_is_not_on_the_list_is_refused(table, key):
    with pytest.raises(ValidationError) as refusal:
        OneField(table).clean(key)
    assert refusal.value.code == "invalid_choice"


@pytest.mark.parametrize("key", UNKNOWN)
def test_several_are_refused_for_one_that_is_not_on_the_list(table, key):
    known = table.first()
    with pytest.raises(ValidationError) as refusal:
        SeveralField(table).clean([str(known.pk), key])
    assert refusal.value.code == "invalid_choice"


def test_what_is_on_the_list_is_chosen(table):
    known = table.first()
    assert OneField(table).clean(str(known.pk)) == known
    assert list(SeveralField(table).clean([str(known.pk)])) == [known]


def test_what_exists_but_is_not_on_the_list_is_not_chosen(table):
    known = table.first()
    for field, sent in ((OneField, str(known.pk)), (SeveralField, [str(known.pk)])):
        with pytest.raises(ValidationError):
            field(table.exclude(pk=known.pk)).clean(sent)


@pytest.mark.parametrize(("field", "nothing"), [(OneField, ""), (SeveralField, [])])
def test_nothing_chosen_is_missing_where_something_is_wanted(table, field, nothing):
    assert not field(table, required=False).clean(nothing)
    with pytest.raises(ValidationError) as refusal:
        field(table).clean(nothing)
    assert refusal.value.code == "required"
