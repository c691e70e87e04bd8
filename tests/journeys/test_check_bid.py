"""The bureau checks what was opened; with the last bid the panel begins to score."""

from datetime import date

import pytest

from marketplace.accounts.choices import Role
from marketplace.bids.choices import BidState
from marketplace.journeys.check_bid import check_bid
from marketplace.kernel.errors import Malformed, NotAllowed
from marketplace.panels.choices import PanelState, SeatState
from marketplace.projects.choices import ProjectState
from marketplace.projects.models import Rulebook
from tests import makers
from tests.makers import NOW
from tests.panels.makers import make_bid, make_panel, make_project, under_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return makers.make_staff(Role.BUREAU_OFFICER, makers.make_district())


@pytest.fixture
def bids():
    project = make_project()
    first, second = make_bid(project), make_bid(project)
    under_review(project, unchecked=True)
    return first, second


@pytest.mark.parametrize(
    ("seats", "then"),
    [(SeatState.ACCEPTED, PanelState.SCORING), (SeatState.INVITED, PanelState.DRAWN)],
)
def test_scoring_begins_with_the_last_bid_that_is_checked_if_all_have_accepted(
    officer, bids, seats, then
):
    first, second = bids
    panel = make_panel(first.project, seats=SeatState.ACCEPTED if seats != "invited" else "")
    check_bid(first, admit=True, by=officer, at=NOW)
    panel.refresh_from_db()
    assert panel.state == PanelState.DRAWN
    check_bid(second, admit=False, reason="缺少资质", by=officer, at=NOW)
    panel.refresh_from_db()
    assert panel.state == then
    assert (first.state, second.state) == (BidState.ELIGIBLE, BidState.INELIGIBLE)


@pytest.mark.parametrize(("wanted", "fails"), [(2, True), (1, False)])
def test_with_fewer_left_than_the_rules_want_the_tender_fails_and_nobody_scores(
    officer, wanted, fails
):
    book = Rulebook.objects.create(from_on=date(2026, 1, 2), basis="测试", fewest_bids=wanted)
    project = make_project(rulebook=book)
    first, second = make_bid(project), make_bid(project)
    panel = make_panel(under_review(project, unchecked=True), seats=SeatState.INVITED)
    check_bid(first, admit=True, by=officer, at=NOW)
    check_bid(second, admit=False, reason="缺少资质", by=officer, at=NOW)
    panel.refresh_from_db()
    project.refresh_from_db()
    assert (project.state, panel.state) == (
        (ProjectState.FAILED_TENDER, PanelState.DISSOLVED)
        if fails
        else (ProjectState.UNDER_REVIEW, PanelState.DRAWN)
    )


def test_a_bid_is_checked_without_a_panel_too(officer, bids):
    assert check_bid(bids[0], admit=True, by=officer, at=NOW).state == BidState.ELIGIBLE


def test_an_exclusion_needs_a_reason_and_the_bureau(officer, bids):
    with pytest.raises(Malformed):
        check_bid(bids[0], admit=False, by=officer, at=NOW)
    with pytest.raises(NotAllowed):
        check_bid(bids[0], admit=True, by=makers.make_user(), at=NOW)
