"""What was opened: read, admitted or excluded."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.bids.actions import attach, save_draft, submit_bid
from marketplace.bids.choices import BidState
from marketplace.bids.models import OpenedAttachment
from tests import makers
from tests.desks.bureau.projects.conftest import text
from tests.hostile import TOO_LONG, UNSTORABLE
from tests.makers import NOW
from tests.makers_projects import CANARY, a_content, a_pdf, make_bidder, make_bids


@pytest.fixture
def project(tendering):
    return tendering.released()


@pytest.fixture
def opened(project, tendering):
    bids = make_bids(project, 3)
    tendering.open()
    return bids


def url(project, bid=None, file=None) -> str:
    return f"/projects/{project.number}/bids/" + "".join(
        f"{part}/" for part in (bid and bid.pk, file and file.pk) if part
    )


def test_a_bid_is_read_as_it_was_sent(author, project, opened):
    shown = text(author.get(url(project, opened[0])))
    assert shown.count(CANARY) >= 5
    for words in ("90,000.00 yuan", "70,000.00 yuan", opened[0].receipt, opened[0].digest):
        assert words in shown


def test_before_the_opening_there_is_no_bid_whatever_its_address(author, project, tendering):
    for bid in make_bids(project, 3):
        assert author.get(url(project, bid)).status_code == 404
        assert author.post(url(project, bid), {"admit": "yes"}).status_code == 404
    assert "No bid can be read before the opening" in text(author.get(url(project)))


def test_what_stays_sealed_after_a_failed_tender_is_never_there(author, project, tendering):
    bids = make_bids(project, 2)
    tendering.open()
    shown = text(author.get(url(project)))
    assert "The tender failed" in shown
    for bid in bids:
        assert bid.receipt not in shown
        assert author.get(url(project, bid)).status_code == 404


def test_a_bid_is_admitted_once(author, project, opened):
    answers = [author.post(url(project, opened[0]), {"admit": "yes"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 200]
    assert "Reload the page" in text(answers[1])
    opened[0].refresh_from_db()
    assert opened[0].state == BidState.ELIGIBLE


def test_a_bid_is_excluded_with_a_reason(author, project, opened):
    author.post(url(project, opened[0]), {"exclude": "yes", "reason": "资质证书已过期"})
    opened[0].refresh_from_db()
    assert opened[0].state == BidState.INELIGIBLE
    assert "资质证书已过期" in text(author.get(url(project, opened[0])))


@pytest.mark.parametrize("words", ["", TOO_LONG, UNSTORABLE["nul"]])
def test_no_bid_is_excluded_without_a_reason_that_can_be_read(words, author, project, opened):
    page = author.post(url(project, opened[0]), {"exclude": "yes", "reason": words})
    assert page.status_code == 422
    assert page.context["form"].errors["reason"]
    opened[0].refresh_from_db()
    assert opened[0].state == BidState.OPENED


def test_attachments_are_saved_and_never_shown(author, project, tendering, stranger, others):
    organization, manager = make_bidder()
    manager = makers.fresh(manager)
    draft = save_draft(project, organization, a_content(), by=manager, at=NOW)
    attach(draft, name="方案.pdf", content=a_pdf("x"), by=manager, at=NOW)
    bid = submit_bid(draft, by=manager)
    make_bids(project, 2)
    tendering.open()
    file = OpenedAttachment.objects.get()
    answer = author.get(url(project, bid, file))
    assert answer.content == a_pdf("x")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    assert stranger.get(url(project, bid, file)).status_code == 404
    assert {browser.get(url(project, bid, file)).status_code for browser in others} == {403}


def test_a_bid_of_another_project_or_district_is_not_there(author, stranger, project, opened):
    assert stranger.get(url(project, opened[0])).status_code == 404
    assert author.get(f"/projects/P2027-199/bids/{opened[0].pk}/").status_code == 404


def test_the_list_costs_the_same_with_three_bids_and_with_nine(author, project, tendering):
    make_bids(project, 9)
    tendering.open()
    with CaptureQueriesContext(connection) as caught:
        assert len(author.get(url(project)).context["rows"]) == 9
    assert len(caught) <= 12
