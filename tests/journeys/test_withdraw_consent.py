"""Taking a consent back: what ends with it, what goes on, and that it is said before."""

import pytest
from django.db import transaction

from marketplace.accounts.choices import Role
from marketplace.households.choices import ToldBy, ToldHow
from marketplace.journal.models import Entry
from marketplace.journeys.approve_need import approve_need
from marketplace.journeys.close_need import close_need
from marketplace.journeys.confirm_order import confirm_order
from marketplace.journeys.hear_resident import hear_resident
from marketplace.journeys.hold_need import hold_need
from marketplace.journeys.plan_visits import plan_visits
from marketplace.journeys.reopen_need import reopen_need
from marketplace.journeys.resume_need import resume_need
from marketplace.journeys.withdraw_consent import (
    Consequences,
    consequences_of,
    withdraw_consent,
)
from marketplace.kernel.errors import NotAllowed, RuleBroken
from marketplace.needs.models import Need
from marketplace.satisfaction.actions import ask_about_data
from marketplace.workorders.actions import check_in
from marketplace.workorders.models import Offer, WorkOrder
from tests import makers
from tests.journeys.scene import Scene, manager_of
from tests.makers import later

pytestmark = pytest.mark.django_db

THEN = later(days=3)


@pytest.fixture(scope="module")
def kept_scene(stage):
    return stage.keep("scene", found_scene)


def found_scene() -> Scene:
    scene = Scene()
    scene.service()
    return scene


def withdraw(consent, by, *, told_by=ToldBy.PERSON, at=THEN) -> Consequences:
    return withdraw_consent(consent, told_by=told_by, told_how=ToldHow.PHONE, by=by, at=at)


def fresh(need: Need) -> Need:
    return Need.objects.get(pk=need.pk)


def of(scene: Scene, purpose: str = "service"):
    return makers.make_consent(scene.resident, purpose=purpose)


def another(scene: Scene, state: str, code: str, **fields) -> Need:
    return makers.make_need(
        state,
        resident=scene.resident,
        need_type=makers.make_need_type(code),
        owner=scene.steward,
        **fields,
    )


def test_a_need_that_is_offered_ends_and_its_provider_is_free(scene):
    offer = scene.offered()
    need = offer.work_order.need
    assert consequences_of(of(scene)) == Consequences(ended=[need])
    withdraw(of(scene), scene.steward)
    assert (fresh(need).state, fresh(need).outcome) == ("withdrawn", "withdrawn")
    assert WorkOrder.objects.get().state == "cancelled"
    assert Offer.objects.get().state == "recalled"


def test_every_open_need_ends_but_those_in_danger_and_those_that_are_done(scene):
    ended = another(scene, "assessed", "E-L1-05"), another(scene, "returned", "E-L1-06")
    kept = another(scene, "triaged", "E-L1-07", tag="urgent")
    over = another(scene, "closed", "E-L1-08")
    done = scene.delivered().need
    found = consequences_of(of(scene))
    assert (found.ended, found.kept, found.done) == ([*ended], [kept], [fresh(done)])
    assert withdraw(of(scene), scene.steward) == found
    assert {fresh(need).state for need in ended} == {"withdrawn"}
    assert [fresh(need).state for need in (kept, done, over)] == ["triaged", "fulfilled", "closed"]


def test_needs_of_somebody_else_go_on(scene):
    need = scene.posted(resident=makers.make_resident(scene.community))
    withdraw(of(scene), scene.steward)
    assert fresh(need).state == "submitted"


@pytest.mark.parametrize("purpose", ["health", "follow_up"])
def test_another_consent_ends_no_need(purpose, scene):
    need = scene.posted()
    found = consequences_of(of(scene, purpose))
    assert found == Consequences(erases_health_note=purpose == "health")
    withdraw(of(scene, purpose), scene.steward)
    assert fresh(need).state == "submitted"


def test_while_somebody_is_there_nothing_is_withdrawn(scene):
    order = scene.accepted()
    by = manager_of(order.offers.get())
    (visit,) = plan_visits(
        order, slots=[(later(days=1), later(days=1, hours=1))], by=by, at=later(minutes=30)
    )
    check_in(visit, by=by, at=later(days=1))
    consent = of(scene)
    assert consequences_of(consent).visited == [order.need]
    with pytest.raises(RuleBroken, match="visit_under_way"), transaction.atomic():
        withdraw(consent, scene.steward, at=later(days=1))
    consent.refresh_from_db()
    assert consent.withdrawn_at is None


def test_a_need_elsewhere_ends_too_since_it_is_the_persons_own_will(scene):
    makers.make_district(subdistricts=2)
    elsewhere = makers.make_community(makers.make_subdistrict(number=2))
    need = another(scene, "assessed", "E-L1-05", community=elsewhere)
    withdraw(of(scene), scene.steward)
    assert fresh(need).state == "withdrawn"
    assert Entry.objects.get(verb="withdraw_need").actor is None
    assert Entry.objects.get(verb="withdraw_consent").actor == scene.steward


@pytest.mark.parametrize("role", [Role.DISPATCHER, Role.BUREAU_OFFICER])
def test_who_takes_no_requests_withdraws_nothing(role, scene):
    need = scene.posted()
    with pytest.raises(NotAllowed), transaction.atomic():
        withdraw(of(scene), makers.make_staff(role, makers.make_district()))
    assert fresh(need).state == "submitted"


# -- afterwards -----------------------------------------------------------------------------------


def test_nothing_is_approved_reopened_or_resumed_on_a_consent_that_is_gone(scene):
    paused = hold_need(scene.ordered().need, reason="住院", by=scene.officer, at=later(hours=1))
    order = scene.delivered(
        scene.accepted(scene.offered(scene.ordered(resident=makers.make_resident(scene.community))))
    )
    scene.resident.consents.update(withdrawn_at=THEN)
    order.need.resident.consents.update(withdrawn_at=THEN)
    for again in (
        lambda: resume_need(paused, by=scene.officer, at=THEN),
        lambda: reopen_need(order.need, reason="又需要", by=scene.steward, at=THEN),
        lambda: hear_resident(order, score=1, channel="link", what_next="reopen", by=None, at=THEN),
    ):
        with pytest.raises(RuleBroken, match="consent_withdrawn"), transaction.atomic():
            again()
    anew = makers.make_consent(paused.resident, given_at=THEN)
    assert resume_need(paused, by=scene.officer, at=THEN)
    assert fresh(paused).consent == anew


def test_whoever_does_not_want_to_be_asked_is_not_asked(scene):
    order = scene.delivered()
    withdraw(of(scene, "follow_up"), scene.steward)
    with pytest.raises(RuleBroken, match="not_to_be_asked"), transaction.atomic():
        hear_resident(order, score=5, channel="phone", by=scene.steward, at=THEN)
    order = confirm_order(order, by=scene.steward, at=THEN)
    close_need(order.need, outcome="met", unheard_because="不愿回访", by=scene.steward, at=THEN)


def test_the_resident_may_still_say_by_themself_how_it_was(scene):
    order = scene.delivered()
    withdraw(of(scene, "follow_up"), scene.steward)
    assert hear_resident(order, score=5, channel="link", by=None, at=THEN).score == 5


def test_what_was_asked_by_code_is_answered_by_doing_it(scene):
    need = scene.posted()
    asked = ask_about_data(need, about="service", text="不用了", by=None, at=later(hours=1))
    other = ask_about_data(need, about="erasure", by=None, at=later(hours=1))
    withdraw(of(scene), scene.steward)
    asked.refresh_from_db(), other.refresh_from_db()
    assert (asked.state, asked.answered_by, bool(asked.answer)) == ("answered", scene.steward, True)
    assert other.state == "received"


def test_an_order_opened_in_the_same_moment_does_not_outlive_its_need(scene, monkeypatch):
    need = scene.judged(scene.posted())
    approve_need(need, by=scene.officer, at=later(minutes=10))
    module = "marketplace.journeys.withdraw_need.order_of"
    seen = iter([None])
    monkeypatch.setattr(module, lambda need: next(seen, WorkOrder.objects.get()))
    with pytest.raises(RuleBroken, match="changed_meanwhile"), transaction.atomic():
        withdraw(of(scene), scene.steward)
    assert fresh(need).state == "ordered"
