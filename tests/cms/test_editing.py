"""An officer of the bureau changes the site without a developer; facts are not theirs to type."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms.models import HomePage, ServicePage


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
