"""The bureau draws, watches, replays and dissolves; and keeps the list that is drawn from."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.accounts.choices import Role
from marketplace.bids.models import Bid
from marketplace.panels.choices import EvaluatorKind, PanelState, Purpose, SeatState
from marketplace.panels.models import Draw, Evaluator, Panel, Seat
from tests import makers
from tests.desks.bureau.conftest import text
from tests.makers import later
from tests.panels.makers import make_evaluator, make_firm, make_panel, make_pool, make_tender
from tests.stopping import stop_the_clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return makers.make_staff(Role.BUREAU_OFFICER, makers.make_district())


@pytest.fixture
def desk(as_user, officer):
    return as_user(officer)


@pytest.fixture(autouse=True)
def desk_time(monkeypatch):
    stop_the_clock(monkeypatch, makers.NOW)


def draw(desk, project, purpose=Purpose.TENDER):
    return desk.post(f"/panels/draw/{project.batch_id}/{purpose}/", follow=True)


def test_before_the_draw_one_reads_how_many_there_are_and_why_not_and_never_who(desk):
    project = make_tender()
    make_evaluator(organization=Bid.objects.filter(project=project).first().organization)
    pool = make_pool(2, 1)
    page = desk.get("/panels/")
    assert "2 wanted, 3 on the list, 2 free" in text(page)
    assert "1 × Works for a bidder" in text(page)
    assert not any(str(each.user) in text(page) for each in pool)


def test_everything_that_waits_is_drawn_with_one_button(desk):
    first, second = make_tender(), make_tender()
    make_pool(4, 2)
    page = draw(desk, first)
    assert set(Panel.objects.values_list("project", flat=True)) == {first.pk, second.pk}
    assert Draw.objects.count() == 1
    assert len(page.context["rows"]) == 2


def test_a_draw_that_cannot_be_filled_says_why(desk):
    page = draw(desk, make_tender())
    assert "2 experts are wanted. 0 are on the list." in text(page)
    assert not Panel.objects.exists()


@pytest.mark.parametrize("purpose", ["nonsense", "midterm"])
def test_what_waits_for_nothing_is_not_drawn(desk, purpose):
    assert draw(desk, make_tender(), purpose).status_code == 200
    assert not Panel.objects.exists()


def test_a_batch_of_another_district_is_none(as_user):
    project = make_tender()
    elsewhere = makers.make_staff(Role.BUREAU_OFFICER, makers.make_district("320114"))
    make_pool(2, 1)
    panel = make_panel(project)
    browser = as_user(elsewhere)
    assert browser.post(f"/panels/draw/{project.batch_id}/tender/").status_code == 404
    for url in (f"/panels/{panel.pk}/", f"/panels/{2**70}/", f"/evaluators/{make_evaluator().pk}/"):
        assert browser.get(url).status_code == 404
    for step in ("fill", "begin", "dissolve", "excuse/1"):
        assert browser.post(f"/panels/{panel.pk}/{step}/").status_code == 404


def test_a_draw_is_made_again_before_ones_eyes(desk):
    make_pool(5, 2)
    draw(desk, make_tender())
    panel = Panel.objects.get()
    assert "The same people again" not in text(desk.get(f"/panels/{panel.pk}/"))
    assert "The same people again" in text(desk.get(f"/panels/{panel.pk}/?replay=1"))


def test_a_draw_that_was_altered_is_told_as_such(desk):
    panel = make_panel(make_tender())
    page = desk.get(f"/panels/{panel.pk}/?replay=1")
    assert "Something differs" in text(page)


def test_a_panel_shows_its_members_and_what_has_come_up_against_them(desk):
    project = make_tender()
    panel = make_panel(project)
    seat = panel.seats.first()
    bidder = Bid.objects.filter(project=project).first().organization
    Evaluator.objects.filter(pk=seat.evaluator_id).update(organization=bidder)
    page = desk.get(f"/panels/{panel.pk}/")
    assert str(seat.evaluator) in text(page)
    assert "Works for a bidder, or did lately" in text(page)


def test_whoever_lets_their_time_pass_can_be_gone_on_without(desk, as_user, officer, monkeypatch):
    make_pool(3, 1)
    draw(desk, make_tender())
    seat = Seat.objects.filter(role=EvaluatorKind.EXPERT).first()
    url = f"/panels/{seat.panel_id}/excuse/{seat.pk}/"
    assert desk.post(url, {"reason": "未答复"}).status_code == 409
    stop_the_clock(monkeypatch, later(days=5))
    desk = as_user(officer)
    assert "Go on without them" in text(desk.get(f"/panels/{seat.panel_id}/"))
    assert desk.post(url, {"reason": ""}).status_code == 422
    assert desk.post(url, {"reason": "未答复"}).status_code == 302
    seat.refresh_from_db()
    assert seat.replaced_by is not None


def test_a_free_seat_is_drawn_once_somebody_is_found(desk):
    panel = make_panel(make_tender(), members=make_pool(2, 1))
    seat = panel.seats.filter(role=EvaluatorKind.EXPERT).first()
    Seat.objects.filter(pk=seat.pk).update(
        state=SeatState.RECUSED, answered_at=makers.NOW, recused_for="测试"
    )
    assert "A seat is free" in text(desk.get(f"/panels/{panel.pk}/"))
    found = make_evaluator()
    desk.post(f"/panels/{panel.pk}/fill/")
    assert panel.seats.filter(evaluator=found, state=SeatState.INVITED).exists()


def test_scoring_begins_by_hand_when_everybody_has_accepted(desk):
    panel = make_panel(make_tender(), seats=SeatState.ACCEPTED)
    assert "Begin scoring now" in text(desk.get(f"/panels/{panel.pk}/"))
    desk.post(f"/panels/{panel.pk}/begin/")
    panel.refresh_from_db()
    assert panel.state == PanelState.SCORING


def test_a_panel_is_dissolved_with_a_reason(desk):
    panel = make_panel(make_tender(), PanelState.SCORING)
    url = f"/panels/{panel.pk}/dissolve/"
    assert desk.post(url, {"reason": " "}).status_code == 422
    assert desk.post(url, {"reason": "一名专家有利害关系"}).status_code == 302
    assert "一名专家有利害关系" in text(desk.get(f"/panels/{panel.pk}/"))


def test_somebody_posted_as_an_evaluator_is_put_on_the_list_and_amended(desk):
    user = makers.make_staff(Role.EVALUATOR, makers.make_district())
    told = {"user": user.pk, "kind": "expert", "employer": "测试大学", "places": 6}
    makers.make_subcategory("A1")
    assert desk.post("/evaluators/", told | {"user": makers.make_user().pk}).status_code == 422
    assert desk.post("/evaluators/", told | {"specialities": ["A1"]}).status_code == 302
    listed = Evaluator.objects.get(user=user)
    firm = make_firm()
    amended = {"employer": firm.name_zh, "organization": firm.pk, "places": 2}
    assert desk.post(f"/evaluators/{listed.pk}/", amended).status_code == 302
    listed.refresh_from_db()
    assert (listed.organization, listed.places, listed.is_active) == (firm, 2, False)
    tie = {"declare": "yes", "tie-organization": make_firm().pk, "tie-tie": "kinship"}
    assert desk.post(f"/evaluators/{listed.pk}/", tie).status_code == 302
    assert listed.declarations.count() == 1


@pytest.mark.parametrize("url", ["/panels/", "/evaluators/"])
def test_lists_ask_the_database_as_often_for_many_as_for_one(desk, url):
    def asked() -> int:
        desk.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(url).status_code == 200
        return len(queries)

    make_panel(make_tender(bids=1))
    make_tender(bids=1)
    before = asked()
    for _ in range(3):
        make_panel(make_tender(bids=1))
        make_tender(bids=1)
    assert asked() == before
