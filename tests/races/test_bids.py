"""Many hands on one bid, one opening, one deadline."""

from time import sleep

import pytest
from django.db import IntegrityError, connection, transaction

from marketplace.bids import actions as bids
from marketplace.bids.actions import submitting
from marketplace.bids.choices import BidState
from marketplace.bids.models import Bid, BidDraft, OpenedBid, Opening
from marketplace.journal import changing
from marketplace.journeys.open_bids import open_bids
from marketplace.kernel.clock import VIEW
from marketplace.kernel.errors import RuleBroken
from marketplace.projects.choices import ProjectState
from tests import makers
from tests.clock import stop_clock
from tests.makers import NOW
from tests.makers_projects import AFTER, DEADLINE, Tendering, a_content, make_bidder, make_bids
from tests.races.guards import drop_index, execute, fifty, meet_before, told
from tests.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

WINDOWS = 20


@pytest.fixture
def tendering():
    with transaction.atomic():
        return Tendering()


@pytest.fixture
def project(tendering):
    with transaction.atomic():
        return tendering.released()


@pytest.fixture
def bidder():
    with transaction.atomic():
        return make_bidder()


def write_and_send(project, organization, manager) -> Bid:
    """The windows share one draft, so each writes it and sends it in one go."""
    with transaction.atomic():
        draft = bids.save_draft(project, organization, a_content(), by=manager, at=NOW)
        return bids.submit_bid(draft, by=manager)


def test_of_twenty_replacements_at_once_one_counts_and_each_has_its_receipt(project, bidder):
    results = race([lambda: write_and_send(project, *bidder)] * WINDOWS)
    assert told(results) == {"done": WINDOWS}
    assert len({bid.receipt for bid in results}) == WINDOWS
    states = list(Bid.objects.values_list("state", flat=True))
    assert sorted(states) == [BidState.REPLACED] * (WINDOWS - 1) + [BidState.SEALED]


def test_without_the_guards_several_bids_of_one_organization_would_count(
    project, bidder, monkeypatch
):
    drop_index("bids_one_that_counts")
    monkeypatch.setattr(changing, "lock", lambda thing, *related: None)
    meet_before(monkeypatch, submitting, "_end_earlier", 5)
    organization, manager = bidder
    draft = bids.save_draft(project, organization, a_content(), by=manager, at=NOW)
    windows = [BidDraft.objects.get(pk=draft.pk) for _ in range(5)]
    race([lambda mine=mine: bids.submit_bid(mine, by=manager) for mine in windows])
    assert Bid.objects.filter(state=BidState.SEALED).count() > 1


# -- the opening ------------------------------------------------------------------------------------


@pytest.fixture
def opening(tendering, project):
    with transaction.atomic():
        make_bids(project)
    stop_clock(AFTER)
    first = makers.fresh(tendering.author)
    return bids.give_first_share(tendering.batch, share=tendering.shares[0].text, by=first)


def second_share(opening, tendering):
    mine = Opening.objects.select_related("batch").get(pk=opening.pk)
    officer = makers.fresh(tendering.second)
    return open_bids(mine, share=tendering.shares[1].text, by=officer)


def test_the_second_share_given_in_ten_windows_opens_once(opening, tendering, project):
    results = race([lambda: second_share(opening, tendering)] * 10)
    assert told(results) == {"done": 1, "opened": 9}
    assert OpenedBid.objects.count() == 3
    project.refresh_from_db()
    assert project.state == ProjectState.UNDER_REVIEW


def test_both_officers_giving_the_second_share_at_once_open_it_once(opening, tendering):
    """The one who gave the first may not give the second as well, however close they come."""

    def first_again():
        mine = Opening.objects.select_related("batch").get(pk=opening.pk)
        return open_bids(mine, share=tendering.shares[0].text, by=makers.fresh(tendering.author))

    results = race([first_again, lambda: second_share(opening, tendering)] * 5)
    assert told(results) == {"done": 1, "opened": 4, "second_officer": 5}
    assert Opening.objects.get().second_by == tendering.second


def test_without_the_lock_only_the_constraints_would_stand_in_the_way(
    opening, tendering, monkeypatch
):
    monkeypatch.setattr(changing, "lock", lambda thing, *related: thing.refresh_from_db())
    meet_before(monkeypatch, bids.opening, "_keys", 2)
    results = race([lambda: second_share(opening, tendering)] * 2)
    assert "opened" not in {getattr(each, "code", "") for each in results}
    assert OpenedBid.objects.count() == 3


# -- the deadline -----------------------------------------------------------------------------------


def run_clock(seconds_before: float) -> None:
    """From here on the database's clock runs, and so far before the deadline it starts."""
    start = f"'{DEADLINE.isoformat()}'::timestamptz - interval '{seconds_before} seconds'"
    execute(f"DROP VIEW {VIEW}")
    execute(
        f"CREATE VIEW {VIEW} AS SELECT {start} + (clock_timestamp() - "
        f"'{_now_of_server()}'::timestamptz) AS moment"
    )


def _now_of_server() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()::text")
        return cursor.fetchone()[0]


def test_fifty_at_the_last_minute_are_received_in_time_or_not_at_all(project):
    with transaction.atomic():
        bidders = [make_bidder() for _ in range(50)]
        drafts = [
            bids.save_draft(project, organization, a_content(), by=manager, at=NOW)
            for organization, manager in bidders
        ]

    def submit(number: int) -> Bid:
        sleep(number * 0.04)
        return bids.submit_bid(drafts[number], by=bidders[number][1])

    run_clock(1)
    results = told(race(fifty(submit)))
    received = list(Bid.objects.values_list("received_at", flat=True))
    assert results["done"] + results["too_late"] == 50
    assert results["done"] == len(received)
    assert results["too_late"] > 0, "the last of them began after the deadline"
    assert all(moment <= DEADLINE for moment in received)


def commit_late(project, bidder) -> None:
    """Write the bid in time, and commit after the deadline."""
    organization, manager = bidder
    draft = bids.save_draft(project, organization, a_content(), by=manager, at=NOW)
    with transaction.atomic():
        bids.submit_bid(draft, by=manager)
        sleep(1.2)


def test_a_bid_written_before_the_deadline_and_committed_after_it_is_refused(project, bidder):
    run_clock(1)
    with pytest.raises(IntegrityError, match="deadline has passed"):
        commit_late(project, bidder)
    assert not Bid.objects.exists()


def test_whoever_crosses_the_deadline_while_sending_reads_that_it_has_passed(
    project, bidder, monkeypatch
):
    organization, manager = bidder
    draft = bids.save_draft(project, organization, a_content(), by=manager, at=NOW)
    genuine = submitting.record
    monkeypatch.setattr(
        submitting, "record", lambda *args, **kwargs: (genuine(*args, **kwargs), sleep(1.2))
    )
    run_clock(1)
    with pytest.raises(RuleBroken, match="too_late"):
        bids.submit_bid(draft, by=manager)
    assert not Bid.objects.exists()


def test_without_the_question_at_the_commit_it_would_be_received_late(project, bidder):
    execute("DROP TRIGGER bids_in_time_at_commit ON bids_bid")
    run_clock(1)
    commit_late(project, bidder)
    assert Bid.objects.exists()
