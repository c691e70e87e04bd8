"""Search engines are told of every public page in both languages, and of nothing else."""

from xml.etree import ElementTree

import pytest
from wagtail.models import Page

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def test_every_public_page_stands_in_it_with_its_other_language(client, market):
    answer = client.get("/sitemap.xml")
    tree = ElementTree.fromstring(answer.content)
    told = {
        url.find(f"{SITEMAP}loc").text: {link.get("hreflang") for link in url.iter(f"{XHTML}link")}
        for url in tree
    }
    pages = Page.objects.live().filter(depth__gt=1)
    assert set(told) == {f"http://127.0.0.1:8000{page.get_url()}" for page in pages}
    assert set(map(frozenset, told.values())) == {frozenset({"zh-hans", "en"})}


def test_a_page_that_is_not_live_does_not_stand_in_it(client, market):
    page = Page.objects.get(slug="help", locale__language_code="zh-hans")
    page.unpublish()
    told = client.get("/sitemap.xml").content.decode()
    assert "8000/help/" not in told
    assert "8000/en/help/" in told


@pytest.mark.django_db
def test_machines_are_kept_out_of_what_is_somebodys(client):
    told = client.get("/robots.txt").content.decode()
    assert "Disallow: /r/" in told
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in told
