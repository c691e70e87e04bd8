"""Two gates and one act of release."""

from datetime import timedelta

import pytest

from marketplace.kernel.errors import Malformed, NotAllowed, RuleBroken
from marketplace.projects import actions
from marketplace.projects.choices import ProjectState
from marketplace.projects.queries import released
from tests import makers
from tests.makers import NOW
from tests.makers_projects import DEADLINE, Tendering

pytestmark = pytest.mark.django_db


def test_nobody_approves_their_own_project():
    tendering = Tendering()
    with pytest.raises(NotAllowed, match="your_own_project"):
        actions.approve_project(tendering.planned(), by=tendering.author, at=NOW)


def test_the_batch_becomes_visible_together():
    tendering = Tendering()
    projects = {tendering.approved().pk, tendering.approved().pk}
    assert not released().exists()
    tendering.release()
    assert {project.pk for project in released()} == projects
    assert {project.bids_until for project in released()} == {DEADLINE}
    assert {project.rulebook_id for project in released()} != {None}


def test_nothing_is_released_before_all_passed_gate_1():
    tendering = Tendering()
    tendering.approved()
    waiting = tendering.planned()
    tendering.give_out_shares()
    with pytest.raises(RuleBroken, match=f"gate_1_open.*{waiting.number}"):
        tendering.release()
    actions.cancel_project(waiting, reason="不再需要", by=tendering.author, at=NOW)
    tendering.release()
    assert released().count() == 1


def test_an_empty_batch_is_not_released():
    tendering = Tendering()
    with pytest.raises(RuleBroken, match="empty_batch"):
        tendering.release()


def test_bidders_have_twenty_days_at_least():
    tendering = Tendering()
    tendering.approved()
    with pytest.raises(Malformed, match="deadline_too_early"):
        tendering.release(bids_until=NOW + timedelta(days=20))
    tendering.release(bids_until=NOW + timedelta(days=21))


def test_a_batch_is_released_once():
    tendering = Tendering()
    tendering.released()
    with pytest.raises(RuleBroken, match="batch_released"):
        tendering.release()


def test_a_failed_tender_goes_through_gate_1_again():
    tendering = Tendering()
    project = tendering.released()
    actions.mark_project(project, "fail_tender", by=None, at=NOW)
    with pytest.raises(RuleBroken, match="no_batch"):
        actions.plan_project_again(project, by=tendering.author, at=NOW)
    further = actions.plan_batch(makers.make_district(), year=2027, by=tendering.author, at=NOW)
    actions.plan_project_again(project, by=tendering.author, at=NOW)
    project.refresh_from_db()
    assert (project.state, project.batch, project.approved_by) == (
        ProjectState.PLANNED,
        further,
        None,
    )
    assert not released().exists()
