"""Two equal clicks at the very same moment: one effect, and the same answer for both."""

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.accounts.choices import Role
from marketplace.desks.residents import asking
from marketplace.households.models import Household, Resident
from marketplace.needs.actions import posting
from marketplace.needs.models import Need
from tests import makers
from tests.races.guards import meet_before
from tests.racing import race

pytestmark = pytest.mark.django_db(transaction=True)

CLICKS = 5


@pytest.fixture
def clicks():
    """Equal clicks on the last page of the public form, each through a browser of its own."""
    community = makers.make_community()
    makers.make_staff(Role.STEWARD, community)
    sent = {
        "description": "八十岁的老人自己洗澡站不稳",
        "at_risk": "no",
        "which": "1",
        "who": "1",
        "need_type": "none",
        "name": "王示兰",
        "phone": "13900000001",
        "community": community.pk,
        "consent": "on",
        "sending": "once",
    }
    return [lambda: Client().post(reverse("residents:ask"), sent)] * CLICKS


def counts():
    return Household.objects.count(), Resident.objects.count(), Need.objects.count()


def test_five_equal_clicks_at_once_ask_once(clicks):
    answers = race(clicks)
    need = Need.objects.get()
    assert {answer.url for answer in answers} == {
        reverse("residents:request", args=[need.follow_code])
    }
    assert counts() == (1, 1, 1)


@pytest.mark.postgresql
def test_if_the_page_carried_nothing_each_click_would_ask(clicks, monkeypatch):
    monkeypatch.setattr(asking, "codes_of", lambda request, count: [""] * count)
    meet_before(monkeypatch, posting, "next_number", CLICKS)
    race(clicks)
    assert counts() == (CLICKS, CLICKS, CLICKS)
