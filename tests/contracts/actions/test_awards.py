import pytest

from marketplace.accounts.choices import Role
from marketplace.bids.choices import BidState
from marketplace.contracts import actions
from marketplace.contracts.choices import AwardState
from marketplace.contracts.models import Award
from marketplace.journal.queries import thread_of
from marketplace.journeys.approve_award import approve_award
from marketplace.journeys.publicize_award import publicize_award
from marketplace.journeys.take_back_award import take_back_award
from marketplace.kernel.errors import NotAllowed, RuleBroken
from marketplace.projects.choices import ProjectState
from tests import makers
from tests.contracts.makers import Tendered, ban, day
from tests.makers import NOW, TODAY

pytestmark = pytest.mark.django_db


def refused(code, act, *args, **kwargs):
    with pytest.raises((RuleBroken, NotAllowed)) as refusal:
        act(*args, **kwargs)
    assert refusal.value.code == code


def test_the_bid_that_the_panel_put_first_is_proposed_and_no_other():
    tendered = Tendered()
    propose = {"by": tendered.officer, "at": NOW}
    refused("not_first", actions.propose_award, tendered.project, bid=tendered.third, **propose)
    award = actions.propose_award(tendered.project, bid=tendered.first, **propose)
    assert award.score == 100
    refused(
        "awarded_before", actions.propose_award, tendered.project, bid=tendered.first, **propose
    )


def test_before_the_panel_has_signed_there_is_nothing_to_propose():
    tendered = Tendered(is_ranked=False)
    with pytest.raises(RuleBroken):
        tendered.proposed()
    assert not Award.objects.exists()


def test_gate_2_wants_somebody_else_than_the_author_and_the_proposer():
    tendered = Tendered()
    award = tendered.proposed()
    refused("not_allowed", approve_award, award, by=tendered.officer, at=NOW)
    author = makers.make_staff(
        Role.BUREAU_OFFICER, tendered.project.batch.district, user=tendered.project.author
    )
    refused("not_allowed", approve_award, award, by=author, at=NOW)
    award = approve_award(award, by=tendered.second, at=NOW)
    assert award.project.state == ProjectState.AWARD_APPROVED
    assert award.project.award_approved_by == tendered.second


def test_nobody_outside_of_the_bureau_awards():
    tendered = Tendered()
    for stranger in (tendered.manager, makers.make_staff(Role.DISPATCHER)):
        refused(
            "not_allowed",
            actions.propose_award,
            tendered.project,
            bid=tendered.first,
            by=stranger,
            at=NOW,
        )


def test_when_it_is_publicized_everybody_who_bid_knows_how_it_ended():
    tendered = Tendered()
    refused("wrong_step", publicize_award, tendered.proposed(), by=tendered.officer, at=NOW)
    award = approve_award(Award.objects.get(), by=tendered.second, at=NOW)
    award = publicize_award(award, by=tendered.officer, at=NOW)
    assert award.publicity_until == makers.at("2026-10-25", "00:00")
    states = {
        bid: bid.__class__.objects.get(pk=bid.pk).state for bid in (tendered.first, tendered.third)
    }
    assert states == {tendered.first: BidState.AWARDED, tendered.third: BidState.NOT_AWARDED}
    tendered.project.refresh_from_db()
    assert tendered.project.state == ProjectState.PUBLICIZED


def test_an_award_that_is_taken_back_leaves_the_bids_as_they_were_compared():
    tendered = Tendered()
    award = tendered.publicized()
    take_back_award(award, reason="评审程序有误", by=tendered.officer, at=day(1))
    tendered.project.refresh_from_db()
    assert tendered.project.state == ProjectState.UNDER_REVIEW
    bids = (tendered.first, tendered.second_bid, tendered.third)
    for bid in bids:
        bid.refresh_from_db()
    assert {bid.state for bid in bids} == {BidState.ELIGIBLE}
    again = actions.propose_award(
        tendered.project, bid=tendered.first, by=tendered.officer, at=day(2)
    )
    assert again.state == AwardState.PROPOSED


def test_whoever_was_banned_since_the_opening_is_not_awarded():
    tendered = Tendered()
    ban(tendered.organization, tendered.project, from_on=TODAY, until_on=day(1000).date())
    refused("banned", tendered.proposed)


def test_whoever_was_banned_since_the_proposal_goes_no_further():
    tendered = Tendered()
    award = tendered.proposed()
    ban(tendered.organization, tendered.project, from_on=TODAY, until_on=day(1000).date())
    refused("banned", approve_award, award, by=tendered.second, at=NOW)


def test_every_step_is_told_in_the_thread_of_the_project():
    tendered = Tendered()
    tendered.publicized()
    verbs = list(thread_of(tendered.project).values_list("verb", flat=True))
    assert verbs == [
        "propose_award",
        "approve_award",
        "approve_award_project",
        "publicize_award",
        "publicize_project",
    ]
