"""Who helps themselves with a phone, and what is told of it."""

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import Group

from marketplace.accounts.choices import Role
from marketplace.journal.models import Entry
from marketplace.journeys.change_phone import change_phone
from marketplace.journeys.recover_password import recover_password, recoverable
from marketplace.kernel.errors import NotAllowed
from tests import makers
from tests.makers import NOW
from tests.texting.carrying import SENT

pytestmark = pytest.mark.django_db
PHONE, NEW = "13900000031", "eine-neue-losung-42"


@pytest.fixture(autouse=True)
def carrier(settings):
    settings.TEXT_GATEWAY = "tests.texting.carrying.Carrier"
    SENT.clear()


def manager(**fields):
    user = makers.make_user("演示·钱某", username="qian", phone=PHONE, **fields)
    makers.make_member(makers.make_organization(), user=user)
    return user


def test_a_password_is_renewed_and_the_phone_hears_of_it(django_capture_on_commit_callbacks):
    user = manager()
    with django_capture_on_commit_callbacks(execute=True):
        recover_password(user, password=NEW, at=NOW)
    assert authenticate(username="qian", password=NEW) == user
    assert [phone for phone, _text in SENT] == [PHONE]
    entry = Entry.objects.get(verb="recover_password")
    assert PHONE not in f"{entry.changes}{entry.reason}"


@pytest.mark.parametrize(
    ("username", "phone"),
    [("qian", "13900000032"), ("qian", ""), ("zhao", PHONE), ("", PHONE), ("qian", "025-85501234")],
)
def test_name_and_number_have_to_belong_together(username, phone):
    manager()
    assert recoverable("QIAN", "+86 139 0000 0031") is not None
    assert recoverable(username, phone) is None


def test_no_number_is_nobodys_number():
    makers.make_user(username="qian", phone="")
    assert recoverable("qian", "") is None


@pytest.mark.parametrize("who", ["posted", "superuser", "staff", "editor", "closed"])
def test_a_desk_that_opens_files_takes_more_than_a_phone(who):
    user = manager(
        is_superuser=who == "superuser", is_staff=who == "staff", is_active=who != "closed"
    )
    if who == "posted":
        makers.make_staff(Role.STEWARD, makers.make_community(), user=user)
    if who == "editor":
        user.groups.add(Group.objects.get_or_create(name="Editors")[0])
    user = makers.fresh(user)
    assert recoverable("qian", PHONE) is None
    with pytest.raises(NotAllowed):
        recover_password(user, password=NEW, at=NOW)
    assert authenticate(username="qian", password=NEW) is None


def test_a_changed_number_is_no_matter_of_the_journal():
    user = manager()
    change_phone(user, phone="13900000032", confirmed_at=NOW, at=NOW)
    user.refresh_from_db()
    assert user.phone == "13900000032"
    entry = Entry.objects.get(verb="change_phone")
    assert "13900" not in f"{entry.changes}{entry.reason}"
