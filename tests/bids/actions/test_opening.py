"""The opening: the deadline passed, two officers, three bids; all at once, each held against its receipt."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from marketplace.bans.choices import BanState
from marketplace.bids import actions
from marketplace.bids.choices import BidState
from marketplace.bids.models import Bid, OpenedBid, Opening
from marketplace.bids.queries import opened_of, visible_to
from marketplace.journal.models import Entry
from marketplace.journeys.open_bids import open_bids
from marketplace.kernel.errors import Malformed, NotAllowed, RuleBroken
from marketplace.kernel.sealing import Share
from marketplace.projects.choices import ProjectState
from tests import makers
from tests.clock import stop_clock
from tests.makers_projects import (
    AFTER,
    CANARY,
    DEADLINE,
    Tendering,
    make_bid,
    make_bidder,
    make_bids,
)

pytestmark = pytest.mark.django_db


def test_what_is_opened_is_what_was_sealed():
    tendering = Tendering()
    project = tendering.released()
    sealed = make_bids(project, 3)
    (result,) = tendering.open()
    project.refresh_from_db()
    assert {bid.pk for bid in result.opened} == {bid.pk for bid in sealed}
    assert project.state == ProjectState.UNDER_REVIEW
    for bid in opened_of(project):
        assert CANARY in bid.opened.content["approach"]
        assert bid.opened.total == 9_000_000


@pytest.mark.parametrize("in_time", [False, True])
@pytest.mark.parametrize("by_two", [False, True])
@pytest.mark.parametrize("enough", [False, True])
def test_it_takes_the_deadline_and_two_officers_and_three_bids(in_time, by_two, enough):
    tendering = Tendering()
    project = tendering.released()
    make_bids(project, 3 if enough else 2)
    if not by_two:
        tendering.second, tendering.shares[1] = tendering.author, tendering.shares[0]
    refused = "too_early" if not in_time else "" if by_two else "second_officer"
    at = AFTER if in_time else DEADLINE
    if refused:
        with pytest.raises((RuleBroken, NotAllowed), match=refused):
            tendering.open(at=at)
    else:
        tendering.open(at=at)
    project.refresh_from_db()
    assert OpenedBid.objects.count() == (3 if in_time and by_two and enough else 0)
    assert project.state == (
        ProjectState.PUBLISHED
        if refused
        else ProjectState.UNDER_REVIEW
        if enough
        else ProjectState.FAILED_TENDER
    )


def test_what_was_opened_is_altered_and_removed_by_nobody():
    tendering = Tendering()
    bid, *_rest = make_bids(tendering.released(), 3)
    tendering.open()
    opened = OpenedBid.objects.filter(bid=bid)
    for bend in (
        lambda: opened.update(total=1),
        lambda: opened.update(content={}),
        lambda: opened._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError, match="what was opened stays"), transaction.atomic():
            bend()


@pytest.mark.parametrize("number", [0, 1, 2])
def test_too_few_bids_fail_the_tender_and_stay_sealed(number):
    tendering = Tendering()
    project = tendering.released()
    make_bids(project, number)
    (result,) = tendering.open()
    project.refresh_from_db()
    assert result.failed
    assert project.state == ProjectState.FAILED_TENDER
    assert not OpenedBid.objects.exists()
    assert {bid.state for bid in Bid.objects.all()} <= {BidState.SEALED}


@pytest.mark.parametrize("lapse", [-1, 0])
def test_not_before_the_deadline_has_passed(lapse):
    tendering = Tendering()
    make_bids(tendering.released(), 3)
    with pytest.raises(RuleBroken, match="too_early"):
        tendering.open(at=DEADLINE + timedelta(microseconds=lapse))
    tendering.open(at=DEADLINE + timedelta(microseconds=1))


def test_not_with_the_same_officer_twice():
    tendering = Tendering()
    make_bids(tendering.released(), 3)
    stop_clock(AFTER)
    first = tendering.shares[0].text
    opening = actions.give_first_share(tendering.batch, share=first, by=tendering.author)
    with pytest.raises(NotAllowed, match="second_officer"):
        open_bids(opening, share=first, by=tendering.author)


def test_not_by_an_officer_without_a_share():
    tendering = Tendering()
    make_bids(tendering.released(), 3)
    stop_clock(AFTER)
    third = makers.make_staff("bureau_officer")
    with pytest.raises(NotAllowed):
        actions.give_first_share(tendering.batch, share=tendering.shares[0].text, by=third)


def test_a_share_that_is_mistyped_or_of_another_batch_is_told_from_the_right_one():
    tendering = Tendering()
    make_bids(tendering.released(), 3)
    stop_clock(AFTER)
    mistyped = tendering.shares[0].text[:-1] + "?"
    with pytest.raises(Malformed, match="share_mistyped"):
        actions.give_first_share(tendering.batch, share=mistyped, by=tendering.author)
    with pytest.raises(RuleBroken, match="another_share"):
        actions.give_first_share(tendering.batch, share=Share().text, by=tendering.author)
    assert not Opening.objects.exists()


def test_the_waiting_share_opens_nothing_without_the_second():
    tendering = Tendering()
    make_bids(tendering.released(), 3)
    stop_clock(AFTER)
    text = tendering.shares[0].text
    opening = actions.give_first_share(tendering.batch, share=text, by=tendering.author)
    assert text not in opening.waiting_share
    open_bids(opening, share=tendering.shares[1].text, by=tendering.second)
    opening.refresh_from_db()
    assert opening.waiting_share == ""


def test_a_flipped_byte_is_shown_as_tampering_and_the_others_open():
    tendering = Tendering()
    project = tendering.released()
    spoilt = make_bids(project, 4)[0]
    sealed = bytearray(spoilt.sealed)
    sealed[100] ^= 1
    Bid.objects.filter(pk=spoilt.pk).update(sealed=bytes(sealed))
    (result,) = tendering.open()
    spoilt.refresh_from_db()
    assert spoilt.state == BidState.TAMPERED
    assert [bid.pk for bid in result.tampered] == [spoilt.pk]
    assert len(result.opened) == 3
    told = Entry.objects.filter(thread=spoilt.journal_thread)
    assert [entry.verb for entry in told] == ["submit_bid", "find_tampered_bid"]


def test_a_bid_moved_to_another_organization_does_not_open():
    tendering = Tendering()
    project = tendering.released()
    one, other, *_rest = make_bids(project, 4)
    Bid.objects.filter(pk=one.pk).update(sealed=bytes(other.sealed))
    (result,) = tendering.open()
    assert [bid.pk for bid in result.tampered] == [one.pk]


def test_whoever_was_banned_meanwhile_is_not_opened_and_does_not_count():
    tendering = Tendering()
    project = tendering.released()
    banned, *_rest = make_bids(project, 3)
    make_ban(banned.organization, project)
    (result,) = tendering.open()
    banned.refresh_from_db()
    assert banned.state == BidState.INELIGIBLE
    assert result.failed, "two are left"
    assert not OpenedBid.objects.exists()


def test_the_database_opens_nothing_early_and_nothing_for_the_banned():
    tendering = Tendering()
    project = tendering.released()
    bid, *_rest = make_bids(project, 3)
    with pytest.raises(IntegrityError, match="too early"), transaction.atomic():
        Bid.objects.filter(pk=bid.pk).update(state=BidState.OPENED)
    make_ban(bid.organization, project)
    stop_clock(AFTER)
    with pytest.raises(IntegrityError, match="banned"), transaction.atomic():
        Bid.objects.filter(pk=bid.pk).update(state=BidState.OPENED)


def test_two_bids_are_no_review_whoever_says_so():
    tendering = Tendering()
    project = tendering.released()
    make_bids(project, 2)
    stop_clock(AFTER)
    Bid.objects.update(state=BidState.OPENED)
    with pytest.raises(IntegrityError, match="too few bids"), transaction.atomic():
        type(project).objects.filter(pk=project.pk).update(state=ProjectState.UNDER_REVIEW)


def test_before_the_opening_the_bidders_own_list_is_the_only_one():
    tendering = Tendering()
    project = tendering.released()
    organization, manager = make_bidder()
    bid = make_bid(project, organization, manager)
    _other, rival = make_bidder()
    nobodies = (
        rival,
        tendering.author,
        makers.make_staff("evaluator"),
        makers.make_user(is_superuser=True, is_staff=True),
    )
    assert list(visible_to(manager)) == [bid]
    assert [list(visible_to(user)) for user in nobodies] == [[], [], [], []]
    make_bids(project, 2)
    tendering.open()
    assert visible_to(makers.fresh(tendering.author)).count() == 3
    assert visible_to(rival).count() == 0


def make_ban(organization, project):
    from tests.bans.makers import make_ban

    return make_ban(organization, project, state=BanState.IN_FORCE)
