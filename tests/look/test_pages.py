"""The page shell, the style page, the pages of errors, and what a reader prefers."""

import pytest
from bs4 import BeautifulSoup
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from tests.look.drawing import HOSTILE, words

LANGUAGES = ("zh-hans", "en")


def page(template: str = "base.html", request=None, **values) -> BeautifulSoup:
    """A page without context processors: whatever a desk or the database would add is handed in."""
    request = request or RequestFactory().get("/somewhere/?q=1")
    values = {"request": request, "csrf_token": "token", "user": AnonymousUser(), **values}
    return BeautifulSoup(render_to_string(template, values), "html.parser")


class Somebody:
    is_authenticated = True
    pk = 7

    def get_full_name(self):
        return "王小梅"

    def get_username(self):
        return "wang"


@pytest.mark.parametrize(("language", "tag"), [("zh-hans", "zh-Hans"), ("en", "en")])
def test_the_page_says_its_language_and_offers_the_other(language, tag):
    with override(language):
        soup = page()
    assert soup.html["lang"] == tag
    switch = soup.find("button", attrs={"name": "language"})
    assert switch["value"] == ("zh-hans" if language == "en" else "en")
    form = switch.find_parent("form")
    assert form["method"] == "post"
    assert form.find("input", attrs={"name": "next"})["value"] == "/somewhere/?q=1"


def test_the_first_link_skips_to_the_content():
    soup = page()
    assert soup.a["href"] == "#main"
    assert soup.find(id="main").name == "main"
    assert len(soup.find_all("h1")) == 1


def test_preferences_are_on_the_page_from_the_first_byte():
    request = RequestFactory().get("/")
    request.COOKIES = {"theme": "dark", "elder": "1"}
    soup = page(request=request)
    assert (soup.html["data-theme"], soup.html["data-elder"]) == ("dark", "1")
    assert soup.find("button", attrs={"name": "elder"})["value"] == "off"
    assert soup.find("button", attrs={"aria-pressed": "true", "name": "theme"})["value"] == "dark"


def test_a_forged_theme_is_no_attribute():
    request = RequestFactory().get("/")
    request.COOKIES = {"theme": HOSTILE, "elder": "yes"}
    soup = page(request=request)
    assert not {"data-theme", "data-elder"} & set(soup.html.attrs)
    assert not soup.find_all("img")


def test_whoever_is_signed_in_is_named_and_can_sign_out():
    signed_in = {"name": "王小梅", "role": "小管家", "place": "云朵社区"}
    menu = page(user=Somebody(), signed_in=signed_in).find("details", class_="menu")
    assert {"王小梅", "小管家", "云朵社区"} <= set(menu.stripped_strings)
    form = menu.find("form")
    assert (form["method"], form.has_attr("data-forget-drafts")) == ("post", True)
    assert "王小梅" in words(page(user=Somebody()).header)


def test_a_stranger_is_asked_to_sign_in():
    with override("en"):
        header = page().header
    assert header.find("details") is None
    assert "Sign in" in words(header)


def test_the_desk_shows_where_one_is():
    nav = page(desk_nav=[("Board", "/b", True, 12), ("Rounds", "/r", False, None)]).nav
    assert [(a["href"], a.get("aria-current")) for a in nav.find_all("a")] == [
        ("/b", "page"),
        ("/r", None),
    ]
    assert words(nav) == "Board 12 Rounds"
    assert page(desk_nav=[]).find("nav", class_="nav") is None


def test_the_title_says_that_there_are_errors_before_anything_else():
    from marketplace.look.style.forms import SampleForm

    with override("en"):
        assert page(form=SampleForm({})).title.text.startswith("Error:")
        assert not page(form=SampleForm()).title.text.startswith("Error:")


def test_messages_are_toned_by_their_level_and_escaped():
    storage = [
        messages.storage.base.Message(messages.SUCCESS, "Saved"),
        messages.storage.base.Message(messages.ERROR, HOSTILE),
    ]
    shown = page(messages=storage).find(class_="messages")
    assert shown.parent["role"] == "status"
    assert [note["class"][1] for note in shown.find_all(class_="notice")] == [
        *("tone-good", "tone-bad")
    ]
    assert not shown.find_all("script")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", [403, 404, 409, 410, 429])
def test_an_error_page_says_what_happened_and_where_to_go(code, language):
    with override(language):
        soup = page(f"errors/{code}.html", message="只此一句", next_url="/next")
    assert soup.h1.text.strip()
    assert soup.find("meta", attrs={"name": "draft-keep"})
    assert ("只此一句" in soup.text) is (code != 404)
    assert soup.main.find("a", href="/next")


def test_a_missing_page_tells_nothing_about_what_is_hidden_there():
    assert "secret" not in page("errors/404.html", message="secret").text


@pytest.mark.parametrize("code", [400, 500, 503])
def test_a_page_of_last_resort_needs_no_request_no_database_and_speaks_both_languages(code):
    html = engines["django"].get_template(f"errors/{code}.html").render()
    soup = BeautifulSoup(html, "html.parser")
    assert soup.h1.text
    assert soup.find("div", lang="en").h2.text
    assert soup.find("a", class_="button")["href"] == "/"


def test_a_file_that_the_manifest_does_not_know_is_no_second_error(settings):
    storage = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": storage}}
    html = engines["django"].get_template("errors/500.html").render()
    assert "look/base" in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_style_page_shows_every_component_of_the_readme(client, language):
    client.cookies["django_language"] = language
    response = client.get("/style/")
    assert response.status_code == 200
    soup = BeautifulSoup(response.content, "html.parser")
    shown = set(" ".join(h3.text for h3 in soup.select(".specimen h3")).split())
    from marketplace.look.templatetags.look import register

    inner = {"sign", "asset", "html_attributes", "preferred", "script_words", "side_panel"}
    parts = {"crumbs", "panel", "error_summary", "search_box", "check_answers", "task_list"}
    missing = set(register.tags) - shown - inner - parts
    assert missing == set()
    assert not soup.find_all("img")


def test_the_style_page_is_not_for_the_public(client, settings):
    settings.DEMO = settings.DEBUG = False
    assert client.get("/style/").status_code == 404


def test_every_id_of_the_style_page_is_unique_and_every_label_finds_its_field(client):
    soup = BeautifulSoup(client.get("/style/").content, "html.parser")
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert {label["for"] for label in soup.find_all("label", attrs={"for": True})} <= set(ids)
    described = " ".join(tag["aria-describedby"] for tag in soup.select("[aria-describedby]"))
    assert set(described.split()) <= set(ids)


def test_theme_and_elder_mode_are_remembered_without_a_script(client):
    answer = client.post("/preferences/", {"theme": "dark", "next": "/style/?a=1"})
    assert (answer.status_code, answer["Location"]) == (302, "/style/?a=1")
    assert client.cookies["theme"].value == "dark"
    client.post("/preferences/", {"elder": "on"})
    assert client.cookies["elder"].value == "1"
    client.post("/preferences/", {"elder": "off", "theme": "auto"})
    assert (client.cookies["elder"].value, client.cookies["theme"].value) == ("", "")


@pytest.mark.parametrize(
    "next_url", ["https://evil.example/", "//evil.example", "", "javascript:1"]
)
def test_the_way_back_never_leaves_the_house(client, next_url):
    answer = client.post("/preferences/", {"theme": "dark", "next": next_url})
    assert answer["Location"] == "/"


def test_preferences_are_changed_by_post_only(client):
    assert client.get("/preferences/").status_code == 405
