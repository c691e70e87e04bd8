"""The ceremony: a countdown, two officers, and what was in the envelopes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.bids.models import Bid
from marketplace.projects.choices import ProjectState
from tests import makers
from tests.clock import stop_clock
from tests.desks.bureau.projects.conftest import main_of, text
from tests.makers_projects import AFTER, CANARY, DEADLINE, make_bids


@pytest.fixture
def project(tendering):
    return tendering.released()


@pytest.fixture
def url(tendering) -> str:
    return f"/projects/batches/{tendering.batch.pk}/opening/"


@pytest.fixture
def opened(project, tendering, author, second, url, both_clocks):
    """The bids of the project, opened on the page by both officers."""

    def open_it(number: int = 3):
        made = make_bids(project, number)
        both_clocks(AFTER)
        give(author, url, tendering.shares[0].text)
        return made, give(second, url, tendering.shares[1].text)

    return open_it


def give(browser, url, share):
    return browser.post(url, {"share": share}, follow=True)


def test_before_the_deadline_it_counts_down_and_asks_for_nothing(author, project, url):
    page = author.get(url)
    assert [one.number for one in page.context["waiting"]] == [project.number]
    assert 'data-relative="due"' in text(page)
    assert 'name="share"' not in text(page)


def test_before_the_deadline_it_looks_the_same_with_nine_bids_and_with_none(
    author, project, tendering, url
):
    pages = [url, f"/projects/batches/{tendering.batch.pk}/", f"/projects/{project.number}/",
             f"/projects/{project.number}/bids/", "/projects/"]  # fmt: skip
    before = [main_of(author.get(page)) for page in pages]
    make_bids(project, 9)
    assert [main_of(author.get(page)) for page in pages] == before


def test_not_even_the_queries_of_the_page_go_near_the_bids(author, project, url):
    make_bids(project, 3)
    with CaptureQueriesContext(connection) as caught:
        author.get(url)
    assert not [query for query in caught if '"bids_bid"' in query["sql"]]


@pytest.mark.parametrize("lapse", [-1, 0])
def test_a_share_that_comes_too_early_is_refused_readably(
    lapse, author, project, tendering, url, both_clocks
):
    both_clocks(DEADLINE + timedelta(microseconds=lapse))
    page = give(author, url, tendering.shares[0].text)
    assert page.status_code == 409
    assert "No deadline of this batch has passed yet." in page.context["form"].errors.as_text()


def test_the_first_share_waits_for_the_other_officer(
    author, second, project, tendering, url, both_clocks
):
    make_bids(project, 3)
    both_clocks(AFTER)
    page = give(author, url, tendering.shares[0].text)
    assert "The first share was given by 测试·甲" in text(page)
    assert 'name="share"' not in text(page)
    assert "Open the bids" in text(second.get(url))
    project.refresh_from_db()
    assert project.state == ProjectState.PUBLISHED
    assert not page.context["opened"]


def test_the_same_officer_does_not_give_both(author, project, tendering, url, both_clocks):
    both_clocks(AFTER)
    give(author, url, tendering.shares[0].text)
    assert give(author, url, tendering.shares[0].text).status_code == 403


def test_with_the_second_share_everything_is_on_the_table(opened, project, tendering):
    made, page = opened()
    (one,) = page.context["opened"]
    assert {bid.pk for bid, _word, _tone in one.bids} == {bid.pk for bid in made}
    shown = text(page)
    assert shown.count("90,000.00 yuan") == 3
    assert shown.count("equal</") == 3
    for bid in made:
        assert bid.organization.name_en in shown or bid.organization.name in shown
        assert bid.receipt in shown
    assert "Opened by 测试·甲 and 测试·乙" in shown
    assert not [share.text for share in tendering.shares if share.text in shown]


def test_a_bid_that_was_altered_is_named_and_the_others_open(
    project, tendering, author, second, url, both_clocks
):
    made = make_bids(project, 4)
    flipped = bytearray(made[0].sealed)
    flipped[100] ^= 1
    Bid.objects.filter(pk=made[0].pk).update(sealed=bytes(flipped))
    both_clocks(AFTER)
    give(author, url, tendering.shares[0].text)
    shown = text(give(second, url, tendering.shares[1].text))
    assert shown.count("not equal: it was altered") == 1
    assert shown.count("90,000.00 yuan") == 3


@pytest.mark.parametrize("number", [0, 2])
def test_a_tender_that_failed_says_so_and_not_who_had_bid(number, opened, project):
    made, page = opened(number)
    assert "The tender failed: too few bids" in text(page)
    assert not [bid for bid in made if bid.organization.name in text(page)]
    assert not [bid for bid in made if bid.receipt in text(page)]


def test_a_share_mistyped_or_anothers_is_told_at_the_field(
    author, project, tendering, url, both_clocks
):
    both_clocks(AFTER)
    for typed, status in (("A", 422), (tendering.shares[1].text, 409), ("", 422)):
        page = author.post(url, {"share": typed})
        assert page.status_code == status
        assert page.context["form"].errors["share"]
        assert len(typed) < 2 or typed not in text(page)


def test_an_officer_without_a_share_looks_on(as_user, project, url, tendering, both_clocks):
    both_clocks(AFTER)
    third = as_user(makers.make_staff("bureau_officer"))
    assert 'name="share"' not in text(third.get(url))
    assert give(third, url, tendering.shares[0].text).status_code == 403


def test_a_click_after_the_opening_is_refused(opened, second, tendering, url):
    opened()
    assert give(second, url, tendering.shares[1].text).status_code == 409


def test_what_was_opened_costs_the_same_with_one_project_or_many(
    author, second, tendering, url, both_clocks
):
    for _ in range(4):
        tendering.approved()
    tendering.release()
    projects = list(tendering.batch.projects.all())
    stop_clock(DEADLINE)
    for project in projects:
        make_bids(project, 3)
    both_clocks(AFTER)
    give(author, url, tendering.shares[0].text)
    give(second, url, tendering.shares[1].text)
    with CaptureQueriesContext(connection) as caught:
        author.get(url)
    assert len(caught) <= 20


def test_nothing_of_a_bid_is_on_any_page_before_the_opening(
    author, project, tendering, both_clocks
):
    bids = make_bids(project, 3)
    batch = f"/projects/batches/{tendering.batch.pk}/"
    pages = ["/projects/", "/projects/wanted/", "/projects/rules/", batch, f"{batch}share/",
             f"{batch}release/", f"{batch}opening/", f"/projects/{project.number}/",
             f"/projects/{project.number}/bids/", f"/projects/{project.number}/steps/amend/",
             f"/projects/{project.number}/steps/cancel/", "/overview/", "/journal/"]  # fmt: skip
    for moment in (DEADLINE, AFTER):
        both_clocks(moment)
        shown = "".join(text(author.get(page)) for page in pages)
        assert CANARY not in shown
        for bid in bids:
            assert bid.receipt not in shown
            assert str(bid.pk) not in shown
            assert bid.digest not in shown
            assert bid.organization.name not in shown
        for bid in bids:
            assert author.get(f"/projects/{project.number}/bids/{bid.pk}/").status_code == 404
