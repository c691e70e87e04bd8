"""Searching and asking three questions, without an account and without JavaScript."""

import pytest

from cms.finding.asking import hardships
from marketplace.catalogue.actions import load_catalogue
from marketplace.catalogue.models import Subcategory
from tests.hostile import KEPT, TOO_LONG


def text(page) -> str:
    return page.content.decode()


def names(page) -> set[str]:
    return {card.name for card in page.context["cards"]}


def test_results_come_with_facets_that_keep_the_words(client, market):
    page = client.get("/find/", {"q": "送餐"})
    assert names(page) == {"送餐"}
    urls = [choice.url for facet in page.context["facets"] for choice in facet.choices]
    assert urls
    assert all("q=%E9%80%81%E9%A4%90" in url for url in urls)


def test_nothing_found_leads_to_people(client, market):
    page = client.get("/find/", {"q": "宇宙飞船"})
    assert page.status_code == 200
    assert "/ask/" in text(page)


def test_danger_is_answered_with_numbers_to_call(client, market):
    load_catalogue()
    for language in ("", "/en"):
        page = text(client.get(f"{language}/find/", {"q": "不想活了"}))
        assert all(f'href="tel:{number}"' in page for number in ("110", "120", "12356"))
    assert 'href="tel:110"' not in text(client.get("/find/", {"q": "洗澡"}))


def test_a_guess_is_told_as_one_and_leads_to_people(client, market):
    load_catalogue()
    page = client.get("/en/find/", {"q": "洗早"})
    assert "Nothing on the shelves says exactly this" in text(page)
    assert "/ask/" in text(page)
    assert names(page)
    assert "Nothing on the shelves" not in text(client.get("/en/find/", {"q": "洗澡"}))


def test_the_page_speaks_the_language_of_its_address_and_leads_to_the_other(client, market):
    assert 'lang="zh-Hans"' in text(client.get("/find/", {"q": "bath"}))
    page = text(client.get("/en/find/", {"q": "bath"}))
    assert 'lang="en"' in page
    assert 'href="/find/?q=bath"' in page


@pytest.mark.parametrize("words", [*KEPT.values(), "a\x00b", ""])
def test_whatever_is_typed_comes_back_harmless(client, market, words):
    page = client.get("/find/", {"q": words})
    assert page.status_code in (200, 422)
    assert "<script>alert" not in text(page)


def test_too_much_is_told(client, market):
    page = client.get("/find/", {"q": TOO_LONG})
    assert page.status_code == 422


def test_suggestions_are_links(client, market):
    page = text(client.get("/find/suggest/", {"q": market.bath.organization.name_zh}))
    assert market.bath.organization.name_zh in page
    assert "/find/?" in page
    assert "<li>" not in text(client.get("/find/suggest/", {"q": "x"}))


# -- what can I get? --------------------------------------------------------------------------------


def test_three_answers_lead_to_what_fits(client, market):
    page = client.get("/what-can-i-get/")
    assert page.context["conversation"].question == "who"
    for code in ("E", "wash"):
        links = {one.label: one.url for one in page.context["conversation"].answers()}
        label = page.context["conversation"].labels[page.context["conversation"].question][code]
        page = client.get(f"/what-can-i-get/{links[label]}")
    assert page.context["conversation"].question == "where"
    page = client.get(f"/what-can-i-get/?who=E&hard=wash&where={market.street.pk}")
    assert names(page) == {"助浴到家"}
    assert [label for label, _ in page.context["conversation"].said()][1] == "洗澡、洗头、个人卫生"


def test_whoever_does_not_know_is_shown_everything(client, market):
    page = client.get("/what-can-i-get/?who=any&hard=any&where=any")
    assert names(page) == {"助浴到家", "送餐", "陪伴"}


def test_nothing_that_fits_leads_to_people(client, market):
    page = client.get("/what-can-i-get/?who=E&hard=law&where=any")
    assert "/ask/" in text(page)
    assert "12345" in text(page)


@pytest.mark.parametrize("asked", ["who=X", "who=E&hard=%00", "hard=wash", "who=" + "9" * 3000])
def test_an_answer_that_nobody_gave_asks_again(client, market, asked):
    page = client.get(f"/what-can-i-get/?{asked}")
    assert page.status_code == 200
    assert page.context["conversation"].question in ("who", "hard")


@pytest.mark.django_db
def test_every_subcategory_can_be_reached_and_every_hardship_leads_somewhere():
    load_catalogue()
    known = set(Subcategory.objects.values_list("pk", flat=True))
    meant = [code for one in hardships().values() for code in one.subcategories]
    assert set(meant) == known
    assert all(one.zh and one.en for one in hardships().values())
