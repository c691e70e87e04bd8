"""What an organization reads of a ban that concerns it, and says to it in time."""

import pytest
from django.test import Client

from marketplace.bans.choices import BanState
from marketplace.bans.models import Ban
from tests import makers
from tests.desks.bureau.bans.conftest import Badly
from tests.makers import NOW, later
from tests.stopping import stop_the_clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def desk_time(monkeypatch):
    stop_the_clock(monkeypatch, NOW)


@pytest.fixture
def badly():
    return Badly()


@pytest.fixture
def manager(badly):
    return browser_of(badly.manager)


def browser_of(user):
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(user)
    return browser


def text(page):
    return page.content.decode()


def test_a_proposal_is_the_bureaus_own_until_it_gives_notice(manager, badly):
    ban = badly.proposed()
    assert manager.get(f"/organization/bans/{ban.pk}/").status_code == 404
    assert f"/organization/bans/{ban.pk}/" not in text(manager.get("/organization/bids/"))


def test_the_page_of_bids_leads_to_the_notice_with_its_clock(manager, badly):
    ban = badly.noticed()
    page = text(manager.get("/organization/bids/"))
    assert f"/organization/bans/{ban.pk}/" in page
    assert "The organization may state its view" in page
    page = text(manager.get(f"/organization/bans/{ban.pk}/"))
    assert "满意率49.9%，拟禁止竞标三年。" in page
    assert "499 of 1000" in page


def test_a_statement_is_kept_and_may_be_changed_in_its_time(manager, badly):
    ban = badly.noticed()
    for words in ("冬季停课", "冬季停课，无法上门"):
        manager.post(f"/organization/bans/{ban.pk}/", {"statement": words})
        ban.refresh_from_db()
        assert (ban.statement, ban.stated_by) == (words, badly.manager)


def test_after_its_time_a_statement_is_refused_in_words(badly, monkeypatch):
    ban = badly.noticed()
    stop_the_clock(monkeypatch, later(days=8))
    manager = browser_of(badly.manager)
    page = manager.post(f"/organization/bans/{ban.pk}/", {"statement": "晚了"}, follow=True)
    assert "The time for this is over, or it was said already." in text(page)
    ban.refresh_from_db()
    assert ban.statement == ""


def test_an_appeal_has_its_clock_and_is_made_once(manager, badly):
    ban = badly.decided()
    page = manager.get(f"/organization/bans/{ban.pk}/")
    assert page.context["is_appeal"]
    for _ in range(2):
        manager.post(f"/organization/bans/{ban.pk}/", {"appeal": "样本有误"})
    ban.refresh_from_db()
    assert (ban.state, ban.appeal) == (BanState.APPEALED, "样本有误")


def test_after_its_time_no_appeal_is_offered(badly, monkeypatch):
    ban = badly.decided()
    stop_the_clock(monkeypatch, later(days=60, seconds=1))
    manager = browser_of(badly.manager)
    assert manager.get(f"/organization/bans/{ban.pk}/").context["form"] is None
    manager.post(f"/organization/bans/{ban.pk}/", {"appeal": "晚了"})
    assert Ban.objects.get(pk=ban.pk).state == BanState.IN_FORCE


def test_a_statement_sent_after_the_decision_is_no_appeal(manager, badly):
    ban = badly.decided()
    manager.post(f"/organization/bans/{ban.pk}/", {"statement": "这不是申诉"})
    assert Ban.objects.get(pk=ban.pk).state == BanState.IN_FORCE


def test_only_a_manager_speaks_and_a_worker_reads(badly):
    ban = badly.noticed()
    worker = browser_of(makers.make_member(badly.organization, role="worker"))
    page = worker.get(f"/organization/bans/{ban.pk}/")
    assert "A manager of the organization may answer this." in text(page)
    assert worker.post(f"/organization/bans/{ban.pk}/", {"statement": "x"}).status_code == 403


def test_another_organization_knows_of_none(badly):
    ban = badly.noticed()
    other = browser_of(makers.make_member(makers.make_organization()))
    assert other.get(f"/organization/bans/{ban.pk}/").status_code == 404
