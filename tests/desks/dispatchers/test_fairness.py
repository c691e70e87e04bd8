"""The ledger of who is asked how often, as the dispatch centre and the bureau read it."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.dispatch.keys import service_key
from tests.desks.dispatchers.conftest import order_of, text


def keys(page):
    return [one.key for one, _name, _kind in page.context["rows"]]


def test_whoever_is_asked_most_stands_first_and_the_forgotten_are_marked(desk, scene):
    scene.service(), scene.service()
    offer = scene.offered(order_of(scene))
    page = desk.get("/fairness/")
    assert keys(page)[0] == service_key(offer.service_id)
    assert "1 was never asked." in text(page)
    assert text(page).count("Never asked") == 2
    assert "Gini index 0.50" in text(page)


def test_it_can_be_sorted_and_narrowed_by_plain_links(desk, scene):
    scene.service(), scene.service()
    offer = scene.offered(order_of(scene))
    asked = service_key(offer.service_id)
    assert keys(desk.get("/fairness/", {"sort": "possible"}))[-1] == asked
    assert asked not in keys(desk.get("/fairness/", {"never": "1"}))
    assert keys(desk.get("/fairness/", {"kind": "volunteer"})) == []
    assert 'href="?sort=carries"' in text(desk.get("/fairness/"))


def test_an_address_that_nobody_wrote_shows_everything(desk, scene):
    scene.service()
    asked = {"sort": "__class__", "kind": "<b>", "days": "x", "page": "-1"}
    page = desk.get("/fairness/", asked)
    assert (page.status_code, len(keys(page))) == (200, 1)


def test_nobody_at_all_is_said(desk, scene):
    assert "Nobody to show" in text(desk.get("/fairness/"))


def test_it_is_paged_and_costs_the_same_for_one_and_for_forty(desk, scene):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            page = desk.get("/fairness/")
        return len(queries), len(keys(page))

    scene.service(), cost()
    one, _ = cost()
    for _ in range(40):
        scene.service()
    assert cost() == (one, 25)
