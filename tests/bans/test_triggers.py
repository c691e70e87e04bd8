"""A ban is held by the database: by its day in Shanghai, at every door."""

from datetime import datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from marketplace.bans.choices import BanState
from marketplace.bans.models import Ban, BanPolicy
from marketplace.bids.models import Bid, Partner
from marketplace.workdays.rules import SHANGHAI
from tests.bans.makers import FROM_ON, make_ban
from tests.clock import stop_clock
from tests.makers import NOW
from tests.makers_projects import Tendering, make_bid, make_bidder
from tests.panels.makers import agree

pytestmark = pytest.mark.django_db
A_WEEK = timedelta(days=7)


def midnight(day) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


@pytest.fixture
def bid():
    """A bid as it may be written again, by another organization, in SQL."""
    return make_bid(Tendering().released(), *make_bidder())


def insert_for(organization, bid) -> None:
    again = Bid(
        project=bid.project,
        organization=organization,
        sealed=b"x",
        digest="d" * 64,
        receipt=f"R{organization.pk}",
        received_at=NOW,
        received_from=bid.received_from,
    )
    with transaction.atomic():
        again.save(force_insert=True)


@pytest.mark.parametrize(
    ("moment", "may_bid"),
    [
        (midnight(FROM_ON), False),
        (midnight(FROM_ON + A_WEEK) - timedelta(microseconds=1), False),
        (midnight(FROM_ON + A_WEEK), True),
    ],
    ids=["the first day", "the last microsecond", "the day after"],
)
def test_a_bid_by_sql_fails_while_the_ban_holds_and_passes_after(bid, moment, may_bid):
    organization, _manager = make_bidder()
    make_ban(organization, bid.project, state=BanState.IN_FORCE, until_on=FROM_ON + A_WEEK)
    Bid.objects.filter(pk=bid.pk).exists()
    stop_clock(max(moment, NOW) if moment.date() == FROM_ON else moment)
    if may_bid:
        insert_for(organization, bid)
    else:
        with pytest.raises(IntegrityError, match="banned"):
            insert_for(organization, bid)


def test_two_bans_are_a_union_of_their_days(bid):
    organization, _manager = make_bidder()
    until_on = FROM_ON + A_WEEK
    make_ban(organization, bid.project, state=BanState.IN_FORCE, until_on=until_on)
    another = Tendering().planned()
    days = {"from_on": FROM_ON + timedelta(days=3), "until_on": until_on + timedelta(days=3)}
    make_ban(organization, another, state=BanState.IN_FORCE, **days)
    stop_clock(midnight(days["until_on"]) - timedelta(microseconds=1))
    with pytest.raises(IntegrityError, match="banned"):
        insert_for(organization, bid)
    stop_clock(midnight(days["until_on"]))
    insert_for(organization, bid)


def test_a_ban_that_was_lifted_keeps_nobody_out_and_stays_written(bid):
    organization, _manager = make_bidder()
    ban = make_ban(organization, bid.project, state=BanState.IN_FORCE)
    Ban.objects.filter(pk=ban.pk).update(
        state=BanState.REVOKED,
        lifting_asked_by=ban.noticed_by,
        lifted_by=ban.decided_by,
        lifted_at=NOW,
    )
    insert_for(organization, bid)
    lifted = Ban.objects.get(pk=ban.pk)
    assert (lifted.from_on, lifted.until_on) == (ban.from_on, ban.until_on)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ban.objects.filter(pk=ban.pk)._raw_delete("default")


def test_a_partner_is_held_to_it_as_well(bid):
    organization, _manager = make_bidder()
    make_ban(organization, bid.project, state=BanState.IN_FORCE)
    agree(bid, organization)
    with pytest.raises(IntegrityError, match="banned"), transaction.atomic():
        Partner.objects.create(bid=bid, organization=organization)


@pytest.mark.parametrize("state", [BanState.PROPOSED, BanState.NOTICED])
def test_what_is_not_decided_bans_nobody(bid, state):
    organization, _manager = make_bidder()
    make_ban(organization, bid.project, state=state)
    insert_for(organization, bid)


def test_not_twice_on_the_same_grounds(bid):
    organization, _manager = make_bidder()
    make_ban(organization, bid.project)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_ban(organization, bid.project)


def test_exactly_half_cannot_even_be_written(bid):
    organization, _manager = make_bidder()
    with pytest.raises(IntegrityError, match="fewer_than_half"), transaction.atomic():
        make_ban(organization, bid.project, satisfied=5, valid=10)


@pytest.mark.parametrize(
    "change",
    [
        {"until_on": FROM_ON + timedelta(days=1)},
        {"from_on": FROM_ON + timedelta(days=1)},
        {"satisfied": 1},
        {"state": BanState.PROPOSED},
        {"state": BanState.REVOKED},
    ],
)
def test_a_ban_in_force_is_not_bent(bid, change):
    organization, _manager = make_bidder()
    ban = make_ban(organization, bid.project, state=BanState.IN_FORCE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ban.objects.filter(pk=ban.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ban.objects.filter(pk=ban.pk)._raw_delete("default")


def test_a_policy_is_not_rewritten():
    with pytest.raises(IntegrityError), transaction.atomic():
        BanPolicy.objects.update(fewest_answers=1)
