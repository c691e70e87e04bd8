"""Lists of windows and languages come as text, and say the same as when each row is parsed."""

import doctest

import pytest

from marketplace.dispatch import columns
from marketplace.dispatch.columns import as_text, words_in
from marketplace.organizations.models import Service


def test_the_example_in_the_description_holds():
    assert not doctest.testmod(columns).failed


@pytest.mark.django_db
@pytest.mark.parametrize("languages", [[], ["mandarin"], ["mandarin", "nanjing"]])
def test_the_text_of_a_column_holds_its_words(scene, languages):
    service = scene.service()
    Service.objects.filter(pk=service.pk).update(languages=languages)
    (text,) = Service.objects.annotate(text=as_text("languages")).values_list("text", flat=True)
    assert words_in(text) == frozenset(languages)
