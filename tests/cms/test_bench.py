"""`manage.py bench pages`: ratios taken in one run, and nothing left behind."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page

from marketplace.journal.models import Entry


def told(*arguments: str) -> str:
    out = StringIO()
    call_command("bench", "pages", "--rounds", "2", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_before_the_site_is_built_there_is_nothing_to_measure():
    with pytest.raises(CommandError, match="no shelf"):
        told()


def test_figures_are_told_and_the_stock_page_is_gone_again(market):
    pages, entries = Page.objects.count(), Entry.objects.count()
    figures = json.loads(told("--json"))
    assert set(figures["ms"]) == {"bare", "warm", "uncached", "changed", "empty", "stock", "search"}
    assert figures["warm_of_bare"] > 0
    assert "of a bare view" in told()
    assert (Page.objects.count(), Entry.objects.count()) == (pages, entries)
