from datetime import date

import pytest

from marketplace.journal.queries import thread_of
from marketplace.kernel.errors import Hidden, Malformed, NotAllowed, RuleBroken
from marketplace.organizations import actions
from marketplace.organizations.choices import MembershipRole, OrganizationState
from marketplace.organizations.models import Licence, Membership, Worker
from marketplace.organizations.permissions import may_answer_for, may_manage, may_work_for
from tests import hostile, makers
from tests.makers import LONG_AGO, NOW, TODAY


def roles(organization) -> set:
    return set(Membership.objects.filter(organization=organization).values_list("user", "role"))


def test_a_manager_lets_people_sign_in_and_changes_their_role(town):
    for role in (MembershipRole.WORKER, MembershipRole.WORKER, MembershipRole.MANAGER):
        actions.add_membership(
            town.organization, user=town.stranger, role=role, by=town.manager, at=NOW
        )
    assert roles(town.organization) == {
        (town.manager.pk, MembershipRole.MANAGER),
        (town.worker.pk, MembershipRole.WORKER),
        (town.stranger.pk, MembershipRole.MANAGER),
    }


@pytest.mark.parametrize("role", ["owner", "", None])
def test_a_role_is_on_the_list(town, role):
    with pytest.raises(Malformed):
        actions.add_membership(
            town.organization, user=town.stranger, role=role, by=town.manager, at=NOW
        )


def test_the_last_manager_stays(town):
    with pytest.raises(RuleBroken, match="last_manager"):
        actions.add_membership(
            town.organization,
            user=town.manager,
            role=MembershipRole.WORKER,
            by=town.manager,
            at=NOW,
        )
    membership = Membership.objects.get(user=town.manager)
    with pytest.raises(RuleBroken, match="last_manager"):
        actions.end_membership(membership, by=town.manager, at=NOW)
    actions.end_membership(Membership.objects.get(user=town.worker), by=town.manager, at=NOW)
    assert roles(town.organization) == {(town.manager.pk, MembershipRole.MANAGER)}


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("worker", NotAllowed),
        ("dispatcher", NotAllowed),
        ("manager_of_other", Hidden),
        ("stranger", Hidden),
    ],
)
def test_nobody_else_keeps_its_people(town, who, refusal):
    somebody = getattr(town, who)
    with pytest.raises(refusal):
        actions.add_membership(
            town.organization, user=somebody, role=MembershipRole.MANAGER, by=somebody, at=NOW
        )
    with pytest.raises(refusal):
        actions.add_worker(town.organization, name="演示·赵某", by=somebody, at=NOW)


def test_the_bureau_names_the_first_manager_and_nobody_after_that(town):
    """Whoever signs in for a bidder reads its sealed bids."""
    with pytest.raises(NotAllowed):
        actions.add_membership(
            town.organization, user=town.stranger, role="manager", by=town.bureau, at=NOW
        )
    with pytest.raises(NotAllowed):
        actions.end_membership(Membership.objects.get(user=town.worker), by=town.bureau, at=NOW)
    fresh = makers.make_organization(community=town.organization.community)
    with pytest.raises(NotAllowed, match="not_yourself"):
        actions.add_membership(fresh, user=town.bureau, role="manager", by=town.bureau, at=NOW)
    actions.add_membership(fresh, user=town.stranger, role="manager", by=town.bureau, at=NOW)
    assert roles(fresh) == {(town.stranger.pk, MembershipRole.MANAGER)}


def test_who_may_answer_manage_and_work_for_it(town):
    told = {
        who: (
            may_answer_for(getattr(town, who), town.organization),
            may_manage(getattr(town, who), town.organization),
            may_work_for(getattr(town, who), town.organization),
        )
        for who in ("manager", "worker", "bureau", "manager_of_other", "dispatcher", "stranger")
    }
    assert told == {
        "manager": (True, True, True),
        "worker": (False, False, True),
        "bureau": (False, True, False),
        "manager_of_other": (False, False, False),
        "dispatcher": (False, False, False),
        "stranger": (False, False, False),
    }


def test_who_was_locked_out_and_what_was_removed_act_no_more(town):
    town.manager.is_active = False
    town.manager.save()
    assert not may_answer_for(town.manager, town.organization)
    removed = makers.make_organization(OrganizationState.REMOVED, community=town.here)
    manager = makers.make_member(removed)
    assert not may_answer_for(manager, removed)
    with pytest.raises(RuleBroken, match="organization_removed"):
        actions.add_worker(removed, name="演示·赵某", by=town.bureau, at=NOW)


def test_workers_come_with_their_papers_and_leave_once(town):
    papers = [makers.make_qualification("NW"), makers.make_qualification("HC")]
    worker = actions.add_worker(
        town.organization, name="演示·赵某", qualifications=papers, by=town.manager, at=NOW
    )
    assert set(worker.qualifications.all()) == set(papers)
    actions.end_worker(worker, on=TODAY, by=town.manager, at=NOW)
    assert Worker.objects.get(pk=worker.pk).left_on == TODAY
    with pytest.raises(RuleBroken, match="left_already"):
        actions.end_worker(worker, on=TODAY, by=town.manager, at=NOW)


def test_the_journal_does_not_name_workers(town):
    actions.add_worker(town.organization, name="演示·赵某", by=town.manager, at=NOW)
    entry = thread_of(town.organization).get()
    assert entry.verb == "add_worker"
    assert "赵" not in f"{entry.changes}{entry.reason}"


@pytest.mark.parametrize("name", ["", hostile.TOO_LONG, *hostile.UNSTORABLE.values()])
def test_a_worker_has_a_name_that_can_be_stored(town, name):
    with pytest.raises(Malformed) as refusal:
        actions.add_worker(town.organization, name=name, by=town.manager, at=NOW)
    assert set(refusal.value.fields) == {"name"}


def licence(town, **changed):
    told = {
        "qualification": makers.make_qualification("HC"),
        "number": "苏卫证字 2026-001",
        "from_on": LONG_AGO,
        "until_on": date(2027, 1, 1),
        "by": town.bureau,
        "at": NOW,
    }
    return actions.add_licence(town.organization, **{**told, **changed})


def test_a_licence_is_entered_by_the_bureau_that_has_seen_it(town):
    entered = licence(town)
    assert entered.number == "苏卫证字2026001"
    with pytest.raises(NotAllowed):
        licence(town, number="2", by=town.manager)
    with pytest.raises(RuleBroken, match="licence_known"):
        licence(town, number="苏卫证字2026—001")
    assert set(Licence.objects.all()) == {entered}


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("until_on", {"until_on": LONG_AGO}),
        ("until_on", {"until_on": None}),
        ("number", {"number": ""}),
        ("number", {"number": hostile.TOO_LONG}),
        ("number", {"number": hostile.UNSTORABLE["nul"]}),
    ],
)
def test_an_impossible_licence_is_refused(town, field, changed):
    with pytest.raises(Malformed) as refusal:
        licence(town, **changed)
    assert set(refusal.value.fields) == {field}


def test_a_licence_is_taken_away_from_a_day_on(town):
    entered = licence(town)
    actions.end_licence(entered, on=TODAY, reason="被吊销", by=town.bureau, at=NOW)
    entered.refresh_from_db()
    assert entered.until_on == TODAY
    with pytest.raises(RuleBroken, match="licence_over"):
        actions.end_licence(entered, on=TODAY, reason="被吊销", by=town.bureau, at=NOW)
