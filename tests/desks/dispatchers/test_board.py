"""What the board shows, what it hides, what it costs, and taking note of an alert."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.accounts.choices import Role
from marketplace.journeys.call_dispatch_centre import call_dispatch_centre
from marketplace.journeys.recall_offer import recall_offer
from marketplace.needs.choices import NeedState
from marketplace.supervision.actions import raise_alert
from marketplace.supervision.models import Alert, AlertKind
from tests import makers
from tests.desks.dispatchers.conftest import DESK_TIME, order_of, text
from tests.makers import NOW, later

URL = "/board/"


@pytest.fixture(autouse=True)
def four_tags(db):
    for code in ("urgent", "safety_net", "needs_care", "monitoring"):
        makers.make_tag(code)


@pytest.fixture
def elsewhere(scene):
    """A community of the other subdistrict, with a resident."""
    return makers.make_community(makers.make_subdistrict(number=2))


def wall(page):
    return page.context["wall"]


def keys(rows):
    return [row.key for row in rows]


def test_orders_nobody_has_wait_with_the_nearest_clock_first(desk, scene):
    calm, late = order_of(scene), order_of(scene, tag="urgent")
    scene.service()
    scene.offered(order_of(scene))
    board = wall(desk.get(URL))
    assert keys(board.waiting) == [f"order-{late.pk}", f"order-{calm.pk}"]
    assert [row.clock["breached"] for row in board.waiting] == [True, False]
    assert board.waiting_count == 2


def test_offers_wait_with_the_clock_of_their_answer(desk, scene):
    service = scene.service()
    slow, quick = scene.offered(order_of(scene)), scene.offered(order_of(scene, tag="urgent"))
    board = wall(desk.get(URL))
    assert keys(board.offers) == [f"offer-{quick.pk}", f"offer-{slow.pk}"]
    assert {row.title for row in board.offers} == {service.organization.name_en}
    assert board.offers[0].clock["due_at"] == later(minutes=40)
    assert board.offers[0].clock["breached"]


def test_each_tag_has_its_card_with_what_is_late(desk, scene):
    order_of(scene)
    order_of(scene, tag="urgent")
    scene.posted()
    cards = wall(desk.get(URL)).cards
    assert [(c.queue.tag and c.queue.tag.code, c.queue.total, c.queue.breached) for c in cards] == [
        (None, 1, 0),
        ("urgent", 1, 1),
        ("safety_net", 0, 0),
        ("needs_care", 1, 0),
        ("monitoring", 0, 0),
    ]


def test_a_card_narrows_the_board_to_its_tag_and_back(desk, scene, elsewhere):
    care, urgent = order_of(scene), order_of(scene, tag="urgent")
    unjudged = makers.make_need(NeedState.SUBMITTED, resident=makers.make_resident(elsewhere))
    page = desk.get(URL, {"tag": "urgent"})
    assert keys(wall(page).waiting) == [f"order-{urgent.pk}"]
    assert [card.queue.total for card in wall(page).cards] == [1, 1, 0, 1, 0]
    (current,) = [card for card in wall(page).cards if card.current]
    assert (current.queue.tag.code, current.url) == ("urgent", "?")
    assert keys(wall(desk.get(URL, {"tag": "needs_care"})).waiting) == [f"order-{care.pk}"]
    assert wall(desk.get(URL, {"tag": "none"})).waiting == []
    marked = [a for a in wall(desk.get(URL, {"tag": "none"})).areas if a["value"]]
    assert [area["name"] for area in marked] == [unjudged.community.name_en]


def test_a_subdistrict_narrows_everything_and_stays_when_a_tag_is_chosen(desk, scene, elsewhere):
    here = order_of(scene)
    page = desk.get(URL, {"subdistrict": elsewhere.subdistrict_id})
    assert wall(page).waiting == []
    assert sum(card.queue.total for card in wall(page).cards) == 0
    assert {card.url.partition("&")[0] for card in wall(page).cards} == {
        f"?subdistrict={elsewhere.subdistrict_id}"
    }
    page = desk.get(URL, {"subdistrict": scene.community.subdistrict_id})
    assert keys(wall(page).waiting) == [f"order-{here.pk}"]


@pytest.mark.parametrize("query", [{"tag": "<script>"}, {"subdistrict": "'"}, {"tag": "\x00" * 40}])
def test_an_address_nobody_wrote_does_no_harm(query, desk, scene):
    order_of(scene)
    page = desk.get(URL, query)
    assert page.status_code == 200
    assert b"<script>" not in page.content.replace(b"<script src", b"")


def test_what_has_run_out_of_providers_says_so(desk, scene):
    order, other = order_of(scene), order_of(scene)
    call_dispatch_centre(order, at=later(minutes=20))
    marks = {row.key: row.mark for row in wall(desk.get(URL)).waiting}
    assert marks == {f"order-{order.pk}": "nobody_left", f"order-{other.pk}": ""}


def test_an_order_that_somebody_was_asked_for_since_has_not_run_out_any_more(desk, scene):
    order = order_of(scene)
    call_dispatch_centre(order, at=later(minutes=20))
    scene.service()
    offer = scene.offered(order, at=later(minutes=25))
    recall_offer(offer, reason="换人", by=scene.dispatcher, at=later(minutes=30))
    assert [row.mark for row in wall(desk.get(URL)).waiting] == [""]


def test_another_district_sees_none_of_it(scene, as_user):
    order_of(scene)
    stranger = makers.make_staff(Role.DISPATCHER, makers.make_district("320102"))
    board = wall(as_user(stranger).get(URL))
    assert (board.waiting, board.offers, board.alerts) == ([], [], [])
    assert {area["value"] for area in board.areas} == {0}
    assert sum(card.queue.total for card in board.cards) == 0
    assert {day for days in board.flow.values() for day in days} == {0}


def test_nothing_on_the_board_says_whose_need_it_is(desk, scene):
    name = "演示·隐名乙"
    resident = makers.make_resident(scene.community, name=name)
    need = scene.ordered(resident=resident).need
    raise_alert(need, kind=AlertKind.ACCEPT, due_at=NOW, at=NOW)
    shown = text(desk.get(URL))
    assert need.number in shown
    leaks = [s for s in (name, "隐名", makers.ADDRESS, *makers.SECRETS.values()) if s in shown]
    assert leaks == []


def test_the_board_costs_twelve_queries_for_one_need_and_for_a_hundred(desk, scene):
    scene.service(places=500)

    def cost() -> int:
        desk.get(URL)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(URL).status_code == 200
        return len(queries)

    def work(times: int) -> None:
        for _ in range(times):
            resident = makers.make_resident(scene.community)
            need = makers.make_need(NeedState.ORDERED, resident=resident)
            need.work_orders.create(number=f"{need.number}-1", opened_at=NOW)
            raise_alert(need, kind=AlertKind.ACCEPT, due_at=NOW, at=NOW)

    work(1)
    scene.offered(order_of(scene))
    one = cost()
    work(99)
    for _ in range(3):
        scene.offered(order_of(scene))
    assert (one, cost()) == (12, 12)
    board = wall(desk.get(URL))
    assert (len(board.waiting), board.waiting_count, board.alerts_count) == (60, 100, 100)


def test_the_board_asks_again_for_what_one_looks_at(desk, scene):
    shown = text(desk.get(URL, {"tag": "urgent"}))
    assert 'hx-get="/board/?tag=urgent"' in shown
    assert 'hx-trigger="every 20s"' in shown


def test_an_empty_board_teaches_the_next_step(desk, scene):
    shown = text(desk.get(URL))
    assert "Every order has somebody" in shown
    assert "Run a round" in shown


# -- alerts ---------------------------------------------------------------------------------------


@pytest.fixture
def alert(scene):
    return raise_alert(order_of(scene).need, kind=AlertKind.ACCEPT, due_at=NOW, at=NOW)


def test_taking_note_puts_the_alert_away_and_the_filter_stays(desk, alert, scene):
    assert wall(desk.get(URL)).alerts == [alert]
    answer = desk.post(f"/board/alerts/{alert.pk}/", {"back": "/board/?tag=urgent"})
    assert (answer.status_code, answer.url) == (302, "/board/?tag=urgent")
    alert.refresh_from_db()
    assert (alert.seen_by, alert.seen_at) == (scene.dispatcher, DESK_TIME)
    assert wall(desk.get(URL)).alerts == []


def test_taking_note_of_what_somebody_has_noted_changes_nothing(desk, alert, district, as_user):
    other = makers.make_staff(Role.DISPATCHER, district)
    as_user(other).post(f"/board/alerts/{alert.pk}/")
    assert desk.post(f"/board/alerts/{alert.pk}/").status_code == 302
    alert.refresh_from_db()
    assert alert.seen_by == other


@pytest.mark.parametrize(
    "back", ["https://evil.example/board/", "//evil.example/board/", "/needs/", ""]
)
def test_the_way_back_leads_to_the_board_only(back, desk, alert):
    assert desk.post(f"/board/alerts/{alert.pk}/", {"back": back}).url == "/board/"


def test_an_alert_of_another_district_is_not_there(alert, as_user):
    stranger = makers.make_staff(Role.DISPATCHER, makers.make_district("320102"))
    assert as_user(stranger).post(f"/board/alerts/{alert.pk}/").status_code == 404
    assert as_user(stranger).post(f"/board/alerts/{10**30}/").status_code == 404
    assert Alert.objects.filter(seen_at=None).count() == 1
