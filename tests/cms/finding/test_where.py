"""Where there is room, and where help is short: of services alone, never of people."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.shelf.reach import room_of
from marketplace.look.figures import shade
from marketplace.organizations.models import Service
from marketplace.organizations.queries import services_on_shelf
from tests import makers

pytestmark = pytest.mark.django_db


def text(page) -> str:
    return " ".join(page.content.decode().split())


def test_a_place_counts_where_its_service_comes_to(market):
    room = room_of(services_on_shelf().filter(subcategory="C1"))
    others = market.street.district.subdistricts.exclude(pk=market.street.pk)
    assert set(room.short) == {other.name for other in others}


def test_subdistricts_with_about_as_much_room_share_a_shade(market):
    """A few more places on top of a hundred are no shortage elsewhere."""
    market.service("大屋", "Large", "A3", places=120)
    market.service("小屋", "Small", "A3", places=3, subdistricts=[market.street])
    room = room_of(services_on_shelf().filter(subcategory="A3"))
    assert {shade(places, room.breaks) for places in (123, 126)} == {"5"}
    assert room.breaks == [50, 100, 150]


def test_what_offers_hold_is_no_room(market):
    Service.objects.filter(pk=market.bath.pk).update(places=0)
    room = room_of(services_on_shelf().filter(subcategory="A3"))
    assert market.street.name in room.short


def test_the_page_tells_it_by_kind_in_both_languages(client, market):
    page = client.get("/where/?kind=A3")
    assert page.context["room"].short == []
    assert "各街道均有空余名额" in text(page)
    page = client.get("/en/where/?kind=C1")
    assert "No room at the moment" in text(page)
    assert page.context["kind"].pk == "C1"


@pytest.mark.parametrize("kind", ["", "ZZ", "A3\x00", "x" * 500])
def test_a_kind_that_is_none_shows_all(client, market, kind):
    page = client.get("/where/", {"kind": kind})
    assert (page.status_code, page.context["kind"]) == (200, None)


def test_what_nobody_offers_says_so(client, market):
    makers.make_subcategory("G2")
    page = client.get("/en/where/?kind=G2")
    assert page.context["room"] is None
    assert "Nobody offers this yet" in text(page)


def test_shelves_of_several_districts_have_no_map(market):
    other = makers.make_community(makers.make_subdistrict(district=makers.make_district("320114")))
    market.service("远处的服务", "Far", "A3", groups="E")
    makers.make_service(makers.make_organization(community=other), subcategory="A3")
    assert room_of(services_on_shelf().filter(subcategory="A3")) is None


def test_it_asks_as_much_for_many_services_as_for_one(client, market):
    asked = []
    for number in range(2):
        client.get("/where/?kind=A3")
        with CaptureQueriesContext(connection) as caught:
            client.get("/where/?kind=A3")
        asked.append(len(caught))
        for more in range(3):
            market.service(f"助浴{number}{more}", "Bath", "A3", groups="E")
    assert asked[0] == asked[1]
    assert asked[0] <= 12


def test_its_language_is_that_of_its_address_whatever_a_browser_would_rather_have(client, market):
    for address, words in (("/where/", "哪里有名额"), ("/en/where/", "Where there is room")):
        for wish in ("en", "zh-hans"):
            page = client.get(address, headers={"accept-language": wish})
            assert words in text(page), (address, wish)
