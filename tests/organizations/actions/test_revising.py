"""What stands on the shelf is changed by a revision: it stands as it is until the bureau has checked."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from marketplace.journal.queries import thread_of
from marketplace.kernel.errors import Hidden, Malformed, NotAllowed, RuleBroken
from marketplace.organizations import actions
from marketplace.organizations.actions import ServiceOffer
from marketplace.organizations.choices import RevisionState, ServiceState
from marketplace.organizations.models import Revision, Service
from tests import makers
from tests.makers import LONG_AGO, NOW, TODAY


@pytest.fixture
def service(town) -> Service:
    return makers.make_service(
        town.organization,
        name_zh="上门送餐",
        name_en="Meals",
        subcategory="A1",
        groups="ED",
        places=8,
        price_cents=1500,
    )


@pytest.fixture
def offer(service) -> ServiceOffer:
    """As it stands."""
    return actions.offer_of(service)


@pytest.fixture
def dearer(service, offer, town) -> Revision:
    return actions.propose_revision(
        service, replace(offer, price_cents=1800), by=town.manager, at=NOW
    )


def standing(service) -> tuple:
    service = Service.objects.get(pk=service.pk)
    return service.state, service.price_cents, service.name_zh, service.checked_on


def test_it_waits_and_what_stands_there_stays(service, dearer):
    assert dearer.told == {"price_cents": [1500, 1800]}
    assert dearer.state == RevisionState.WAITING
    assert standing(service) == (ServiceState.ON_SHELF, 1500, "上门送餐", LONG_AGO)


def test_checked_it_holds_and_the_day_of_the_check_is_new(service, dearer, town):
    actions.accept_revision(dearer, by=town.bureau, at=NOW)
    assert standing(service) == (ServiceState.ON_SHELF, 1800, "上门送餐", TODAY)
    assert Revision.objects.get().state == RevisionState.ACCEPTED
    last = list(thread_of(service))[-1]
    assert (last.verb, last.changes["price_cents"]) == ("accept_revision", [1500, 1800])


def test_lists_change_with_it_and_only_those_that_differ(service, offer, town):
    makers.make_need_type("E-L1-01")
    changed = replace(
        offer,
        groups=[makers.make_group("M")],
        subdistricts=[town.here.subdistrict],
        name_zh="热饭到家",
    )
    revision = actions.propose_revision(service, changed, by=town.manager, at=NOW)
    assert set(revision.told) == {"groups", "subdistricts", "name_zh"}
    actions.set_places(service, places=3, by=town.manager, at=NOW)
    actions.accept_revision(revision, by=town.bureau, at=NOW)
    service.refresh_from_db()
    assert {one.pk for one in service.groups.all()} == {"M"}
    assert list(service.subdistricts.all()) == [town.here.subdistrict]
    # What was changed beside it is not changed back.
    assert (service.name_zh, service.places) == ("热饭到家", 3)
    assert "热饭" not in str([entry.changes for entry in thread_of(service)])


def test_sent_back_it_says_why_and_another_may_be_sent(service, dearer, offer, town):
    actions.return_revision(dearer, reason="请附物价说明", by=town.bureau, at=NOW)
    assert standing(service)[1] == 1500
    assert service.revisions.first().returned_for == "请附物价说明"
    again = replace(offer, price_cents=1600)
    actions.propose_revision(service, again, by=town.manager, at=NOW)
    assert service.revisions.count() == 2


def test_one_waits_at_a_time_and_it_can_be_taken_back(service, dearer, offer, town):
    cheaper = replace(offer, price_cents=0)
    with pytest.raises(RuleBroken, match="revision_waits"):
        actions.propose_revision(service, cheaper, by=town.manager, at=NOW)
    actions.take_back_revision(dearer, by=town.manager, at=NOW)
    actions.propose_revision(service, cheaper, by=town.manager, at=NOW)
    with pytest.raises(RuleBroken, match="revision_judged"):
        actions.accept_revision(dearer, by=town.bureau, at=NOW)


def test_what_is_taken_off_the_shelf_is_not_revised(service, dearer, offer, town):
    actions.take_off_shelf(service, by=town.manager, at=NOW)
    dearer.refresh_from_db()
    assert dearer.state == RevisionState.TAKEN_BACK
    with pytest.raises(RuleBroken, match="not_on_shelf"):
        actions.propose_revision(service, replace(offer, places=9), by=town.manager, at=NOW)


def test_nothing_different_is_nothing_to_check(service, offer, town):
    with pytest.raises(RuleBroken, match="nothing_changed"):
        actions.propose_revision(service, offer, by=town.manager, at=NOW)


def test_whoever_is_suspended_waits_for_the_check_too(service, dearer, town):
    actions.suspend_organization(town.organization, reason="年检逾期", by=town.bureau, at=NOW)
    with pytest.raises(RuleBroken, match="not_resident"):
        actions.accept_revision(dearer, by=town.bureau, at=NOW)
    assert standing(service)[1] == 1500


def test_nobody_checks_their_own(service, dearer, town):
    for who in (town.manager, town.bureau_abroad, town.steward):
        with pytest.raises((NotAllowed, Hidden)):
            actions.accept_revision(dearer, by=who, at=NOW)
        with pytest.raises((NotAllowed, Hidden)):
            actions.return_revision(dearer, reason="不行", by=who, at=NOW)
    for who in (town.manager_of_other, town.stranger):
        with pytest.raises((NotAllowed, Hidden)):
            actions.take_back_revision(dearer, by=who, at=NOW)
    assert standing(service)[1] == 1500


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"price_cents": -1}, "price_cents"),
        ({"name_zh": " "}, "name_zh"),
        ({"groups": []}, "groups"),
    ],
)
def test_what_cannot_be_is_refused_before_it_waits(service, offer, town, changed, field):
    with pytest.raises(Malformed) as refusal:
        actions.propose_revision(service, replace(offer, **changed), by=town.manager, at=NOW)
    assert set(refusal.value.fields) == {field}
    assert not Revision.objects.exists()


def test_a_reason_is_asked_for(dearer, town):
    with pytest.raises(Malformed):
        actions.return_revision(dearer, reason=" ", by=town.bureau, at=NOW)


@pytest.mark.parametrize(
    "changed",
    [{"price_cents": 1}, {"name_zh": "别的"}, {"description_zh": "别的"}, {"subcategory": "A3"}],
)
def test_the_database_lets_nothing_else_change_what_is_read_on_the_shelf(service, changed):
    if "subcategory" in changed:
        changed = {"subcategory": makers.make_subcategory("A3")}
    with pytest.raises(IntegrityError), transaction.atomic():
        Service.objects.filter(pk=service.pk).update(**changed)
    Service.objects.filter(pk=service.pk).update(state=ServiceState.OFF_SHELF)
    Service.objects.filter(pk=service.pk).update(**changed)


def test_the_database_keeps_a_revision_as_it_was_sent_and_judged(service, dearer, town):
    for changed in ({"told": {}}, {"state": RevisionState.ACCEPTED}, {"service": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Revision.objects.filter(pk=dearer.pk).update(**changed)
    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.objects.create(service=service, told={}, sent_at=NOW, sent_by=town.manager)
    actions.accept_revision(dearer, by=town.bureau, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.objects.filter(pk=dearer.pk).update(judged_by=town.manager)
