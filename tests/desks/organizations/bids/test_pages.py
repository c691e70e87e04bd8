"""Writing a bid, sealing it, taking it back: as a manager does it, and as strangers try."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from marketplace.bids import actions
from marketplace.bids.choices import BidState
from marketplace.bids.models import Agreement, Bid, BidDraft
from marketplace.bids.queries import draft_of
from tests import makers
from tests.clock import stop_clock
from tests.hostile import KEPT, UNSTORABLE
from tests.makers import NOW, later
from tests.makers_projects import (
    AFTER,
    CANARY,
    Tendering,
    a_content,
    a_pdf,
    make_bid,
    make_bidder,
)
from tests.stopping import stop_the_clock

pytestmark = pytest.mark.django_db


class Bidder:
    """A manager at the desk, and the page of one project."""

    def __init__(self) -> None:
        self.project = Tendering().released()
        self.organization, self.manager = make_bidder()
        self.client = Client()
        self.client.force_login(self.manager)
        self.url = f"/organization/{self.organization.pk}/bids/{self.project.number}/"

    def form(self, **fields) -> dict[str, str]:
        return {
            "approach": f"{CANARY} 每周上门",
            "schedule": "一月启动",
            "safeguards": "双人上门",
            "total": "90,000",
            "partners": "",
            "declared": "on",
            "lines-TOTAL_FORMS": "2",
            "lines-INITIAL_FORMS": "0",
            "lines-0-label": "人员",
            "lines-0-amount": "70000.00",
            "lines-1-label": "物资",
            "lines-1-amount": "２００００",
            "team-TOTAL_FORMS": "1",
            "team-INITIAL_FORMS": "0",
            "team-0-name": "演示·李",
            "team-0-duty": "组长",
            **fields,
        }

    def save(self, **fields):
        return self.client.post(self.url, self.form(**fields))

    @property
    def content(self):
        return actions.content_of(draft_of(self.project, self.organization))


@pytest.fixture
def bidder(monkeypatch):
    stop_the_clock(monkeypatch, later(hours=1))
    return Bidder()


def test_from_the_list_to_the_receipt(bidder):
    assert bidder.project.name_zh in bidder.client.get("/organization/bids/").content.decode()
    assert bidder.save(_send="1").url == f"{bidder.url}send/"
    shown = bidder.client.get(f"{bidder.url}send/").content.decode()
    assert CANARY in shown
    sent = bidder.client.post(f"{bidder.url}send/")
    bid = Bid.objects.get()
    assert sent.url == f"/organization/receipts/{bid.receipt}/"
    receipt = bidder.client.get(sent.url).content.decode()
    assert bid.digest in receipt
    assert CANARY not in receipt
    assert CANARY not in bidder.client.get(bidder.url).content.decode(), "sealed is sealed"


def test_money_is_kept_to_the_fen(bidder):
    bidder.save()
    assert bidder.content.total == 9_000_000
    assert [line.amount for line in bidder.content.lines] == [7_000_000, 2_000_000]


def test_a_draft_is_saved_as_it_stands_and_says_what_is_missing(bidder):
    bidder.save(total="95000", schedule="", declared="", **{"team-0-name": "", "team-0-duty": ""})
    page = bidder.client.get(bidder.url).content.decode()
    assert "各项之和比报价少 5,000.00 元" in page
    for told in ("请填写进度安排", "请至少填写一名团队成员", "请在最后确认声明"):
        assert told in page
    assert bidder.client.post(f"{bidder.url}send/", follow=True).status_code == 200
    assert not Bid.objects.exists()
    assert bidder.content.approach.startswith(CANARY), "nothing typed is lost"


def test_more_rows_keep_what_was_typed(bidder):
    page = bidder.save(_add="lines").content.decode()
    assert 'name="lines-3-label"' in page
    assert "演示·李" in page


@pytest.mark.parametrize(("name", "text"), {"nul": UNSTORABLE["nul"], **KEPT}.items())
def test_whatever_is_typed_the_page_answers(bidder, name, text):
    for field in (
        "approach",
        "total",
        "partners",
        "lines-0-label",
        "lines-0-amount",
        "team-0-name",
    ):
        assert bidder.save(**{field: text}).status_code in (302, 422), (name, field)


@pytest.mark.parametrize("count", ["-1", "9999999", "x", "１", ""])
def test_a_forged_number_of_rows_does_no_harm(bidder, count):
    for more in ({}, {"_add": "lines"}):
        answer = bidder.save(**{"lines-TOTAL_FORMS": count, **more})
        assert answer.status_code in (200, 302, 422)


def test_files_are_pdfs_by_what_is_in_them(bidder):
    bidder.save()
    for content, count in ((a_pdf(), 1), (b"GIF89a", 1)):
        file = SimpleUploadedFile("方案.pdf", content, content_type="application/pdf")
        bidder.client.post(f"{bidder.url}files/", {"file": file})
        assert BidDraft.objects.get().attachments.count() == count
    kept = BidDraft.objects.get().attachments.get()
    bidder.client.post(f"{bidder.url}files/{kept.pk}/remove/")
    assert not BidDraft.objects.get().attachments.exists()


def test_a_copy_is_kept_and_gone_on_from(bidder):
    bidder.save()
    before = bidder.content
    copy = bidder.client.get(f"{bidder.url}copy/")
    assert "no-store" in copy["Cache-Control"]
    bidder.client.post(f"{bidder.url}send/")
    file = SimpleUploadedFile("copy.json", copy.content)
    bidder.client.post(f"{bidder.url}restore/", {"file": file})
    assert bidder.content == before


@pytest.mark.parametrize(
    "text",
    [b"", b"{}", b"[]", b"null", b"\xff\xfe", b'{"format": 1}', json.dumps({"format": 2}).encode()],
)
def test_what_is_no_copy_is_told_and_changes_nothing(bidder, text):
    bidder.save()
    before = bidder.content
    answer = bidder.client.post(
        f"{bidder.url}restore/", {"file": SimpleUploadedFile("copy.json", text or b" ")}
    )
    assert answer.status_code in (409, 422)
    assert bidder.content == before


def test_taking_back_until_the_deadline(bidder):
    bid = make_bid(bidder.project, bidder.organization, bidder.manager)
    url = f"/organization/receipts/{bid.receipt}/withdraw/"
    bidder.client.post(url)
    bid.refresh_from_db()
    assert bid.state == BidState.WITHDRAWN


def test_after_the_deadline_the_page_says_so_and_nothing_is_sent(bidder, monkeypatch):
    bidder.save()
    stop_clock(AFTER)
    sent = bidder.client.post(f"{bidder.url}send/", follow=True).content.decode()
    assert "已过投标截止时间" in sent
    assert not Bid.objects.exists()
    stop_the_clock(monkeypatch, AFTER)
    assert 'name="approach"' not in bidder.client.get(bidder.url).content.decode()


def test_a_worker_is_told_that_managers_bid(bidder):
    client = Client()
    client.force_login(makers.make_member(bidder.organization, role="worker"))
    assert client.get(bidder.url).status_code == 403
    assert client.get("/organization/bids/").status_code == 200


def test_a_receipt_is_nobody_elses(bidder):
    bid = make_bid(bidder.project, bidder.organization, bidder.manager)
    _other, rival = make_bidder()
    client = Client()
    client.force_login(rival)
    assert client.get(f"/organization/receipts/{bid.receipt}/").status_code == 404


def test_a_question_goes_to_everybody_without_a_name(bidder):
    bidder.client.post(f"{bidder.url}ask/", {"question": "可否联合投标？"})
    asked = bidder.project.clarifications.get()
    from marketplace.projects.actions import answer_question

    author = bidder.project.author
    answer_question(asked, answer="可以。", by=makers.fresh(author), at=later(hours=2))
    page = Client().get(f"/tenders/{bidder.project.number}/").content.decode()
    assert "可否联合投标？" in page
    assert bidder.organization.name not in page


def test_the_list_asks_the_same_for_one_project_and_for_many(bidder, django_assert_max_num_queries):
    def ask():
        with django_assert_max_num_queries(16) as asked:
            bidder.client.get("/organization/bids/")
        return len(asked)

    one = ask()
    organization, manager = bidder.organization, bidder.manager
    for _ in range(5):
        make_bid(bidder.project, organization, manager)
        actions.save_draft(bidder.project, organization, a_content(), by=manager, at=NOW)
    assert ask() == one


def test_a_partner_says_so_on_its_page_and_the_bidder_reads_what_is_missing(bidder):
    partner, its_manager = make_bidder()
    bidder.save(partners=partner.uscc)
    told = f"{partner.name} 尚未同意"
    assert told in bidder.client.get(bidder.url).content.decode()

    other = Client()
    other.force_login(its_manager)
    page = f"/organization/{partner.pk}/bids/{bidder.project.number}/"
    assert other.post(f"{page}along/", {"lead": "x" * 70}).status_code == 422
    assert other.post(f"{page}along/", {"lead": bidder.organization.uscc}).status_code == 302
    assert bidder.organization.name in other.get(page).content.decode()
    assert told not in bidder.client.get(bidder.url).content.decode()

    given = Agreement.objects.get()
    stranger = Client()
    stranger.force_login(make_bidder()[1])
    assert stranger.post(f"{page}along/{given.pk}/").status_code == 403
    other.post(f"{page}along/{given.pk}/")
    assert told in bidder.client.get(bidder.url).content.decode()
