"""Nobody is named in a bid without having said so; only the two of them see it, and it can be taken back until then."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from marketplace.bids import actions
from marketplace.bids.models import Agreement, Partner
from marketplace.bids.queries import agreements_of, without_agreement
from marketplace.kernel.errors import Malformed, NotAllowed, RuleBroken
from tests.clock import stop_clock
from tests.makers_projects import DEADLINE, Tendering, make_bid, make_bidder

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return Tendering().released()


@pytest.fixture
def both():
    return make_bidder(), make_bidder()


def agree(project, both) -> Agreement:
    (lead, _), (partner, manager) = both
    return actions.agree_to_bid_along(project, partner, lead=f" {lead.uscc.lower()} ", by=manager)


def test_whoever_has_agreed_can_be_named_and_nobody_else(project, both):
    (lead, manager), (partner, _) = both
    assert without_agreement([partner], lead, project) == [partner]
    given = agree(project, both)
    assert list(agreements_of(partner, project)) == [given]
    assert without_agreement([partner], lead, project) == []
    bid = make_bid(project, lead, manager, partners=(partner.uscc,))
    assert bid.partners.get().organization == partner


def test_agreeing_with_one_is_not_agreeing_with_all(project, both):
    agree(project, both)
    other, manager = make_bidder()
    _, (partner, _) = both
    with pytest.raises(Malformed, match="not_agreed"):
        make_bid(project, other, manager, partners=(partner.uscc,))


def test_the_database_names_nobody_who_has_not_agreed(project, both):
    (lead, manager), (partner, _) = both
    bid = make_bid(project, lead, manager)
    with pytest.raises(IntegrityError, match="has not agreed"), transaction.atomic():
        Partner.objects.create(bid=bid, organization=partner)


def test_it_is_taken_back_until_a_bid_names_them(project, both):
    (lead, manager), (partner, its_manager) = both
    given = agree(project, both)
    actions.take_back_agreement(given, by=its_manager)
    assert without_agreement([partner], lead, project) == [partner]
    again = agree(project, both)
    make_bid(project, lead, manager, partners=(partner.uscc,))
    with pytest.raises(RuleBroken, match="named"):
        actions.take_back_agreement(again, by=its_manager)
    make_bid(project, lead, manager)
    actions.take_back_agreement(again, by=its_manager)


def test_only_its_manager_says_so_once_in_time_and_to_somebody_else(project, both):
    (lead, lead_manager), (partner, manager) = both
    with pytest.raises(NotAllowed):
        actions.agree_to_bid_along(project, partner, lead=lead.uscc, by=lead_manager)
    for code in (partner.uscc, "52320113DEMX9999XX", ""):
        with pytest.raises(Malformed, match="no_such_lead"):
            actions.agree_to_bid_along(project, partner, lead=code, by=manager)
    agree(project, both)
    with pytest.raises(RuleBroken, match="agreed"):
        agree(project, both)
    stop_clock(DEADLINE + timedelta(microseconds=1))
    with pytest.raises(RuleBroken, match="too_late"):
        actions.agree_to_bid_along(project, lead, lead=partner.uscc, by=lead_manager)
