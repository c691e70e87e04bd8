"""A card leads to the page of its own language, whoever asked first."""

import pytest
from django.utils.translation import override
from wagtail.models import Locale

from cms.pages.services import PagesOfServices
from cms.shelf.cards import cards_of


@pytest.mark.parametrize("first", ["en", "zh-hans"])
def test_an_editor_who_looks_in_another_language_changes_no_links_of_readers(first, market):
    locales = {one.language_code: PagesOfServices(one.pk) for one in Locale.objects.all()}
    with override("zh-hans"):
        cards_of([market.bath.pk], locales[first])
        (chinese,) = cards_of([market.bath.pk], locales["zh-hans"])
        (english,) = cards_of([market.bath.pk], locales["en"])
    assert not chinese.url.startswith("/en/")
    assert english.url.startswith("/en/")


def test_cards_stand_in_the_order_in_which_they_are_asked_for(market):
    pks = [market.talk.pk, market.bath.pk, market.meal.pk]
    chinese = PagesOfServices(Locale.objects.get(language_code="zh-hans").pk)
    assert [card.pk for card in cards_of(pks, chinese)] == pks
