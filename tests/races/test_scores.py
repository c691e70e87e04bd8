"""Fifty windows of one evaluator: a cell holds one score, and a signature is under what is kept."""

from contextlib import suppress
from decimal import Decimal

import pytest

from marketplace.bids.models import Bid
from marketplace.journal import changing
from marketplace.kernel.errors import RuleBroken
from marketplace.panels import actions
from marketplace.panels.actions import Scored, scoring
from marketplace.panels.choices import PanelState, SeatState
from marketplace.panels.models import Score, Seat
from marketplace.panels.rules.scoring import sheet_digest
from tests.makers import NOW
from tests.panels.makers import make_panel, make_tender
from tests.races.guards import drop_trigger, execute, fifty, meet_before, told
from tests.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


@pytest.fixture
def seat() -> Seat:
    panel = make_panel(make_tender(), PanelState.SCORING)
    return panel.seats.select_related("evaluator__user").first()


def type_into(seat: Seat, points: int) -> None:
    mine = Seat.objects.select_related("evaluator__user").get(pk=seat.pk)
    project = seat.panel.project
    cell = Bid.objects.filter(project=project).first().pk, project.criteria.first().pk
    actions.save_scores(mine, [Scored(*cell, str(points))], by=mine.evaluator.user, at=NOW)


def test_fifty_scores_for_one_cell_at_once_leave_one_of_them(seat):
    results = race(fifty(lambda number: type_into(seat, number)))
    assert told(results) == {"done": 50}
    assert Score.objects.get().points in {Decimal(number) for number in range(50)}


def test_without_the_queue_and_the_constraint_a_cell_would_hold_many(seat, monkeypatch):
    execute("ALTER TABLE panels_score DROP CONSTRAINT panels_one_score_a_cell")
    monkeypatch.setattr(scoring, "lock_seat", lambda seat: None)
    meet_before(monkeypatch, scoring, "_keep", 50)
    # Whoever comes late finds two where one should be, and does not know which to write over.
    race(fifty(lambda number: type_into(seat, number)))
    assert Score.objects.count() > 1


def fill_in(seat: Seat) -> None:
    sheet = actions.save_scores(seat, [], by=seat.evaluator.user, at=NOW)
    scored = [
        Scored(cell.bid.pk, cell.criterion.pk, str(cell.criterion.weight)) for cell in sheet.cells
    ]
    actions.save_scores(seat, scored, by=seat.evaluator.user, at=NOW)


def sign_or_type(seat: Seat, number: int) -> None:
    if number % 10:
        type_into(seat, 50 + number % 10)
    else:
        mine = Seat.objects.select_related("evaluator__user").get(pk=seat.pk)
        actions.sign_scores(mine, by=mine.evaluator.user, at=NOW)


def kept_digest() -> str:
    return sheet_digest(
        (str(score.bid_id), score.criterion_id, score.points, score.comment)
        for score in Score.objects.all()
    )


def test_what_was_signed_is_what_is_kept(seat):
    fill_in(seat)
    results = told(race(fifty(lambda number: sign_or_type(seat, number))))
    seat.refresh_from_db()
    assert seat.state == SeatState.SIGNED
    assert set(results) <= {"done", "signed", "wrong_step"}
    assert seat.digest == kept_digest()


def test_without_the_guards_a_sheet_would_change_under_its_signature(seat, monkeypatch):
    """The writer has looked before the signature, and writes after it."""
    fill_in(seat)
    late = Seat.objects.select_related("evaluator__user", "panel__project__rulebook").get(
        pk=seat.pk
    )
    drop_trigger("panels_score_update")
    monkeypatch.setattr(changing, "lock", lambda thing, *related: None)
    actions.sign_scores(seat, by=seat.evaluator.user, at=NOW)
    monkeypatch.setattr(scoring, "lock_seat", lambda seat: None)
    with suppress(RuleBroken):
        actions.save_scores(
            late,
            [Scored(*_cell(late), "51")],
            by=late.evaluator.user,
            at=NOW,
        )
    assert Seat.objects.get(pk=seat.pk).digest != kept_digest()


def _cell(seat: Seat) -> tuple:
    project = seat.panel.project
    return Bid.objects.filter(project=project).first().pk, project.criteria.first().pk
