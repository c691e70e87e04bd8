"""A public page is kept for whoever is nobody, never for somebody, and never longer than what it says is true."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from cms.building.tree import catch_up
from cms.keeping import EDITS, remembered, remembered_each
from cms.models import HomePage, ServicePage
from marketplace.journal.actions import record
from marketplace.organizations.actions import set_places, take_off_shelf
from tests import makers
from tests.makers import NOW

CANARY = "金丝雀·王某"


def text(page) -> str:
    return page.content.decode()


def note_something(market):
    record("told", market.bath, by=market.town.bureau, at=NOW)


@pytest.fixture
def shelf(market):
    page = ServicePage.objects.get(service=market.bath, locale__language_code="zh-hans")
    return page.get_parent().get_url()


def cost(client, address):
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


def test_the_second_visit_asks_only_whether_anything_has_happened(client, shelf):
    assert cost(client, shelf) > 6
    assert cost(client, shelf) == 1
    assert cost(Client(), shelf) == 1


def test_what_happens_in_the_rooms_shows_at_once(client, market, shelf):
    assert "助浴到家" in text(client.get(shelf))
    take_off_shelf(market.bath, by=market.town.bureau, at=NOW)
    assert "助浴到家" not in text(client.get(shelf))


def test_what_an_editor_publishes_shows_at_once(client, market):
    client.get("/")
    home = HomePage.objects.get(locale__language_code="zh-hans")
    home.heading = "新的标题"
    home.save_revision().publish()
    assert "新的标题" in text(client.get("/"))


def test_each_look_and_language_has_its_own(client, shelf):
    plain = text(client.get(shelf))
    client.cookies["elder"] = "1"
    assert "elder" in text(client.get(shelf)).partition("<head>")[0]
    client.cookies["elder"] = ""
    client.cookies["theme"] = "dark"
    assert "dark" in text(client.get(shelf)).partition("<head>")[0]
    client.cookies["theme"] = ""
    assert text(client.get(shelf)) == plain
    assert text(client.get(f"/en{shelf}")) != plain


def test_nobodys_page_holds_nothing_of_somebody_and_no_token(client, market, shelf):
    somebody = Client()
    user = makers.make_staff("steward", market.town.here)
    user.display_name = CANARY
    user.save(update_fields=["display_name"])
    somebody.force_login(user)
    theirs = somebody.get(shelf)
    page = client.get(shelf)
    for words in (CANARY, "csrf", f'data-owner="{user.pk}"'):
        assert words not in text(page)
    assert not page.cookies
    for answer in (page, theirs):
        assert "private" in answer["Cache-Control"]
    assert cost(somebody, shelf) > 1


def test_what_is_gone_or_was_never_there_is_not_kept(client, market, shelf):
    address = ServicePage.objects.get(
        service=market.bath, locale__language_code="zh-hans"
    ).get_url()
    take_off_shelf(market.bath, by=market.town.bureau, at=NOW)
    assert client.get(address).status_code == 410
    assert cost(client, address) > 1
    assert client.get("/nowhere/").status_code == 404


def test_light_and_dark_are_chosen_without_a_token(client):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/preferences/", {"theme": "dark", "next": "/shelves/"})
    assert (answer.status_code, answer.url) == (302, "/shelves/")
    assert strict.post("/preferences/", {"elder": "on", "next": "https://evil.example/"}).url == "/"


def test_what_pages_share_is_read_once_for_all_of_them(client, shelf):
    client.get(shelf)
    at_first = cost(client, f"{shelf}?gratis=yes")
    assert at_first <= 3
    assert cost(client, f"{shelf}?group=E") == at_first


def test_somebody_who_is_known_reads_what_is_shared_and_nothing_old(client, market, shelf):
    client.get(shelf)
    client.force_login(makers.make_staff("steward", market.town.here))
    assert "助浴到家" in text(client.get(shelf))
    take_off_shelf(market.bath, by=market.town.bureau, at=NOW)
    assert "助浴到家" not in text(client.get(shelf))


def test_a_card_is_drawn_anew_when_what_it_tells_has_changed(client, market, shelf):
    assert "空余 3 个名额" in text(client.get(shelf))
    set_places(market.bath, places=45, by=market.town.bureau, at=NOW)
    assert "空余 45 个名额" in text(client.get(shelf))


def test_only_what_is_not_known_is_asked_for(db):
    asked = []

    def made(missing):
        asked.append(missing)
        return {one: one * one for one in missing if one != 4}

    assert remembered_each("square", [3, 2], made) == {3: 9, 2: 4}
    assert list(remembered_each("square", [5, 2, 4, 3], made).items()) == [(5, 25), (2, 4), (3, 9)]
    assert asked == [[3, 2], [5, 4]]


def test_each_language_remembers_its_own(db):
    told = []
    for language in ("zh-hans", "en", "zh-hans"):
        with translation.override(language):
            told.append(remembered("word", translation.get_language))
    assert told == ["zh-hans", "en", "zh-hans"]
    assert remembered("another word", lambda: "other") == "other"


def test_nothing_is_remembered_past_what_happens(market):
    assert remembered("number", lambda: 1) == 1
    assert remembered("number", lambda: 2) == 1
    note_something(market)
    assert remembered("number", lambda: 2) == 2


def test_what_editors_alone_change_outlives_what_happens_in_the_rooms(client, market):
    assert remembered("title", lambda: 1, EDITS) == 1
    note_something(market)
    assert remembered("title", lambda: 2, EDITS) == 1
    home = HomePage.objects.get(locale__language_code="zh-hans")
    home.save_revision().publish()
    assert remembered("title", lambda: 2, EDITS) == 2


def test_after_something_happened_a_shelf_asks_the_rooms_alone(client, market, shelf):
    at_first = cost(client, shelf)
    note_something(market)
    assert cost(client, shelf) <= at_first / 2


def test_a_shelf_leads_to_a_page_as_soon_as_there_is_one(client, market, shelf):
    for page in ServicePage.objects.filter(service=market.bath):
        page.delete()
    assert f"service-{market.bath.pk}/" not in text(client.get(shelf))
    catch_up()
    assert f"service-{market.bath.pk}/" in text(client.get(shelf))
