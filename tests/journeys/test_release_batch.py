import pytest

from marketplace.bids import actions as bids
from marketplace.journeys.release_batch import release_batch
from marketplace.kernel.errors import NotAllowed, RuleBroken
from marketplace.projects.choices import ProjectState
from tests import makers
from tests.makers import NOW
from tests.makers_projects import DEADLINE, Tendering

pytestmark = pytest.mark.django_db


@pytest.fixture
def tendering():
    return Tendering()


def release(tendering, by=None):
    return release_batch(tendering.batch, bids_until=DEADLINE, by=by or tendering.second, at=NOW)


def test_a_batch_whose_two_shares_are_proved_is_released(tendering):
    project = tendering.approved()
    tendering.give_out_shares()
    release(tendering)
    project.refresh_from_db()
    assert (project.state, project.bids_until) == (ProjectState.PUBLISHED, DEADLINE)


@pytest.mark.parametrize("proved", [0, 1])
def test_what_nobody_could_open_is_not_released(proved, tendering):
    tendering.approved()
    tendering.give_out_shares(proved=False)
    if proved:
        share = tendering.shares[0].text
        bids.prove_share(tendering.batch, share=share, by=tendering.author, at=NOW)
    with pytest.raises(RuleBroken, match="shares_missing"):
        release(tendering)


def test_without_any_share_it_is_said_and_no_error_of_the_database(tendering):
    tendering.approved()
    with pytest.raises(RuleBroken, match="shares_missing"):
        release(tendering)


def test_who_may_not_release_is_told_so(tendering):
    tendering.approved()
    tendering.give_out_shares()
    with pytest.raises(NotAllowed):
        release(tendering, by=makers.make_staff("dispatcher"))
