"""What came of a tender is public when it is publicized, an evaluation when it is signed, and nothing before."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.keeping import store
from marketplace.evaluations.models import Evaluation
from tests.contracts.makers import Tendered, at_the_clock, day
from tests.desks.tenders.test_pages import read
from tests.evaluations.makers import BEGUN, Delivered
from tests.stopping import stop_the_clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    return stop_the_clock(monkeypatch, day(1))


def page_of(project) -> str:
    return read(f"/tenders/{project.number}/")


def test_who_was_chosen_is_told_when_it_is_public_and_not_before():
    tendered = Tendered()
    tendered.approved()
    name, loser = tendered.organization.name_zh, tendered.second_bid.organization.name_zh
    assert name not in page_of(tendered.project)
    assert name not in read("/tenders/?shelf=review")
    tendered = Tendered()
    tendered.publicized()
    name, loser = tendered.organization.name_zh, tendered.second_bid.organization.name_zh
    page = page_of(tendered.project)
    for told in (name, tendered.organization.uscc, "中标", "专家"):
        assert told in page
    assert loser not in page
    assert name in read("/tenders/?shelf=results")


def test_the_contract_is_told_once_both_have_signed():
    tendered = Tendered()
    contract = tendered.offered()
    assert contract.number not in page_of(tendered.project)
    tendered = Tendered()
    contract = tendered.signed()
    assert contract.number in page_of(tendered.project)


def test_an_evaluation_is_told_when_it_is_final_with_its_interval(clock):
    delivered = Delivered(people=12)
    evaluation = delivered.announced([5] * 7 + [1] * 5)
    clock.at = at_the_clock(BEGUN)
    assert "生效时间" not in page_of(delivered.project)
    delivered = Delivered(people=12)
    evaluation = delivered.finished([5] * 7 + [1] * 5)
    page = page_of(delivered.project)
    for told in (str(evaluation.score), "58.3%", "12", "合格"):
        assert told in page


def test_how_content_a_handful_is_stays_with_them():
    delivered = Delivered(people=4)
    delivered.finished([5, 5, 5, 1])
    page = page_of(delivered.project)
    assert "75%" not in page
    assert "作答人数太少" in page
    assert Evaluation.objects.filter(valid=4).exists()


def test_a_list_of_results_asks_as_much_for_many_as_for_one():
    asked = []
    for _ in range(2):
        Tendered().publicized()
        store.clear()
        with CaptureQueriesContext(connection) as caught:
            read("/tenders/?shelf=results")
        asked.append(len(caught))
        Tendered().publicized()
    assert asked[0] == asked[1]
    assert asked[0] <= 12
