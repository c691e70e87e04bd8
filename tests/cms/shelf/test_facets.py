"""Narrowing a shelf: each choice says how many it leaves, and what nobody knows narrows nothing."""

import pytest
from django.http import QueryDict

from cms.shelf.facets import Facets, members_of
from marketplace.organizations.queries import services_on_shelf
from tests import makers
from tests.hostile import KEPT, UNSTORABLE


def facets(asked=""):
    return Facets(members_of(services_on_shelf()), QueryDict(asked))


def found(asked=""):
    return {service.name_zh for service in services_on_shelf().filter(pk__in=facets(asked).found)}


def counts(asked=""):
    return {
        facet.title: {choice.label: choice.count for choice in facet.choices}
        for facet in facets(asked)
    }


def test_without_a_choice_everything_is_there(market):
    assert found() == {"助浴到家", "送餐", "陪伴"}


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ("group=E", {"助浴到家", "送餐"}),
        ("group=E&gratis=yes", {"助浴到家"}),
        ("group=M", {"陪伴"}),
        ("free=yes", {"助浴到家", "送餐", "陪伴"}),
        ("group=M&gratis=yes&free=yes", {"陪伴"}),
    ],
)
def test_choices_narrow_together(market, asked, left):
    assert found(asked) == left


def test_where_takes_whoever_comes_there_or_everywhere(market):
    elsewhere = makers.make_subdistrict(market.town.district, number=2)
    assert found(f"subdistrict={market.street.pk}") == {"助浴到家", "送餐", "陪伴"}
    assert found(f"subdistrict={elsewhere.pk}") == {"助浴到家", "送餐"}


def test_a_count_is_what_would_be_left_with_that_choice(market):
    told = counts("gratis=yes")
    for label, count in told["服务对象"].items():
        code = next(g.pk for g in makers.make_groups("EDM") if g.name_zh == label)
        assert count == len(found(f"gratis=yes&group={code}")), label
    assert sum(told["服务对象"].values()) == 2


def test_what_was_taken_leads_back_to_the_list_without_it(market):
    assert facets().taken == []
    taken = facets("group=E&gratis=yes").taken
    assert [choice.label for choice in taken] == ["困难老人", "免费"]
    assert found(taken[0].url.removeprefix("?")) == found("gratis=yes")
    assert found(taken[1].url.removeprefix("?")) == found("group=E")


def test_a_full_service_has_no_free_place(market):
    market.bath.places = 0
    market.bath.save(update_fields=["places"])
    assert found("free=yes") == {"送餐", "陪伴"}


@pytest.mark.parametrize("value", [*KEPT.values(), UNSTORABLE["nul"], "9" * 5000, "", "e"])
@pytest.mark.parametrize("name", ["group", "level", "subdistrict", "free", "unknown"])
def test_what_nobody_knows_narrows_nothing(market, name, value):
    asked = QueryDict(mutable=True)
    asked[name] = value
    assert len(Facets(members_of(services_on_shelf()), asked).found) == 3


def test_a_choice_keeps_the_others_and_goes_back_to_the_first_page(market):
    (chosen,) = [
        choice
        for facet in facets("gratis=yes&page=3&next=//evil")
        for choice in facet.choices
        if choice.chosen
    ]
    assert chosen.url == "?"
    urls = {c.url for facet in facets("gratis=yes&page=3") for c in facet.choices if not c.chosen}
    assert all("gratis=yes" in url and "page" not in url for url in urls)
