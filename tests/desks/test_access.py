"""Every page x everybody who might open it: what opens, what does not, and what is never on it.

The table is the promise. A new address that stands in no row fails the first test.
"""

from dataclasses import dataclass
from hashlib import sha256

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import transaction
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.households.choices import PersonalField
from marketplace.households.showing import Manner, Stage, manner_of, sight_of
from tests.desks.addresses import addresses
from tests.desks.doors import EXPECTED, MAY_PRESS, PEOPLE
from tests.desks.standing import Standing
from tests.households.people import PLAIN, leaks
from tests.makers import later
from tests.stopping import stop_the_clock

# How each of them is bound to the resident.
BOUND = {
    "steward elsewhere": (Role.STEWARD, Stage.ELSEWHERE),
    "steward": (Role.STEWARD, Stage.POSTED),
    "staff": (Role.COMMUNITY_STAFF, Stage.POSTED),
    "officer": (Role.SUBDISTRICT_OFFICER, Stage.POSTED),
    "hotline": (Role.HOTLINE_OPERATOR, Stage.POSTED),
    "dispatcher": (Role.DISPATCHER, Stage.POSTED),
    "bureau": (Role.BUREAU_OFFICER, Stage.POSTED),
    "organization": (Role.ORGANIZATION, Stage.SERVING),
    "other organization": (Role.ORGANIZATION, Stage.OVER),
    "volunteer": (Role.VOLUNTEER, Stage.ASKED),
    "evaluator": (Role.EVALUATOR, Stage.POSTED),
}


@dataclass(frozen=True)
class Page:
    """What somebody got."""

    sign: str
    kept: str
    text: str


@dataclass
class Crawl:
    """What everybody got; `pressed` is what whoever may not press a button got for pressing it."""

    pages: dict[tuple[str, str], Page]
    pressed: dict[tuple[str, str], str]
    before: dict[str, str]
    after: dict[str, str]


@pytest.fixture(scope="module")
def crawl(django_db_setup, django_db_blocker) -> Crawl:
    """Everybody opens every page once, and tries every button that is not theirs."""
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        pytest.MonkeyPatch.context() as patch,
    ):
        stop_the_clock(patch, later(hours=6))
        cache.clear()
        there = Standing()
        browsers = {name: browser_of(user) for name, user in there.people.items()}
        urls = {
            name: reverse(name.partition(" ")[0], args=args)
            for name, args in addresses(there).items()
        }
        before = everything()
        pages = {
            (url, name): look(browser.get(urls[url]))
            for url in urls
            for name, browser in browsers.items()
        }
        pressed = {
            (url, name): look(browser.post(urls[url])).sign
            for url, may in MAY_PRESS.items()
            for name, browser in browsers.items()
            if name not in may
        }
        crawled = Crawl(pages, pressed, before, everything())
        transaction.set_rollback(True)
    return crawled


def browser_of(user: User | None) -> Client:
    browser = Client(headers={"accept-language": "en"}, raise_request_exception=False)
    if user is not None:
        browser.force_login(user)
    return browser


def look(answer: HttpResponse) -> Page:
    sent = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return Page(sign_of(answer), answer.get("Cache-Control", ""), sent.decode(errors="replace"))


def sign_of(answer: HttpResponse) -> str:
    if answer.status_code == 302:
        return "s" if answer.url.startswith(reverse("sign_in")) else ">"
    signs = {200: "o", 403: "x", 404: "-", 405: "p"}
    return signs.get(answer.status_code, str(answer.status_code))


def everything() -> dict[str, str]:
    """A digest of all rows of each table; who is signed in is no matter of the pages."""
    tables = (
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and model._meta.app_label != "sessions"
    )
    return {model._meta.label: digest_of(model) for model in tables}


def digest_of(model: type[Model]) -> str:
    rows = model._base_manager.order_by("pk").values_list()
    # PostgreSQL hands out bytes as a view, whose own text tells where in memory it lies.
    told = [[bytes(v) if isinstance(v, memoryview) else v for v in row] for row in rows]
    return sha256(repr(told).encode()).hexdigest()


def names_of_pages() -> set[str]:
    found = set()
    for namespace, (_prefix, resolver) in get_resolver(
        "marketplace.desks.urls"
    ).namespace_dict.items():
        found |= {f"{namespace}:{one}" for one in resolver.reverse_dict if isinstance(one, str)}
    return found | {
        one for one in get_resolver("marketplace.desks.urls").reverse_dict if isinstance(one, str)
    }


def may_sing(name: str) -> set[str]:
    """The canaries that the table of `households.showing` lets this person hear."""
    if name not in BOUND:
        return set()
    sight = sight_of(*BOUND[name])
    plain = [PLAIN[field] for field in PersonalField if manner_of(field, sight) is Manner.PLAIN]
    return leaks(" ".join(plain))


def test_every_page_stands_in_the_table():
    assert names_of_pages() == {name.partition(" ")[0] for name in EXPECTED}


def test_a_page_opens_for_whom_it_is_meant_and_for_nobody_else(crawl):
    got = {page: " ".join(crawl.pages[page, name].sign for name in PEOPLE) for page in EXPECTED}
    assert got == EXPECTED


def test_a_button_does_nothing_for_whom_it_is_not_meant(crawl):
    wrong = {at: sign for at, sign in crawl.pressed.items() if sign not in ("s", "x", "-")}
    assert wrong == {}
    only_sent = {page for page, signs in EXPECTED.items() if "p" in signs}
    assert set(MAY_PRESS) == only_sent - {"sign_out", "sign_in_as"}


def test_looking_changes_nothing_and_neither_does_a_closed_door(crawl):
    assert crawl.after == crawl.before


def test_nobody_reads_of_the_resident_what_the_table_of_showing_hides(crawl):
    heard = {at: leaks(page.text) - may_sing(at[1]) for at, page in crawl.pages.items()}
    assert {at: canaries for at, canaries in heard.items() if canaries} == {}


def test_the_canaries_do_sing_where_they_may(crawl):
    """So that the silence elsewhere means something."""
    for page, name in (("staff:resident", "steward"), ("organizations:order", "organization")):
        assert leaks(crawl.pages[page, name].text) == may_sing(name) != set()


def test_what_one_sees_with_the_code_never_says_whose_request_it_is(crawl):
    public = [page for page in EXPECTED if page.startswith("residents:")]
    told = "".join(crawl.pages[page, name].text for page in public for name in PEOPLE)
    assert leaks(told) == set()


def test_no_page_is_kept_by_a_browser_but_the_tenders_and_the_board(crawl):
    kept = {
        at for at, page in crawl.pages.items() if page.sign == "o" and "no-store" not in page.kept
    }
    public = (*(at for at in EXPECTED if at.startswith("tenders:")), "wishes:board")
    assert kept == {(at, "anonymous") for at in public}
