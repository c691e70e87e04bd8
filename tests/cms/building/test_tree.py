"""The shelves are put up once, in both languages, and editors' words stay."""

import pytest
from django.core.management import call_command
from wagtail.models import Page, Site

from cms.building.tree import build, catch_up
from cms.models import CategoryPage, HomePage, ProviderPage, ServicePage, SubcategoryPage
from marketplace.organizations.models import Organization
from tests import makers


def in_both(kind):
    found = [(page.translation_key, page.locale.language_code) for page in kind.objects.all()]
    assert len({key for key, _ in found}) * 2 == len(found)
    return len(found) // 2


def test_every_page_stands_in_both_languages(market):
    shown = Organization.objects.filter(state="resident").count()
    counts = {kind: in_both(kind) for kind in (HomePage, ServicePage, ProviderPage)}
    assert counts == {HomePage: 1, ServicePage: 3, ProviderPage: shown}
    assert in_both(CategoryPage) == len({page.category_id for page in CategoryPage.objects.all()})
    assert in_both(SubcategoryPage) == 3
    assert list(Page.find_problems()) == [[], [], [], [], []]


def test_a_second_build_makes_nothing_and_leaves_the_editors_words(market):
    home = HomePage.objects.get(locale__language_code="zh-hans")
    home.heading = "编辑改过的话"
    home.save_revision().publish()
    assert build() == 0
    home.refresh_from_db()
    assert home.heading == "编辑改过的话"


def test_what_comes_onto_the_shelf_gets_its_pages_with_the_next_build(market):
    market.service("助洁", "Cleaning", "A3")
    # Its organization is new as well.
    assert build() == 4


def test_time_gives_pages_to_what_is_new_and_builds_nothing_by_itself(market):
    market.service("助洁", "Cleaning", "A3")
    assert (catch_up(), catch_up()) == (4, 0)
    assert client_reads(market, "助洁")


@pytest.mark.django_db
def test_before_the_site_was_built_time_builds_nothing():
    makers.make_service()
    assert catch_up() == 0


def client_reads(market, name):
    page = ServicePage.objects.get(title=name)
    return page.live and page.service.name_zh == name


def test_the_command_says_how_many_pages_it_made(market, capsys):
    call_command("build_shelves")
    assert "0 pages" in capsys.readouterr().out


@pytest.mark.django_db
def test_before_anybody_builds_it_the_site_has_a_home_of_ours(client):
    assert isinstance(Site.objects.get(is_default_site=True).root_page.specific, HomePage)
    assert client.get("/").status_code == 200
