"""Who reaches the 95 % line, who is under half, and the switch of the label."""

import pytest

from marketplace.desks.bureau.bans import quality
from marketplace.satisfaction.rules import Tally
from tests import makers
from tests.desks.bureau.conftest import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(monkeypatch):
    """Four organizations: 19 of 20, 94 of 100, 1 of 2, and 4 of 9 which are too few to say."""
    tallies = [Tally(19, 20), Tally(94, 100), Tally(4, 10), Tally(0, 9)]
    found = [makers.make_organization() for _ in tallies]
    told = {one.pk: tally for one, tally in zip(found, tallies, strict=True)}
    monkeypatch.setattr(quality, "tally_of_organizations", lambda since: told)
    return found


def test_exactly_95_of_a_hundred_is_enough_and_few_answers_are_not(first, heard):
    page = first.get("/bans/quality/")
    assert [row.organization for row in page.context["best"]] == [heard[0]]
    assert [row.organization for row in page.context["worst"]] == [heard[2]]


def test_the_label_is_given_and_taken_away_once_however_often_it_is_sent(first, heard):
    for wanted, held in (("yes", True), ("yes", True), ("no", False)):
        first.post(f"/bans/quality/{heard[0].pk}/", {"is_quality": wanted})
        heard[0].refresh_from_db()
        assert heard[0].is_quality is held


def test_who_carries_the_label_below_the_line_is_shown(first, heard):
    first.post(f"/bans/quality/{heard[1].pk}/", {"is_quality": "yes"})
    page = first.get("/bans/quality/")
    assert [row.organization for row in page.context["labelled"]] == [heard[1]]
    assert "Carry the label, below that line or heard too seldom" in text(page)


def test_an_organization_nobody_knows_is_not_found(first):
    assert first.post(f"/bans/quality/{2**70}/").status_code == 404
