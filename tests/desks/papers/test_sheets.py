"""Score sheets: one's own once it is signed, everybody's once everybody has signed, and never to a bidder."""

import pytest

from marketplace.bids.models import Bid
from marketplace.panels.choices import PanelState, SeatState
from marketplace.panels.models import Score, Seat
from tests.contracts.makers import Tendered, rank
from tests.desks.papers.reading import pages_of, words_of
from tests.desks.papers.test_letters import browser_of, packed, told_by
from tests.evaluations.makers import BEGUN, Delivered
from tests.makers import NOW
from tests.panels.makers import make_panel
from tests.stopping import stop_the_clock

pytestmark = pytest.mark.django_db


def give(seat: Seat, bids: list[Bid]) -> None:
    """This member alone has signed."""
    Score.objects.bulk_create(
        Score(seat=seat, bid=bid, criterion=each, points=each.weight, comment="说明", saved_at=NOW)
        for bid in bids
        for each in seat.panel.project.criteria.all()
    )
    signed = {"state": SeatState.SIGNED, "signed_at": NOW, "digest": "a7" * 32}
    Seat.objects.filter(pk=seat.pk).update(**signed)


def test_the_bureau_takes_every_sheet_with_the_ranking_and_who_signed(monkeypatch):
    tendered = Tendered(is_ranked=False)
    panel = rank(tendered.project, [tendered.first, tendered.second_bid, tendered.third])
    stop_the_clock(monkeypatch, NOW)
    bureau = browser_of(tendered.officer)
    answer = bureau.get(f"/panels/{panel.pk}/scores/")
    told = words_of(answer.content)
    seats = list(panel.seats.filter(state=SeatState.SIGNED).select_related("evaluator__user"))
    for seat in seats:
        assert packed(f"Score sheet of {seat.evaluator}") in told
        assert seat.digest in told
    for bid in (tendered.first, tendered.second_bid, tendered.third):
        assert packed(bid.organization.name) in told
    assert len(pages_of(answer.content)) == len(seats) + 2
    first, second = seats[:2]
    own = told_by(bureau, f"/panels/{panel.pk}/scores/{first.pk}/")
    assert f"P{panel.pk}-{first.pk}" in own
    assert f"P{panel.pk}-{second.pk}" not in own
    assert bureau.get(f"/panels/{panel.pk}/scores/{10**12}/").status_code == 404


def test_a_member_takes_what_they_signed_and_the_rest_when_all_have(monkeypatch):
    stop_the_clock(monkeypatch, NOW)
    tendered = Tendered(is_ranked=False)
    panel = make_panel(tendered.project, PanelState.SCORING)
    officer = tendered.officer
    first, second = panel.seats.select_related("evaluator__user")[:2]
    give(first, [tendered.first, tendered.second_bid, tendered.third])
    mine = browser_of(first.evaluator.user)
    assert "a7" * 32 in told_by(mine, f"/evaluator/seats/{first.pk}/scores/own/")
    for browser, url in (
        (mine, f"/evaluator/seats/{first.pk}/scores/"),
        (mine, f"/evaluator/seats/{second.pk}/scores/own/"),
        (browser_of(second.evaluator.user), f"/evaluator/seats/{second.pk}/scores/own/"),
        (browser_of(officer), f"/panels/{panel.pk}/scores/"),
        (browser_of(officer), f"/panels/{panel.pk}/scores/{first.pk}/"),
    ):
        assert browser.get(url).status_code == 404, url


def test_sheets_of_an_evaluation_open_when_all_are_signed(monkeypatch):
    delivered = Delivered(people=2)
    evaluation = delivered.scored([5, 5])
    stop_the_clock(monkeypatch, BEGUN)
    bureau = browser_of(delivered.officer)
    told = told_by(bureau, f"/evaluations/{evaluation.pk}/scores/")
    sheets = list(evaluation.sheets.select_related("seat__evaluator__user"))
    assert told.count(packed(str(sheets[0].seat.evaluator))) >= len(sheets)
    one, other = (
        told_by(bureau, f"/evaluations/{evaluation.pk}/scores/{sheet.pk}/") for sheet in sheets[:2]
    )
    assert one != other
    url = f"/evaluator/evaluations/{evaluation.pk}/scores/"
    assert told_by(browser_of(sheets[0].seat.evaluator.user), url) == one
    assert (
        browser_of(delivered.manager).get(f"/evaluations/{evaluation.pk}/scores/").status_code
        == 403
    )
