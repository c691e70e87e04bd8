"""A bid is sealed. We look for it where a curious person would: on every page as everybody, in the admin,
in every table, in files, logs, the journal, the search and an error. Nothing."""

import logging

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from marketplace.bids import actions
from marketplace.bids.models import Bid
from marketplace.desks.organizations.bids import pages
from marketplace.journal.models import Entry
from tests import makers
from tests.bids.actions.test_submitting import tables_telling
from tests.makers import NOW, later
from tests.makers_projects import (
    CANARY,
    Tendering,
    a_content,
    a_pdf,
    make_bidder,
    make_bids,
)
from tests.stopping import stop_the_clock

pytestmark = pytest.mark.django_db
# What is typed into a search, which says it again.
PART = CANARY[:3]


class Sent:
    """A bid with a canary in each of its parts, sent through the page."""

    def __init__(self) -> None:
        self.tendering = Tendering()
        self.project = self.tendering.released()
        self.organization, self.manager = make_bidder()
        self.client = Client()
        self.client.force_login(self.manager)
        self.url = f"/organization/{self.organization.pk}/bids/{self.project.number}/"

    def write(self) -> None:
        draft = actions.save_draft(
            self.project, self.organization, a_content(), by=self.manager, at=NOW
        )
        actions.attach(draft, name=f"{CANARY}.pdf", content=a_pdf(CANARY), by=self.manager, at=NOW)

    def send(self) -> Bid:
        self.client.post(f"{self.url}send/")
        return Bid.objects.get(organization=self.organization)


@pytest.fixture
def sent(monkeypatch):
    stop_the_clock(monkeypatch, later(hours=1))
    return Sent()


def curious(sent: Sent) -> dict[str, Client]:
    """Everybody who might look, the bidder too: what is sealed is sealed from them as well."""
    users = {
        "anonymous": None,
        "the bidder": sent.manager,
        "a rival": make_bidder()[1],
        "its author": sent.tendering.author,
        "the second officer": sent.tendering.second,
        "an evaluator": makers.make_staff("evaluator"),
        "a dispatcher": makers.make_staff("dispatcher"),
        "a superuser": makers.make_user(is_superuser=True, is_staff=True),
    }
    clients = {}
    for name, user in users.items():
        clients[name] = Client(raise_request_exception=False)
        if user is not None:
            clients[name].force_login(user)
    return clients


def addresses(sent: Sent, bid: Bid) -> list[str]:
    """Every address without parameters, and every one that a bid, a project or an organization gives."""
    number, organization = sent.project.number, sent.organization.pk
    plain = sorted(set(without_parameters(get_resolver(), "/")))
    return [
        *plain,
        sent.url,
        f"{sent.url}send/",
        f"{sent.url}copy/",
        f"/organization/receipts/{bid.receipt}/",
        f"/tenders/{number}/",
        f"/projects/{number}/",
        f"/organization/{organization}/",
        f"/admin/pages/search/?q={PART}",
        f"/admin/search/?q={PART}",
        f"/admin/users/?q={PART}",
        f"/journal/?q={number}",
        f"/journal/?q={bid.receipt}",
    ]


def without_parameters(resolver, before: str):
    for each in resolver.url_patterns:
        route = str(each.pattern)
        if "<" in route or "(" in route:
            continue
        path = before + route.removeprefix("^").removesuffix("$")
        if isinstance(each, URLResolver):
            yield from without_parameters(each, path)
        elif isinstance(each, URLPattern):
            yield path


def test_nobody_finds_it_on_any_page(sent):
    sent.write()
    bid = sent.send()
    told = []
    for name, client in curious(sent).items():
        for url in addresses(sent, bid):
            if "sign-out" in url or "logout" in url:
                continue
            answer = client.get(url)
            body = b"".join(answer) if answer.streaming else answer.content
            if CANARY.encode() in body:
                told.append((name, url))
    assert told == []


def test_it_is_in_no_table_no_file_and_no_entry_of_the_journal(sent):
    sent.write()
    sent.send()
    assert tables_telling(CANARY) == []
    media = settings.MEDIA_ROOT
    assert [
        each for each in media.rglob("*") if each.is_file() and CANARY.encode() in each.read_bytes()
    ] == []
    assert not [each for each in Entry.objects.all() if CANARY in f"{each.changes}{each.reason}"]


def test_no_log_tells_it_even_when_something_breaks(sent, caplog, monkeypatch):
    sent.write()
    caplog.set_level(logging.DEBUG)
    client = Client(raise_request_exception=False)
    client.force_login(sent.manager)

    def broken(*_args, **_kwargs):
        raise RuntimeError("something broke")

    form = {
        "approach": CANARY,
        "schedule": "",
        "safeguards": "",
        "total": "",
        "partners": "",
        "lines-TOTAL_FORMS": "0",
        "lines-INITIAL_FORMS": "0",
        "team-TOTAL_FORMS": "0",
        "team-INITIAL_FORMS": "0",
    }
    with monkeypatch.context() as patch:
        patch.setattr(pages, "save_draft", broken)
        assert client.post(sent.url, form).status_code == 500
    sent.send()
    assert CANARY not in caplog.text


def test_the_journal_of_the_project_does_not_grow_with_bids(sent):
    before = Entry.objects.filter(thread=f"project:{sent.project.pk}").count()
    make_bids(sent.project, 3)
    assert Entry.objects.filter(thread=f"project:{sent.project.pk}").count() == before
    assert Entry.objects.filter(thread__startswith="bid:", verb="submit_bid").count() == 3


def test_the_same_canary_is_seen_once_both_officers_have_opened_it(sent):
    sent.write()
    sent.send()
    make_bids(sent.project, 2)
    sent.tendering.open()
    assert "bids_openedbid" in tables_telling(CANARY), "so the search above can find it"
