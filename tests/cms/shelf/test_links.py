"""For whom services are and which subdistricts they name: of many at once, and of nobody else."""

import pytest

from cms.shelf.links import Links, links_of
from tests import makers


def test_each_service_has_its_own_and_nobody_elses(market):
    pks = [market.bath.pk, market.meal.pk, market.talk.pk]
    assert links_of(pks) == {
        market.bath.pk: Links(frozenset("E"), frozenset()),
        market.meal.pk: Links(frozenset("ED"), frozenset()),
        market.talk.pk: Links(frozenset("M"), frozenset([market.street.pk])),
    }


def test_only_of_whom_is_asked(market):
    assert list(links_of([market.talk.pk])) == [market.talk.pk]
    assert links_of([]) == {}


@pytest.mark.parametrize("many", [1, 40])
def test_one_query_however_many(many, market, django_assert_num_queries):
    organization = makers.make_organization(community=market.town.here)
    pks = [makers.make_service(organization, subcategory="A3").pk for _ in range(many)]
    links_of([])
    with django_assert_num_queries(2):
        links_of(pks)
