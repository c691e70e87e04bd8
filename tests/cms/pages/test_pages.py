"""What a visitor reads on the public site, and what is gone from it at once."""

import json
import re
from dataclasses import replace

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.models import ProviderPage, ServicePage
from marketplace.organizations.actions import (
    accept_revision,
    offer_of,
    propose_revision,
    suspend_organization,
    take_off_shelf,
)
from marketplace.organizations.models import Organization
from tests import makers
from tests.makers import NOW


def text(page) -> str:
    return page.content.decode()


def page_of(service, language="zh-hans"):
    return ServicePage.objects.get(service=service, locale__language_code=language).get_url()


def names(page) -> list[str]:
    return [card.name for card in page.context["cards"]]


def test_a_service_tells_what_for_whom_where_and_how_many(client, market):
    page = client.get(page_of(market.bath))
    assert page.status_code == 200
    for told in ("助浴到家", "免费", market.bath.organization.name_zh, "全区"):
        assert told in text(page)
    assert f"/ask/?service={market.bath.pk}" in text(page)
    assert "12.00" in text(client.get(page_of(market.meal)))


def test_the_address_says_the_language(client, market):
    chinese, english = page_of(market.bath), page_of(market.bath, "en")
    assert english == f"/en{chinese}"
    client.cookies["django_language"] = "en"
    assert 'lang="zh-Hans"' in text(client.get(chinese))
    page = text(client.get(english))
    assert 'lang="en"' in page
    assert "Bath at home" in page
    assert set(re.findall(r'hreflang="([a-z-]+)" href="http://127.0.0.1:8000([^"]+)"', page)) == {
        ("zh-hans", chinese),
        ("en", english),
    }
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{english}">' in page


def test_links_stay_on_the_server_that_was_asked(client, market):
    """Under another name or port than the site's own one changes the language and goes up all the same."""
    page = text(client.get(page_of(market.bath), headers={"host": "localhost:8077"}))
    assert re.findall(r'<a[^>]*href="http://127\.0\.0\.1[^"]*"', page) == []
    assert f'<a class="tool" href="{page_of(market.bath, "en")}"' in page


def test_a_desk_keeps_the_language_that_was_chosen(client, market):
    client.cookies["django_language"] = "en"
    assert 'lang="en"' in text(client.get("/ask/"))


def test_machines_read_what_it_is(client, market):
    offer = replace(offer_of(market.bath), name_zh="</script><script>alert(1)</script>")
    bureau = market.town.bureau
    revision = propose_revision(market.bath, offer, by=bureau, at=NOW)
    accept_revision(revision, by=bureau, at=NOW)
    page = text(client.get(page_of(market.bath)))
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    kinds = [json.loads(one)["@type"] for one in found]
    assert kinds == ["BreadcrumbList", "GovernmentService"]
    assert "alert(1)</script>" not in page


def test_whatever_is_taken_off_the_shelf_is_gone_at_once(client, market):
    address = page_of(market.bath)
    shelf = ServicePage.objects.get(service=market.bath, locale__language_code="zh-hans")
    shelf = shelf.get_parent().get_url()
    assert names(client.get(shelf)) == ["助浴到家"]
    take_off_shelf(market.bath, by=market.town.bureau, at=NOW)
    assert client.get(address).status_code == 410
    assert names(client.get(shelf)) == []
    assert "/ask/" in text(client.get(shelf))


def test_a_suspended_organization_is_gone_with_all_it_offers(client, market):
    organization = market.bath.organization
    own = ProviderPage.objects.get(organization=organization, locale__language_code="zh-hans")
    assert "助浴到家" in text(client.get(own.get_url()))
    suspend_organization(organization, reason="年检逾期", by=market.town.bureau, at=NOW)
    assert client.get(own.get_url()).status_code == 410
    assert client.get(page_of(market.bath)).status_code == 410
    listed = text(client.get("/providers/"))
    assert organization.name_zh not in listed
    assert market.meal.organization.name_zh in listed


def test_an_organizations_page_tells_nothing_about_its_people(client, market):
    organization = market.bath.organization
    Organization.objects.filter(pk=organization.pk).update(
        legal_representative="演示·金丝雀", phone="025-80000001", bank_account="12345678"
    )
    makers.make_worker(organization)
    own = ProviderPage.objects.get(organization=organization, locale__language_code="zh-hans")
    page = text(client.get(own.get_url()))
    assert organization.uscc in page
    for told in ("金丝雀", "025-80000001", "12345678", organization.workers.get().name):
        assert told not in page


def test_all_pages_open_for_everybody_in_both_languages(client, market):
    from wagtail.models import Page

    for page in Page.objects.live().filter(depth__gt=1).specific():
        answer = client.get(page.get_url())
        assert answer.status_code == 200, page.get_url()
        assert "<h1>" in text(answer)


def cost(client, address, visit):
    """Of a visit for which no page is kept, nor anything that pages share."""
    caches["pages"].clear()
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"{address}?visit={visit}").status_code == 200
    return len(asked)


def test_a_shelf_costs_twelve_queries_for_one_and_for_many(client, market):
    shelf = ServicePage.objects.get(service=market.bath, locale__language_code="zh-hans")
    address = shelf.get_parent().get_url()
    client.get(address)
    once = cost(client, address, 2)
    for _ in range(15):
        market.service("助浴", "Bath", "A3")
    assert cost(client, address, 3) == once
    assert once <= 12


def test_a_service_costs_at_most_twenty_queries(client, market):
    cost(client, page_of(market.bath), 1)
    assert cost(client, page_of(market.bath), 2) <= 20


@pytest.mark.parametrize("address", ["/", "/shelves/"])
def test_empty_shelves_say_that_one_can_ask_and_who_may_offer(client, market, address):
    assert "货架正在上架服务" not in text(client.get(address))
    for service in (market.bath, market.meal, market.talk):
        take_off_shelf(service, by=market.town.bureau, at=NOW)
    page = text(client.get(address))
    assert "货架正在上架服务" in page
    assert 'href="/join/"' in page
