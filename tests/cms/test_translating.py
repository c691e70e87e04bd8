"""A page made in one language stands in the other too, says that it is not translated, and becomes a page of its own
there."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms.models import ArticlePage, ArticlesPage, Hotline

COMMENTS = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 0}


def text(page) -> str:
    return page.content.decode()


def told(title: str, words: str, slug: str = "jie-qi") -> dict:
    return nested_form_data(
        {
            "title": title,
            "slug": slug,
            "search_description": "",
            "said_on": "",
            "source": "",
            "body": streamfield([("text", rich_text(f"<p>{words}</p>"))]),
            "comments": COMMENTS,
            "action-publish": "action-publish",
        }
    )


@pytest.fixture
def written(editor, market) -> ArticlePage:
    """In Chinese, and published."""
    stories = ArticlesPage.objects.get(slug="stories", locale__language_code="zh-hans")
    address = reverse("wagtailadmin_pages:add", args=["cms", "articlepage", stories.pk])
    assert editor.post(address, told("节气", "立冬送温暖")).status_code == 302
    return ArticlePage.objects.get(title="节气", locale__language_code="zh-hans")


def english_of(page: ArticlePage) -> ArticlePage:
    return ArticlePage.objects.get(translation_key=page.translation_key, locale__language_code="en")


def test_it_stands_in_english_at_once_and_says_that_it_is_chinese(client, written):
    english = english_of(written)
    assert english.alias_of_id == written.pk
    page = text(client.get(english.get_url()))
    assert "has not been translated yet" in page
    assert '<div class="stack" lang="zh-hans">' in page
    assert "立冬送温暖" in page
    assert f'rel="canonical" href="{written.address()}"' in page
    assert "has not been translated" not in text(client.get(written.get_url()))
    assert english.get_url() not in text(client.get("/sitemap.xml"))


def test_translated_it_has_words_of_its_own_and_is_followed_no_more(client, editor, written):
    english = english_of(written)
    editor.post(reverse("wagtailadmin_pages:convert_alias", args=[english.pk]))
    address = reverse("wagtailadmin_pages:edit", args=[english.pk])
    assert editor.post(address, told("Solar terms", "Warm in winter")).status_code == 302
    chinese = reverse("wagtailadmin_pages:edit", args=[written.pk])
    assert editor.post(chinese, told("节气", "立冬改了")).status_code == 302
    page = text(client.get(english.get_url()))
    assert "Warm in winter" in page
    assert "has not been translated" not in page
    assert "立冬改了" in text(client.get(written.get_url()))
    assert english_of(written).get_url() in text(client.get("/sitemap.xml"))


def test_an_editor_is_told_which_of_the_two_is_older(editor, written):
    english = english_of(written)
    address = reverse("wagtailadmin_pages:edit", args=[written.pk])
    theirs = reverse("wagtailadmin_pages:edit", args=[english.pk])
    page = text(editor.get(address))
    assert "尚未翻译" in page
    assert theirs in page
    editor.post(reverse("wagtailadmin_pages:convert_alias", args=[english.pk]))
    editor.post(theirs, told("Solar terms", "Warm in winter"))
    assert "与本页同步" in text(editor.get(address))
    editor.post(address, told("节气", "立冬改了"))
    assert "比本页旧" in text(editor.get(address))
    assert "与本页同步" in text(editor.get(theirs))


def test_an_editor_keeps_the_hotlines_and_brings_them_into_the_other_language(editor, client):
    one = Hotline.objects.filter(locale__language_code="zh-hans").first()
    address = reverse("wagtailsnippets_cms_hotline:edit", args=[one.pk])
    sent = {"number": "96180", "name": "夜间热线", "about": "", "hours": "", "position": 1}
    assert editor.post(address, sent).status_code == 302
    assert "夜间热线" in text(client.get("/hotlines/"))
    assert reverse("wagtailsnippets_cms_hotline:add") in text(
        editor.get(reverse("wagtailsnippets_cms_hotline:list"))
    )
