"""What is left for an evaluator, the answer to being asked, and what ties them."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace.bids.models import Bid
from marketplace.panels.choices import PanelState, Purpose, SeatState, Tie
from marketplace.panels.models import Declaration, Seat
from tests import makers
from tests.desks.evaluators.conftest import text
from tests.makers import TODAY
from tests.panels.makers import make_evaluator, make_firm, make_panel, make_pool, make_tender

pytestmark = pytest.mark.django_db


@pytest.fixture
def seat() -> Seat:
    panel = make_panel(make_tender())
    return panel.seats.select_related("evaluator__user").first()


def bidder(seat: Seat):
    return Bid.objects.filter(project=seat.panel.project).first().organization


def test_what_is_left_comes_with_its_clock_and_its_next_step(as_user):
    members = make_pool(2, 1)
    asked = make_panel(make_tender(), members=members)
    scoring = make_panel(make_tender(), PanelState.SCORING, members=members)
    page = as_user(members[0].user).get("/evaluator/")
    rows = {row.seat.panel: (row.next_label, row.due_at) for row in page.context["waiting"]}
    mine = asked.seats.get(evaluator=members[0])
    assert rows == {
        asked: ("Answer", mine.answer_by),
        scoring: ("Score", scoring.score_by),
    }
    assert "0 of 6 cells filled" in text(page)


def test_what_waits_for_others_and_what_is_over_stand_apart(as_user):
    members = make_pool(2, 1)
    waiting = make_panel(make_tender(), members=members, seats=SeatState.ACCEPTED)
    evaluating = make_panel(
        make_tender(), PanelState.SCORING, members=members, purpose=Purpose.FINAL
    )
    given_up = make_panel(make_tender(), members=members)
    given_up.seats.filter(evaluator=members[0]).update(
        state=SeatState.RECUSED, answered_at=makers.NOW, recused_for="测试"
    )
    page = as_user(members[0].user).get("/evaluator/")
    assert [row.seat.panel for row in page.context["going"]] == [waiting, evaluating]
    assert [row.seat.panel for row in page.context["over"]] == [given_up]
    assert page.context["waiting"] == []


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_desk_asks_the_database_as_often_for_many_panels_as_for_one(as_user, language):
    members = make_pool(2, 1)
    browser = as_user(members[0].user, language)
    make_panel(make_tender(bids=1), members=members)
    counted = _queries(browser)
    for _ in range(4):
        make_panel(make_tender(bids=1), PanelState.SCORING, members=members)
    assert _queries(browser) == counted


def _queries(browser) -> int:
    cache.clear()
    browser.get("/evaluator/")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert browser.get("/evaluator/").status_code == 200
    return len(asked)


def test_whoever_is_not_on_the_list_is_told_what_happens_next(as_user):
    somebody = makers.make_staff("evaluator", makers.make_district())
    assert "not on the list of evaluators yet" in text(as_user(somebody).get("/evaluator/"))
    assert as_user(somebody).get("/evaluator/ties/").status_code == 404


def test_to_take_a_seat_one_confirms_that_nothing_ties_one(as_user, seat):
    browser = as_user(seat.evaluator.user)
    url = f"/evaluator/seats/{seat.pk}/"
    page = browser.get(url)
    assert bidder(seat).name in text(page)
    assert browser.post(url, {}).status_code == 422
    assert browser.post(url, {"declared": "on"}).status_code == 302
    seat.refresh_from_db()
    assert seat.state == SeatState.ACCEPTED


def test_whoever_turns_out_to_be_partial_is_told_why_and_to_recuse_themselves(as_user, seat):
    Declaration.objects.create(
        evaluator=seat.evaluator,
        organization=bidder(seat),
        tie=Tie.KINSHIP,
        declared_at=makers.NOW,
        declared_by=seat.evaluator.user,
    )
    page = as_user(seat.evaluator.user).post(f"/evaluator/seats/{seat.pk}/", {"declared": "on"})
    assert page.status_code == 409
    assert "Related to somebody at a bidder" in text(page)


def test_to_recuse_oneself_takes_a_reason_and_says_to_whom_one_is_tied(as_user, seat):
    browser, url = as_user(seat.evaluator.user), f"/evaluator/seats/{seat.pk}/recuse/"
    firm = bidder(seat)
    assert browser.post(url, {"reason": ""}).status_code == 422
    told = {"reason": "亲属", "organization": firm.pk}
    assert browser.post(url, told).status_code == 422
    assert browser.post(url, told | {"organization": make_firm().pk}).status_code == 422
    assert browser.post(url, told | {"tie": Tie.KINSHIP}).status_code == 302
    seat.refresh_from_db()
    assert seat.state == SeatState.RECUSED
    assert seat.evaluator.declarations.get().organization == firm


@pytest.mark.parametrize("page", ["", "sheet/", "sign/", "result/"])
def test_a_seat_of_somebody_else_is_none(as_user, seat, page):
    other = seat.panel.seats.exclude(pk=seat.pk).first().evaluator.user
    for user in (other, make_evaluator().user):
        assert as_user(user).get(f"/evaluator/seats/{seat.pk}/{page}").status_code == 404
    assert as_user(other).get(f"/evaluator/seats/{2**70}/{page}").status_code == 404


def test_ties_are_declared_once_and_end_on_a_day_that_has_come(as_user):
    me, firm = make_evaluator(), make_firm()
    browser = as_user(me.user)
    told = {"organization": firm.pk, "tie": Tie.OTHER, "until_on": "", "note": ""}
    assert browser.post("/evaluator/ties/", told).status_code == 422
    assert browser.post("/evaluator/ties/", told | {"tie": Tie.PARTNER}).status_code == 302
    (declared,) = me.declarations.all()
    end = f"/evaluator/ties/{declared.pk}/end/"
    for day in ("", "2026-02-30", TODAY + timedelta(days=1)):
        browser.post(end, {"until_on": day})
        declared.refresh_from_db()
        assert declared.until_on is None
    browser.post(end, {"until_on": TODAY})
    declared.refresh_from_db()
    assert declared.until_on == TODAY
    assert as_user(make_evaluator().user).post(end, {"until_on": TODAY}).status_code == 404
