"""An article that tells of a kind of help leads to those who offer it now."""

import csv
import json
from pathlib import Path

import pytest
from django.core.cache import caches

from cms.building.tree import WORDS
from cms.models import ArticlePage, ArticlesPage, SubcategoryPage
from marketplace.catalogue import files
from marketplace.organizations.actions import take_off_shelf
from tests import makers
from tests.makers import NOW


@pytest.fixture
def told(market) -> ArticlePage:
    stories = ArticlesPage.objects.get(slug="stories", locale__language_code="zh-hans")
    page = ArticlePage(title="洗澡的事", slug="xi-zao", subcategory_id="A3", locale=stories.locale)
    return stories.add_child(instance=page)


def read(client, page) -> str:
    return client.get(page.get_url()).content.decode()


def test_it_names_who_offers_it_and_the_shelf(client, market, told):
    page = read(client, told)
    shelf = SubcategoryPage.objects.get(subcategory="A3", locale__language_code="zh-hans")
    for words in (market.bath.name_zh, market.bath.organization.name_zh, shelf.get_url()):
        assert words in page
    assert market.meal.name_zh not in page


def test_what_left_the_shelf_is_gone_from_it_at_once(client, market, told):
    assert market.bath.name_zh in read(client, told)
    take_off_shelf(market.bath, reason="人手不够", by=market.town.bureau, at=NOW)
    page = read(client, told)
    assert market.bath.name_zh not in page
    assert "谁提供这项服务" not in page


def test_an_article_about_nothing_of_the_kind_has_nobody_beside_it(client, market, told):
    told.subcategory = None
    told.save_revision().publish()
    page = read(client, told)
    assert market.bath.name_zh not in page
    assert "谁提供这项服务" not in page


def test_it_costs_as_much_where_many_offer_it(client, market, told, django_assert_max_num_queries):
    for _ in range(20):
        makers.make_service(market.bath.organization, subcategory="A3")
    caches["pages"].clear()
    with django_assert_max_num_queries(20):
        read(client, told)


def test_figures_and_steps_are_drawn_as_such(client, market, told):
    told.body = [
        ("figures", [{"value": "9 个街道", "label": "都有"}]),
        ("steps", [{"title": "先问", "text": "<b>再来</b>"}]),
    ]
    told.save_revision().publish()
    page = read(client, told)
    assert '<span class="stat__value">9 个街道</span>' in page
    assert "&lt;b&gt;再来&lt;/b&gt;" in page


def test_what_the_project_tells_itself_is_about_kinds_of_help_that_there_are():
    with (Path(files.__file__).with_name("data") / "subcategories.csv").open(
        encoding="utf-8"
    ) as file:
        codes = {row["code"] for row in csv.DictReader(file)}
    about = [one.get("about") for one in json.loads(WORDS.read_text("utf-8"))["articles"]]
    assert len([code for code in about if code in codes]) == 5
    assert {code for code in about if code} <= codes
