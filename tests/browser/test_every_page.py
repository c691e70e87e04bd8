"""Every page of every desk, as it opens and as it answers an empty form: no barrier that axe finds, never wider than
its screen, nothing that cannot be pressed. In both languages and both themes.

Pages are made as the crawl of `tests/desks/test_access.py` makes them, and handed to Chromium without a server.
"""

import mimetypes
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, Route

from tests.browser.photograph import (
    CHROMIUM,
    Look,
    chromium,
    covered,
    overflow,
    violations,
    visitor,
)
from tests.depth import long_story
from tests.desks.addresses import addresses
from tests.desks.doors import EXPECTED, PEOPLE
from tests.desks.standing import Standing
from tests.makers import later
from tests.stopping import stop_the_clock

pytestmark = [
    long_story,
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no Chromium on this machine"),
]
ORIGIN = "http://desks.test"
# Colours depend on no language and widths on no theme: two looks stand for four. Wide pages are in the stories.
LOOKS = [
    (Look("zh-hans", theme="dark", elder=True), 360),
    (Look("en", theme="light"), 360),
]


class Made(NamedTuple):
    """A page: whose and which, where, and what was sent."""

    name: str
    url: str
    content: bytes


@pytest.fixture
def made(request, django_db_setup, django_db_blocker, monkeypatch) -> list[Made]:
    """Before the browser is open: in its loop this thread would ask over another connection."""
    look, _width = request.getfixturevalue("seen_as")
    with django_db_blocker.unblock(), transaction.atomic():
        stop_the_clock(monkeypatch, later(hours=6))
        pages = list(pages_of(Standing(), look))
        transaction.set_rollback(True)
    return pages


@pytest.mark.parametrize("seen_as", LOOKS, ids=lambda one: f"{one[0].name}-{one[1]}")
def test_no_page_of_a_desk_has_a_barrier(made, seen_as):
    problems: list[str] = []
    with chromium() as browser:
        page = visitor(browser, ORIGIN, *seen_as).new_page()
        # What is on its way in is not judged before it has arrived.
        page.emulate_media(reduced_motion="reduce")
        page.on("pageerror", lambda error: problems.append(f"a script: {error}"))
        shown = Shown(page)
        for one in made:
            shown.content = one.content
            page.goto(ORIGIN + one.url)
            problems += [f"{one.name} {one.url}: {what}" for what in wrong_with(page)]
    assert len(made) > 150
    assert problems == [], "\n".join(problems)


def wrong_with(page: Page) -> Iterator[str]:
    if (over := overflow(page)) > 0:
        yield f"{over} pixels wider than its screen"
    yield from (f"cannot be pressed: {what}" for what in covered(page))
    yield from (f"{one.rule} {one.targets}" for one in violations(page))


class Shown:
    """Hands `content` to the browser for whatever page it asks, and files from where the site finds them."""

    content: bytes

    def __init__(self, page: Page) -> None:
        page.route("**/*", self._hand)

    def _hand(self, route: Route) -> None:
        path = unquote(urlsplit(route.request.url).path)
        if not path.startswith(settings.STATIC_URL):
            route.fulfill(status=200, body=self.content, content_type="text/html")
            return
        file = finders.find(path.removeprefix(settings.STATIC_URL))
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        route.fulfill(status=200, body=Path(file).read_bytes(), content_type=kind)


def pages_of(there: Standing, look: Look) -> Iterator[Made]:
    """Each page as the first who may open it sees it, and what comes back when they send its form as it is."""
    browsers = {who: browser_of(user, look) for who, user in there.people.items()}
    where = addresses(there)
    for name, signs in EXPECTED.items():
        readers = [who for who, sign in zip(PEOPLE, signs.split(), strict=True) if sign == "o"]
        if not readers:
            continue
        url, browser = reverse(name.partition(" ")[0], args=where[name]), browsers[readers[-1]]
        answer = browser.get(url)
        if not _is_a_page(answer):
            continue
        yield Made(f"{readers[-1]}, {name}", url, answer.content)
        if b'method="post"' in answer.content:
            with transaction.atomic():
                refused = browser.post(url)
                transaction.set_rollback(True)
            if refused.status_code == 422 and _is_a_page(refused):
                yield Made(f"{readers[-1]}, {name} sent empty", url, refused.content)
    for name, url in (("not found", "/needs/XQ-1/"), ("of another desk", "/overview/")):
        yield Made(name, url, browsers["steward"].get(url).content)


def _is_a_page(answer: HttpResponse) -> bool:
    html = answer.get("Content-Type", "").startswith("text/html")
    return html and not answer.streaming and answer.content.lstrip().startswith(b"<!doctype")


def browser_of(user, look: Look) -> Client:
    browser = Client(headers={"accept-language": look.lang}, raise_request_exception=False)
    browser.cookies["django_language"] = look.lang
    browser.cookies["theme"] = look.theme
    browser.cookies["elder"] = "1" if look.elder else ""
    if user is not None:
        browser.force_login(user)
    return browser
