"""A bid is sealed. We look for it where a curious person would: on every page as everybody, in the admin,
in every table, in files, logs, the journal, the search and an error. Nothing."""

import base64
import logging
import os
import re

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from marketplace.bids import actions
from marketplace.bids import rules as bids_rules
from marketplace.bids.models import Bid
from marketplace.desks.organizations.bids import pages
from marketplace.journal.models import Entry
from marketplace.kernel.sealing import Share, Tampered, unseal
from tests import makers
from tests.api.callers import System
from tests.bids.actions.test_submitting import tables_telling
from tests.clock import stop_clock
from tests.makers import NOW, later
from tests.makers_projects import (
    AFTER,
    CANARY,
    Tendering,
    a_content,
    a_pdf,
    make_bid,
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
    stored = [value for each in caches.all() for value in each._cache.values()]
    assert stored
    assert CANARY.encode() not in b"".join(stored)


def test_no_system_that_calls_finds_it(sent):
    sent.write()
    sent.send()
    users = (sent.manager, sent.tendering.author, makers.make_staff("dispatcher"))
    told = [
        path
        for system in (System(makers.fresh(user)) for user in users)
        for path in sorted(set(without_parameters(get_resolver(), "/")))
        if path.startswith("/api/")
        and CANARY in system.get(path.removeprefix("/api")).content.decode(errors="replace")
    ]
    assert told == []


@pytest.mark.parametrize("name", ["anonymous", "a rival", "its author", "a superuser"])
def test_nobody_can_tell_nine_bids_from_none(sent, name):
    client = curious(sent)[name]
    number, batch = sent.project.number, f"/projects/batches/{sent.tendering.batch.pk}/"
    watched = [
        *addresses_about_buying(),
        f"/tenders/{number}/",
        f"/projects/{number}/",
        f"/projects/{number}/bids/",
        batch,
        f"{batch}opening/",
        f"/journal/?q={number}",
    ]
    bidders = [make_bidder() for _ in range(9)]
    before = what_they_say(client, watched)
    for bidder in bidders:
        make_bid(sent.project, *bidder)
    for each in caches.all():
        each.clear()
    after = what_they_say(client, watched)
    assert [url for url in watched if after[url] != before[url]] == []


def what_they_say(client: Client, urls: list[str]) -> dict[str, bytes]:
    """Status and every byte of each page, but for what differs from answer to answer anyway."""
    passing = re.compile(rb'"[A-Za-z0-9]{64}"|nonce="[^"]+"')
    answers = {url: client.get(url) for url in urls}
    return {
        url: str(answer.status_code).encode() + passing.sub(b"", answer.content)
        for url, answer in answers.items()
    }


def addresses_about_buying() -> list[str]:
    rooms = ("/tenders/", "/projects/", "/panels/", "/contracts/", "/bans/", "/evaluat", "/organ")
    plain = sorted(set(without_parameters(get_resolver(), "/")))
    return ["/", "/overview/", "/journal/", *(url for url in plain if url.startswith(rooms))]


def test_it_is_in_no_table_no_file_and_no_entry_of_the_journal(sent):
    sent.write()
    sent.send()
    assert tables_telling(CANARY) == []
    media = settings.MEDIA_ROOT
    assert [
        each for each in media.rglob("*") if each.is_file() and CANARY.encode() in each.read_bytes()
    ] == []
    assert not [each for each in Entry.objects.all() if CANARY in f"{each.changes}{each.reason}"]


def test_whoever_has_database_and_application_but_one_share_opens_nothing(sent):
    """Neither share is anywhere, not even when the first was given; and one of them is as good as none."""
    sent.write()
    bid = sent.send()
    context = bids_rules.context_of(sent.project.number, sent.organization.uscc)
    first, second = sent.tendering.shares
    stop_clock(AFTER)
    opening = actions.give_first_share(
        sent.tendering.batch, share=first.text, by=makers.fresh(sent.tendering.author)
    )
    names = [name for name in dir(settings) if name.isupper()]
    kept = f"{[getattr(settings, name) for name in names]}{dict(os.environ)}"
    for share in (first, second):
        for text in (share.text, share.text.replace("-", "")):
            assert tables_telling(text) == []
            assert text not in kept
    for shares in ((first, first), (first, Share()), (Share(), second), (second, first)):
        with pytest.raises(Tampered):
            unseal(bytes(bid.sealed), shares=shares, context=context)
    with pytest.raises(Tampered):
        waiting = base64.b64decode(opening.waiting_share)
        unseal(waiting, shares=(first,), context=f"share:{opening.batch_id}")
    assert unseal(bytes(bid.sealed), shares=(first, second), context=context)


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
