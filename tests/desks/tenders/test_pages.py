"""What everybody reads of tenders; and that the pages are the same whether nobody bids or many."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from cms.keeping import store
from marketplace.bans.choices import BanState
from marketplace.projects import actions
from tests import makers
from tests.bans.makers import UNTIL_ON, make_ban
from tests.makers import NOW, later
from tests.makers_projects import DEADLINE, Tendering, a_pdf, make_bidder, make_bids
from tests.stopping import stop_the_clock

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r"csrf[^\"]*\"[^\"]*\"|nonce=\"[^\"]*\"|[A-Za-z0-9]{64}")


@pytest.fixture(autouse=True)
def _an_hour_later(monkeypatch):
    stop_the_clock(monkeypatch, later(hours=1))


def read(url: str, user=None) -> str:
    client = Client()
    if user:
        client.force_login(user)
    answer = client.get(url)
    assert answer.status_code == 200
    return TOKEN.sub("", answer.content.decode())


def test_what_is_planned_is_nobodys_to_read():
    planned = Tendering().approved()
    assert planned.name not in read("/tenders/")
    assert Client().get(f"/tenders/{planned.number}/").status_code == 404


def test_a_project_says_what_is_wanted_and_how_it_is_judged():
    project = Tendering().released()
    page = read(f"/tenders/{project.number}/")
    for told in ("80,000.00", "100,000.00", "服务人数", "方案", "40", "全区"):
        assert told in page


@pytest.mark.parametrize("who", ["anonymous", "bureau_officer", "evaluator", "rival"])
def test_nobody_can_tell_whether_anybody_bids(who):
    tendering = Tendering()
    project = tendering.released()
    user = {"anonymous": lambda: None, "rival": lambda: make_bidder()[1]}.get(
        who, lambda: makers.make_staff(who)
    )()
    urls = ("/tenders/", f"/tenders/{project.number}/", "/tenders/?shelf=review")
    before = [read(url, user) for url in urls]
    make_bids(project, 9)
    assert [read(url, user) for url in urls] == before


def test_a_paper_is_given_out_as_it_was_put_in():
    tendering = Tendering()
    project = tendering.approved()
    paper = actions.add_document(
        project, kind="notice", title="公告", content=a_pdf("x"), by=tendering.author, at=NOW
    )
    url = f"/tenders/{project.number}/papers/{paper.pk}/"
    assert Client().get(url).status_code == 404, "not before the release"
    tendering.release()
    answer = Client().get(url)
    assert answer.content == a_pdf("x")
    assert "attachment" in answer["Content-Disposition"]


def test_after_the_deadline_it_waits_to_be_opened(monkeypatch):
    project = Tendering().released()
    stop_the_clock(monkeypatch, DEADLINE + timedelta(seconds=1))
    assert "已截止，待开标" in read(f"/tenders/{project.number}/")


def test_the_register_names_project_rate_and_days_and_no_client():
    project = Tendering().released()
    organization, _manager = make_bidder()
    make_ban(organization, project, state=BanState.IN_FORCE, satisfied=499, valid=1000)
    pending, _manager = make_bidder()
    make_ban(pending, project, state=BanState.NOTICED)
    page = read("/tenders/register/")
    last = UNTIL_ON - timedelta(days=1)
    for told in (organization.name, organization.uscc, project.number, f"{last:%Y-%m-%d}", "1000"):
        assert told in page
    assert pending.name not in page


@pytest.mark.parametrize("query", ["?shelf=nothing", "?page=99", "?page=x", "?shelf=\x00"])
def test_whatever_is_asked_the_list_answers(query):
    assert Client().get(f"/tenders/{query}").status_code == 200


def test_the_list_asks_the_same_for_one_project_and_for_many(django_assert_max_num_queries):
    def ask():
        store.clear()
        with django_assert_max_num_queries(8) as asked:
            read("/tenders/")
        return len(asked)

    tendering = Tendering()
    tendering.approved()
    tendering.release()
    one = ask()
    further = Tendering.__new__(Tendering)
    further.author, further.second, further.shares = tendering.author, tendering.second, []
    further.batch = actions.plan_batch(
        makers.make_district(), year=2027, by=tendering.author, at=NOW
    )
    for _ in range(15):
        further.approved()
    further.release()
    assert ask() == one


def test_the_feed_tells_of_nothing_that_is_planned():
    planned = Tendering().approved()
    assert planned.number not in read("/tenders/feed/")


def test_the_feed_tells_of_what_was_released():
    released = Tendering().released()
    feed = read("/tenders/feed/")
    assert released.number in feed
    assert f"/tenders/{released.number}/" in feed


def test_the_feed_says_the_same_whether_nobody_bids_or_many():
    project = Tendering().released()
    before = read("/tenders/feed/")
    make_bids(project, 3)
    assert read("/tenders/feed/") == before
