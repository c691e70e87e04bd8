"""An officer of the bureau changes the site without a developer; facts are not theirs to type."""

from collections import Counter

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms.building.tree import build
from cms.models import ArticlePage, HomePage, ServicePage
from cms.pages.base import PublicPage

PAGES = [model for model in apps.get_models() if issubclass(model, PublicPage)]


def text(page) -> str:
    return page.content.decode()


def test_an_editor_changes_the_home_page_and_visitors_read_it_at_once(editor, client, market):
    home = HomePage.objects.get(locale__language_code="zh-hans")
    address = reverse("wagtailadmin_pages:edit", args=[home.pk])
    assert editor.get(address).status_code == 200
    body = streamfield(
        [("text", rich_text("<p>中秋前后，<b>送餐照常</b>。</p>")), ("heading", "通知")]
    )
    sent = {
        "title": "云超市",
        "slug": home.slug,
        "heading": "今天需要什么帮助？",
        "lead": "改过的导语",
        "body": body,
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 0},
        "action-publish": "action-publish",
    }
    answer = editor.post(address, nested_form_data(sent))
    assert answer.status_code == 302
    page = text(client.get("/"))
    for words in ("今天需要什么帮助？", "改过的导语", "送餐照常"):
        assert words in page


def test_what_the_workflow_owns_is_shown_and_not_typed(editor, market):
    page = ServicePage.objects.get(service=market.bath, locale__language_code="zh-hans")
    form = text(editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])))
    assert "助浴到家" in form
    assert 'name="service"' not in form


@pytest.mark.parametrize("who", ["steward", "manager", "stranger", "dispatcher"])
def test_nobody_else_comes_into_the_editors_room(market, who):
    client = Client()
    client.force_login(getattr(market.town, who))
    assert client.get("/admin/").status_code == 302
    home = HomePage.objects.get(locale__language_code="zh-hans")
    assert client.get(reverse("wagtailadmin_pages:edit", args=[home.pk])).status_code == 302


@pytest.mark.parametrize("kind", PAGES)
def test_no_form_asks_twice_for_a_field(kind, editor, market):
    """Of two boxes for one field the lower one would win, and what was typed into the upper one be lost."""
    page = kind.objects.first()
    form = BeautifulSoup(
        editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content, "html.parser"
    ).find("form", id="page-edit-form")
    names = Counter(
        one["name"] for one in form.select("input, textarea, select") if one.get("name")
    )
    own = {field.name for field in kind._meta.get_fields()}
    assert "search_description" in names
    assert [name for name, times in names.items() if name in own and times > 1] == []


def test_a_draft_is_previewed_on_a_server_that_speaks_https_alone(editor, market, settings):
    settings.ALLOWED_HOSTS = ["supermarket.test"]
    settings.SITE_URL = "https://supermarket.test"
    settings.SECURE_SSL_REDIRECT = True
    build()
    page = ArticlePage.objects.filter(locale__language_code="zh-hans").first()
    address = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
    answer = editor.get(address, headers={"host": "supermarket.test"}, secure=True)
    assert answer.status_code == 200
    assert page.title in text(answer)
    assert page.full_url.startswith("https://supermarket.test/")


def test_the_editors_rooms_ask_no_other_host(editor, market):
    page = text(editor.get("/admin/"))
    assert "gravatar" not in page
    assert "brand__mark" in page
