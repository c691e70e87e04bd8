"""Sending, replacing and taking back a bid; the database's clock decides."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from marketplace.bids import actions
from marketplace.bids.choices import BidState
from marketplace.bids.models import Bid, BidDraft
from marketplace.bids.queries import own_bids, standing_bid
from marketplace.bids.rules import Line, Member
from marketplace.kernel.errors import Malformed, NotAllowed, RuleBroken
from marketplace.projects import actions as projects
from tests import makers
from tests.clock import stop_clock
from tests.makers import NOW
from tests.makers_projects import (
    AFTER,
    CANARY,
    DEADLINE,
    Tendering,
    a_content,
    a_pdf,
    make_bid,
    make_bidder,
    make_bids,
)

pytestmark = pytest.mark.django_db
# JSON of ASCII letters only.
ESCAPED = re.compile(r"\\+u([0-9a-f]{4})")


@pytest.fixture
def project():
    return Tendering().released()


def test_a_receipt_names_the_digest_and_the_databases_moment(project):
    stop_clock(NOW + timedelta(days=3, microseconds=7))
    bid = make_bid(project, *make_bidder())
    assert bid.received_at == NOW + timedelta(days=3, microseconds=7)
    assert len(bid.digest) == 64
    assert len(bid.receipt) == 16
    assert bid.state == BidState.SEALED


def test_the_draft_is_gone_once_it_is_sent(project):
    organization, manager = make_bidder()
    draft = actions.save_draft(project, organization, a_content(), by=manager, at=NOW)
    actions.attach(draft, name="方案.pdf", content=a_pdf(), by=manager, at=NOW)
    actions.submit_bid(draft, by=manager)
    assert not BidDraft.objects.exists()


@pytest.mark.parametrize(("lapse", "is_late"), [(-1, False), (0, False), (1, True)])
def test_the_last_moment_to_the_microsecond(project, lapse, is_late):
    organization, manager = make_bidder()
    draft = actions.save_draft(project, organization, a_content(), by=manager, at=NOW)
    stop_clock(DEADLINE + timedelta(microseconds=lapse))
    if is_late:
        with pytest.raises(RuleBroken, match="too_late"):
            actions.submit_bid(draft, by=manager)
        assert not Bid.objects.exists()
        assert BidDraft.objects.exists(), "nothing typed is lost"
    else:
        assert actions.submit_bid(draft, by=manager).received_at == DEADLINE + timedelta(
            microseconds=lapse
        )


@pytest.mark.parametrize("minutes", [-10, 10])
def test_the_applications_clock_does_not_matter(project, minutes, monkeypatch):
    from django.utils import timezone

    monkeypatch.setattr(timezone, "now", lambda: DEADLINE + timedelta(minutes=minutes))
    organization, manager = make_bidder()
    early = actions.save_draft(project, organization, a_content(), by=manager, at=NOW)
    stop_clock(DEADLINE)
    actions.submit_bid(early, by=manager)
    late = actions.save_draft(project, organization, a_content(), by=manager, at=NOW)
    stop_clock(AFTER)
    with pytest.raises(RuleBroken, match="too_late"):
        actions.submit_bid(late, by=manager)


@pytest.mark.parametrize(("lapse", "is_late"), [(-1, False), (0, False), (1, True)])
def test_the_database_refuses_late_sql(project, lapse, is_late):
    bid = make_bid(project, *make_bidder())
    organization, _manager = make_bidder()
    bid.pk, bid.receipt, bid.organization = None, "ANOTHERRECEIPT", organization
    bid._state.adding = True
    stop_clock(DEADLINE + timedelta(microseconds=lapse))
    if is_late:
        with pytest.raises(IntegrityError, match="deadline has passed"), transaction.atomic():
            bid.save(force_insert=True)
    else:
        bid.save(force_insert=True)


def test_a_bid_stands_when_the_deadline_moves_on_and_may_be_replaced_until_then():
    tendering = Tendering()
    project = tendering.released()
    organization, manager = make_bidder()
    bid = make_bid(project, organization, manager)
    late = DEADLINE - timedelta(days=1)
    projects.amend_project(project, text="变更要求", by=tendering.author, at=late)
    project.refresh_from_db()
    assert project.bids_until > AFTER
    stop_clock(AFTER)
    with pytest.raises(RuleBroken, match="too_early"):
        tendering.open(at=AFTER)
    assert standing_bid(project, organization) == bid
    again = make_bid(project, organization, manager)
    assert standing_bid(project, organization) == again
    make_bids(project, 2)
    (result,) = tendering.open(at=project.bids_until + timedelta(microseconds=1))
    assert again in result.opened


def test_a_moment_that_has_not_come_is_no_receipt(project):
    bid = make_bid(project, *make_bidder())
    organization, _manager = make_bidder()
    bid.pk, bid.receipt, bid.organization = None, "ANOTHERRECEIPT", organization
    bid.received_at = NOW + timedelta(microseconds=1)
    bid._state.adding = True
    with (
        pytest.raises(IntegrityError, match="received when the database says"),
        transaction.atomic(),
    ):
        bid.save(force_insert=True)


def test_replacing_leaves_one_that_counts_and_all_receipts(project):
    organization, manager = make_bidder()
    receipts = {make_bid(project, organization, manager).receipt for _ in range(4)}
    assert {bid.receipt for bid in own_bids(organization)} == receipts
    assert [bid.state for bid in own_bids(organization)].count(BidState.SEALED) == 1
    assert not any(bool(bid.sealed) for bid in Bid.objects.filter(state=BidState.REPLACED))


def test_taking_back_erases_what_was_sealed(project):
    organization, manager = make_bidder()
    bid = actions.withdraw_bid(make_bid(project, organization, manager), by=manager)
    assert (bid.state, bytes(bid.sealed)) == (BidState.WITHDRAWN, b"")
    assert standing_bid(project, organization) is None
    with pytest.raises(RuleBroken):
        actions.withdraw_bid(bid, by=manager)


def test_after_the_deadline_nothing_is_taken_back(project):
    organization, manager = make_bidder()
    bid = make_bid(project, organization, manager)
    stop_clock(AFTER)
    with pytest.raises(RuleBroken, match="too_late"):
        actions.withdraw_bid(bid, by=manager)
    with pytest.raises(IntegrityError, match="deadline has passed"), transaction.atomic():
        Bid.objects.filter(pk=bid.pk).update(state=BidState.WITHDRAWN)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"approach": " "}, "approach"),
        ({"total": 9_000_001}, "total"),
        ({"lines": ()}, "lines"),
        ({"team": ()}, "team"),
        ({"declared": False}, "declaration"),
        ({"total": 10_000_001, "lines": (Line("全部", 10_000_001),)}, "over_budget"),
    ],
)
def test_what_is_not_complete_is_not_sent_and_not_lost(project, fields, named):
    organization, manager = make_bidder()
    draft = actions.save_draft(project, organization, a_content(**fields), by=manager, at=NOW)
    with pytest.raises(RuleBroken, match="incomplete") as refused:
        actions.submit_bid(draft, by=manager)
    assert set(refused.value.fields) == {named}
    assert BidDraft.objects.filter(pk=draft.pk).exists()


def test_the_team_shows_the_qualifications_that_are_asked_for():
    project = Tendering().released(qualifications=[makers.make_qualification("SW")])
    organization, manager = make_bidder()
    draft = actions.save_draft(project, organization, a_content(), by=manager, at=NOW)
    with pytest.raises(RuleBroken) as refused:
        actions.submit_bid(draft, by=manager)
    assert set(refused.value.fields) == {"qualification"}
    make_bid(project, organization, manager, team=(Member("演示·李", "组长", ("SW",)),))


@pytest.mark.parametrize("state", ["registered", "suspended"])
def test_only_the_vetted_bid(project, state):
    organization, manager = make_bidder(state=state)
    with pytest.raises(RuleBroken, match="not_vetted"):
        make_bid(project, organization, manager)


def test_only_its_managers_bid_for_an_organization(project):
    organization, manager = make_bidder()
    draft = actions.save_draft(project, organization, a_content(), by=manager, at=NOW)
    worker = makers.make_member(organization, role="worker")
    _other, stranger = make_bidder()
    for somebody in (worker, stranger, makers.make_staff("bureau_officer")):
        with pytest.raises(NotAllowed):
            actions.submit_bid(draft, by=somebody)


def test_a_consortium_names_organizations_that_are_known_here(project):
    organization, manager = make_bidder()
    partner, its_manager = make_bidder()
    with pytest.raises(Malformed, match="not_agreed"):
        make_bid(project, organization, manager, partners=(partner.uscc,))
    actions.agree_to_bid_along(project, partner, lead=organization.uscc, by=its_manager)
    bid = make_bid(project, organization, manager, partners=(partner.uscc, organization.uscc))
    assert [each.organization for each in bid.partners.all()] == [partner]
    with pytest.raises(Malformed, match="no_such_partner"):
        make_bid(project, organization, manager, partners=("52320113DEMX9999XX",))


def test_nothing_of_what_it_says_stands_in_the_database(project):
    organization, manager = make_bidder()
    draft = actions.save_draft(project, organization, a_content(), by=manager, at=NOW)
    actions.attach(draft, name=f"{CANARY}.pdf", content=a_pdf(CANARY), by=manager, at=NOW)
    assert not tables_telling(CANARY), "a draft is sealed as well"
    actions.submit_bid(draft, by=manager)
    assert not tables_telling(CANARY)


def tables_telling(text: str) -> list[str]:
    """The tables in which a row tells `text`, as text or in base64."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                cells = [
                    bytes(cell).decode(errors="replace")
                    if isinstance(cell, bytes | memoryview)
                    else str(cell)
                    for cell in row
                ]
                if any(text in ESCAPED.sub(lambda one: chr(int(one[1], 16)), c) for c in cells):
                    found.append(table)
    return found
