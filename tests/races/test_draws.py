"""Two batches draw from the same evaluators at once: nobody is given more open seats than they have places."""

import pytest
from django.db.models import Count

from marketplace.panels import actions
from marketplace.panels.actions import drawing
from marketplace.panels.choices import EvaluatorKind, Purpose
from marketplace.panels.models import Evaluator, Panel
from marketplace.projects.models import ProjectBatch
from tests import makers
from tests.makers import NOW
from tests.panels.makers import make_batch, make_evaluator, make_tender
from tests.races.guards import meet_before, told
from tests.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


@pytest.fixture
def batches() -> list[ProjectBatch]:
    """Of one district and year, with a tender each, and people for one panel who take one seat each."""
    both = [make_batch(), make_batch(position=2)]
    for batch in both:
        make_tender(batch=batch)
    for kind in (EvaluatorKind.EXPERT, EvaluatorKind.EXPERT, EvaluatorKind.PURCHASER):
        make_evaluator(kind, places=1)
    return both


def drawn_at_once(batches):
    officer = makers.make_staff("bureau_officer", batches[0].district)

    def draw(batch: ProjectBatch):
        mine = ProjectBatch.objects.get(pk=batch.pk)
        return actions.draw_panels(mine, purpose=Purpose.TENDER, by=makers.fresh(officer), at=NOW)

    return told(race([lambda batch=batch: draw(batch) for batch in batches]))


def most_seats() -> int:
    return max(each.held for each in Evaluator.objects.annotate(held=Count("seats")))


def test_whoever_draws_second_finds_nobody_left(batches):
    assert drawn_at_once(batches) == {"done": 1, "nobody_left": 1}
    assert (Panel.objects.count(), most_seats()) == (1, 1)


def test_without_the_queue_somebody_would_sit_on_both(batches, monkeypatch):
    monkeypatch.setattr(drawing, "hold_pool", lambda district, on: None)
    meet_before(monkeypatch, drawing.engine, "draw", 2)
    assert drawn_at_once(batches) == {"done": 2}
    assert most_seats() == 2
