"""Questions are answered to all; a change leaves everybody time."""

from datetime import timedelta

import pytest

from marketplace.journal.models import Entry
from marketplace.kernel.errors import NotAllowed, RuleBroken
from marketplace.projects import actions
from tests import makers
from tests.makers import NOW, later
from tests.makers_projects import DEADLINE, Tendering, make_bidder

pytestmark = pytest.mark.django_db


def test_a_question_is_answered_once_and_for_all():
    tendering = Tendering()
    project = tendering.released()
    organization, manager = make_bidder()
    asked = actions.ask_question(
        project, organization, question="可否联合投标?", by=manager, at=NOW
    )
    actions.answer_question(asked, answer="可以。", by=tendering.author, at=later(hours=1))
    assert [each.answer for each in project.clarifications.all()] == ["可以。"]
    with pytest.raises(RuleBroken, match="answered"):
        actions.answer_question(asked, answer="不可以。", by=tendering.author, at=later(hours=2))


def test_the_journal_does_not_tell_who_asked():
    project = Tendering().released()
    organization, manager = make_bidder()
    actions.ask_question(project, organization, question="何时?", by=manager, at=NOW)
    entry = Entry.objects.get(verb="ask_question")
    assert entry.actor_id is None
    assert str(organization.pk) not in str(entry.changes) or not entry.changes


def test_only_a_manager_asks_for_an_organization():
    project = Tendering().released()
    organization, _manager = make_bidder()
    worker = makers.make_member(organization, role="worker")
    with pytest.raises(NotAllowed):
        actions.ask_question(project, organization, question="何时?", by=worker, at=NOW)


def test_a_late_change_moves_the_deadline_on():
    tendering = Tendering()
    project = tendering.released()
    early = actions.amend_project(project, text="补充材料", by=tendering.author, at=NOW)
    assert early.bids_until == DEADLINE
    at = DEADLINE - timedelta(days=2)
    late = actions.amend_project(project, text="变更要求", by=tendering.author, at=at)
    project.refresh_from_db()
    assert late.bids_until == project.bids_until >= at + timedelta(days=15)


def test_a_deadline_is_never_brought_forward():
    tendering = Tendering()
    project = tendering.released()
    with pytest.raises(RuleBroken, match="deadline_only_later"):
        actions.amend_project(
            project,
            text="提前",
            bids_until=DEADLINE - timedelta(seconds=1),
            by=tendering.author,
            at=NOW,
        )


def test_after_the_deadline_nothing_is_asked_answered_or_changed():
    tendering = Tendering()
    project = tendering.released()
    organization, manager = make_bidder()
    asked = actions.ask_question(project, organization, question="何时?", by=manager, at=NOW)
    late = DEADLINE + timedelta(microseconds=1)
    with pytest.raises(RuleBroken, match="not_bidding"):
        actions.ask_question(project, organization, question="何时?", by=manager, at=late)
    with pytest.raises(RuleBroken, match="not_bidding"):
        actions.answer_question(asked, answer="现在", by=tendering.author, at=late)
    with pytest.raises(RuleBroken, match="not_bidding"):
        actions.amend_project(project, text="变更", by=tendering.author, at=late)
