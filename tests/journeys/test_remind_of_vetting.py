"""Thirty days before its yearly look an organization is told so: once, on its page, and by message where one arrives."""

from datetime import date, timedelta

import pytest
from django.test import Client

from marketplace.journal.models import Entry
from marketplace.journeys.remind_of_vetting import remind_of_vetting
from marketplace.organizations.actions import note_reminder
from marketplace.organizations.choices import OrganizationState
from marketplace.organizations.models import Organization
from tests import makers
from tests.makers import NOW
from tests.stopping import stop_the_clock
from tests.texting.carrying import SENT

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def carrier(settings):
    settings.TEXT_GATEWAY = "tests.texting.carrying.Carrier"
    SENT.clear()


def looked_at(on: date, **fields) -> Organization:
    one = makers.make_organization(**fields)
    one.vetted_on, one.phone = on, "13900000003"
    one.save(update_fields=["vetted_on", "phone"])
    return one


@pytest.mark.parametrize(
    ("vetted", "told"),
    [
        (date(TODAY.year - 1, 11, 20), 1),
        (date(TODAY.year - 1, 11, 21), 0),
        (date(TODAY.year - 2, 1, 1), 1),
    ],
)
def test_thirty_days_before_it_is_told_and_not_earlier(
    vetted, told, django_capture_on_commit_callbacks
):
    looked_at(vetted)
    with django_capture_on_commit_callbacks(execute=True):
        assert remind_of_vetting(at=NOW) == told
    assert len(SENT) == told


def test_it_is_told_once_a_year(django_capture_on_commit_callbacks):
    one = looked_at(TODAY - timedelta(days=360))
    with django_capture_on_commit_callbacks(execute=True):
        assert remind_of_vetting(at=NOW) == 1
        assert remind_of_vetting(at=NOW + timedelta(days=1)) == 0
    ((phone, text),) = SENT
    assert (phone, one.name_zh in text) == ("13900000003", True)
    assert Entry.objects.filter(verb="remind_of_vetting").count() == 1
    one.refresh_from_db()
    one.vetted_on = TODAY + timedelta(days=2)
    one.save(update_fields=["vetted_on"])
    assert remind_of_vetting(at=NOW + timedelta(days=350)) == 1


def test_who_is_not_on_the_list_is_not_looked_at():
    looked_at(TODAY - timedelta(days=400), state=OrganizationState.SUSPENDED)
    assert remind_of_vetting(at=NOW) == 0


def test_its_page_says_when(monkeypatch):
    stop_the_clock(monkeypatch, NOW)
    one = looked_at(TODAY - timedelta(days=360))
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(makers.make_member(one))
    page = browser.get(f"/organization/{one.pk}/papers/").content.decode()
    assert "The yearly look is near" in page
    note_reminder(one, at=NOW)
    later = looked_at(TODAY)
    browser.force_login(makers.make_member(later))
    assert (
        "The yearly look is near"
        not in browser.get(f"/organization/{later.pk}/papers/").content.decode()
    )
