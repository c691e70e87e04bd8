"""What an organization does about its contracts: sign, report, challenge."""

import pytest
from django.test import Client

from marketplace.contracts.models import Challenge, ProcurementComplaint, ProgressReport
from marketplace.journeys.answer_challenge import answer_challenge
from tests import makers
from tests.contracts.makers import Tendered, at_the_clock, day
from tests.evaluations.makers import BEGUN, Delivered
from tests.makers import NOW
from tests.stopping import stop_the_clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch):
    return stop_the_clock(monkeypatch, NOW)


def browser_of(user) -> Client:
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(makers.fresh(user))
    return browser


def test_the_manager_signs_what_the_bureau_has_signed(clock):
    tendered = Tendered()
    contract = tendered.offered()
    clock.at = at_the_clock(day(6))
    url = f"/organization/contracts/{contract.pk}/"
    worker = makers.make_member(tendered.organization, "worker")
    assert browser_of(worker).get(url).context["steps"] == []
    answer = browser_of(tendered.manager).post(url, {"step": "sign"})
    assert answer.status_code == 302
    contract.refresh_from_db()
    assert contract.state == "in_force"


def test_a_report_is_counted_before_it_is_written(clock):
    delivered = Delivered(people=3)
    clock.at = BEGUN
    browser, url = (
        browser_of(delivered.manager),
        f"/organization/contracts/{delivered.contract.pk}/",
    )
    days = {"from_on": "2026-12-01", "until_on": "2027-01-01"}
    assert browser.get(url, days).context["progress"].visits == 3
    assert browser.get(url, {"from_on": "2026-02-30"}).context["progress"] is None
    assert browser.post(url, {"step": "report", **days, "text": "顺利"}).status_code == 302
    assert ProgressReport.objects.get().figures["visits"] == 3
    late = {"from_on": "2027-05-01", "until_on": "2027-09-01", "text": "顺利"}
    assert browser.post(url, {"step": "report", **late}).status_code == 422


def test_a_bidder_challenges_and_complains_and_a_stranger_finds_nothing(clock):
    tendered = Tendered()
    award = tendered.publicized()
    url = f"/organization/results/{award.pk}/"
    clock.at = day(1)
    loser = browser_of(tendered.loser)
    assert list(loser.get("/organization/contracts/").context["results"]) == [award]
    assert loser.post(url, {"step": "challenge", "text": ""}).status_code == 422
    assert loser.post(url, {"step": "challenge", "text": "评审有误"}).status_code == 302
    page = loser.post(url, {"step": "complain", "text": "不服"})
    assert page.status_code == 409
    answer_challenge(
        Challenge.objects.get(), upheld=False, answer="无误", by=tendered.officer, at=day(1)
    )
    assert loser.post(url, {"step": "complain", "text": "不服"}).status_code == 302
    assert ProcurementComplaint.objects.get().text == "不服"
    stranger = browser_of(makers.make_member())
    assert stranger.get(url).status_code == 404
