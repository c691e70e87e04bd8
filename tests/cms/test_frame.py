"""The menu and the foot are one for everybody who reads, wherever they stand, and no page can get lost."""

import pytest
from bs4 import BeautifulSoup
from django.core.cache import caches
from django.urls import reverse
from wagtail.models import PageViewRestriction

from cms.frame import frame
from cms.models import ArticlePage, HomePage, Hotline, ServicePage
from tests import makers


def read(client, address: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(address).content, "html.parser")


def menu_of(page: BeautifulSoup) -> list[tuple[str, str]]:
    return [(one.text, one["href"]) for one in page.select(".header .nav__link")]


def foot_of(page: BeautifulSoup) -> dict[str, str]:
    return {one.text: one["href"] for one in page.select(".footer a")}


def write(language: str, **facts) -> ArticlePage:
    home = HomePage.objects.get(locale__language_code=language)
    page = ArticlePage(title="值班表", slug="zhi-ban", locale=home.locale, **facts)
    home.add_child(instance=page)
    return page


@pytest.mark.parametrize(
    "address", ["/shelves/", "/find/", "/wishes/", "/tenders/", "/ask/", "/follow/", "/join/"]
)
def test_it_is_one_frame_on_pages_of_the_site_and_of_open_desks(address, client, market):
    home, there = read(client, "/"), read(client, address)
    assert menu_of(there) == menu_of(home)
    assert foot_of(there) == foot_of(home)
    assert ("服务货架", "/shelves/") in menu_of(there)


def test_a_reader_of_english_is_led_to_english_pages(client, market):
    client.cookies["django_language"] = "en"
    for address in ("/en/", "/wishes/"):
        assert ("Shelves", "/en/shelves/") in menu_of(read(client, address))


def test_a_menu_says_where_one_is(client, market):
    inside = read(client, "/shelves/").select_one('.nav__link[aria-current="page"]')
    assert inside["href"] == "/shelves/"
    page = ServicePage.objects.get(service=market.bath, locale__language_code="zh-hans")
    behind = read(client, page.get_url()).select_one('.nav__link[aria-current="true"]')
    assert behind["href"] == "/shelves/"


def test_a_new_page_stands_at_the_foot_and_with_a_tick_in_the_menu(client, market):
    assert "值班表" not in foot_of(read(client, "/"))
    page = write("zh-hans")
    page.save_revision().publish()
    assert foot_of(read(client, "/"))["值班表"] == page.get_url()
    page.show_in_menus = True
    page.save_revision().publish()
    shown = read(client, "/")
    assert ("值班表", page.get_url()) in menu_of(shown)
    assert "值班表" not in foot_of(shown)
    assert "值班表" not in foot_of(read(client, "/en/"))


def test_the_accessibility_statement_is_one_step_from_every_page(client, market):
    for address in ("/", "/shelves/", "/ask/"):
        assert "/accessibility/" in foot_of(read(client, address)).values()


def test_drafts_and_closed_pages_are_not_told(client, market):
    write("zh-hans", live=False)
    closed = ArticlePage(title="内部通讯录", slug="nei-bu")
    HomePage.objects.get(locale__language_code="zh-hans").add_child(instance=closed)
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    shown = read(client, "/")
    told = [label for label, _ in menu_of(shown)] + list(foot_of(shown))
    assert "值班表" not in told
    assert closed.title not in told


def test_the_number_is_the_first_hotline_of_the_language(client, market):
    first = Hotline.objects.filter(locale__language_code="zh-hans").first()
    assert foot_of(read(client, "/"))[first.number] == f"tel:{first.number}"
    Hotline.objects.filter(pk=first.pk).update(position=99)
    caches["pages"].clear()
    assert frame().number != first.number


def test_whoever_sits_at_a_desk_has_its_own_links(client, market):
    client.force_login(makers.fresh(market.town.bureau))
    page = read(client, reverse("bureau:overview"))
    assert "/shelves/" not in [url for _, url in menu_of(page)]
    assert not foot_of(page)


def test_an_account_without_a_desk_still_finds_the_way(client, market):
    client.force_login(makers.make_user())
    page = read(client, "/wishes/")
    assert ("服务货架", "/shelves/") in menu_of(page)


def test_it_is_read_with_one_query(market, django_assert_num_queries):
    frame()
    write("zh-hans").save_revision().publish()
    with django_assert_num_queries(2):
        frame()
    with django_assert_num_queries(1):
        frame()
