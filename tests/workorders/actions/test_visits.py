from datetime import date, timedelta

import pytest

from marketplace.kernel.errors import Hidden, Malformed, RuleBroken
from marketplace.workorders import actions
from marketplace.workorders.choices import IncidentKind, OrderState, VisitState
from tests import makers
from tests.journeys.scene import Scene, manager_of
from tests.makers import later, make_worker

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
BEGIN = later(days=1)


def a_visit(scene: Scene):
    order = scene.accepted()
    manager = manager_of(order.offers.get())
    (visit,) = actions.plan_visits(
        order, slots=[(BEGIN, BEGIN + HOUR)], by=manager, at=later(hours=1)
    )
    return visit, manager


def of_service(**need_type):
    scene = Scene(need_type=makers.make_need_type("E-L1-03", **need_type))
    service = scene.service(helpers=2)
    visit, manager = a_visit(scene)
    return visit, manager, service.organization


def of_volunteer(**need_type):
    scene = Scene(need_type=makers.make_need_type("E-L1-07", **need_type))
    volunteer = makers.make_volunteer(community=scene.community)
    visit, manager = a_visit(scene)
    return visit, manager, volunteer


def test_check_in_and_check_out_make_a_visit():
    visit, manager, organization = of_service()
    worker = make_worker(organization)
    actions.check_in(visit, workers=[worker], by=manager, at=BEGIN)
    assert (visit.state, visit.work_order.state, visit.helpers) == (
        VisitState.UNDER_WAY,
        OrderState.IN_PROGRESS,
        1,
    )
    actions.check_out(visit, record="洗头、剪指甲 💈 䶮", by=manager, at=BEGIN + HOUR)
    visit.refresh_from_db()
    assert (visit.state, visit.checked_in_at, visit.checked_out_at, visit.record) == (
        VisitState.DONE,
        BEGIN,
        BEGIN + HOUR,
        "洗头、剪指甲 💈 䶮",
    )
    assert set(visit.workers.all()) == {worker}


def test_a_two_person_service_needs_two_different_people():
    visit, manager, organization = of_service(helpers=2)
    one, two = make_worker(organization, name="张三"), make_worker(organization, name="张三")
    for people in (
        {"workers": []},
        {"workers": [one]},
        {"workers": [one, one]},
        {"workers": [one], "companion": "张 三"},
    ):
        with pytest.raises(RuleBroken) as refusal:
            actions.check_in(visit, **people, by=manager, at=BEGIN)
        assert refusal.value.code == "too_few_people"
        assert visit.state == VisitState.PLANNED
    actions.check_in(visit, workers=[one, two], by=manager, at=BEGIN)
    assert visit.helpers == 2


def test_somebody_from_elsewhere_may_be_the_second_person():
    visit, manager, organization = of_service(helpers=2)
    actions.check_in(
        visit,
        workers=[make_worker(organization)],
        companion="社区网格员 李某",
        by=manager,
        at=BEGIN,
    )
    assert (visit.helpers, visit.companion) == (2, "社区网格员 李某")


def test_a_volunteer_is_never_alone_with_a_child():
    visit, user, volunteer = of_volunteer(helpers=2, safeguards_minor=True)
    for companion in ("", volunteer.name):
        with pytest.raises(RuleBroken) as refusal:
            actions.check_in(visit, companion=companion, by=user, at=BEGIN)
        assert refusal.value.code == "too_few_people"
    actions.check_in(visit, companion="家长", by=user, at=BEGIN)
    assert visit.helpers == 2


def test_a_young_volunteer_never_goes_alone():
    visit, user, volunteer = of_volunteer()
    volunteer.birth_on, volunteer.guardian_agreed_on = date(2010, 1, 1), date(2026, 1, 1)
    volunteer.save()
    with pytest.raises(RuleBroken):
        actions.check_in(visit, by=user, at=BEGIN)
    actions.check_in(visit, companion="带队老师", by=user, at=BEGIN)


def test_only_people_of_the_organization_are_checked_in():
    visit, manager, organization = of_service()
    stranger = make_worker()
    gone = make_worker(organization, left_on=BEGIN.date())
    leaving = make_worker(organization, left_on=BEGIN.date() + timedelta(days=1))
    for worker in (stranger, gone):
        with pytest.raises(RuleBroken) as refusal:
            actions.check_in(visit, workers=[worker], by=manager, at=BEGIN)
        assert refusal.value.code == "stranger"
    actions.check_in(visit, workers=[leaving], by=manager, at=BEGIN)


def test_only_the_holder_of_the_order_logs_visits():
    visit, _manager, _ = of_service()
    rival = makers.make_member()
    for function, more in [
        (actions.check_in, {}),
        (actions.check_out, {"record": "x"}),
        (actions.miss_visit, {"kind": IncidentKind.REFUSED}),
        (actions.report_incident, {"kind": IncidentKind.FALL, "text": ""}),
        (actions.cancel_visit, {"reason": ""}),
    ]:
        with pytest.raises(Hidden):
            function(visit, by=rival, at=BEGIN, **more)
    visit.refresh_from_db()
    assert (visit.state, visit.incidents.count()) == (VisitState.PLANNED, 0)


@pytest.mark.parametrize("came_at", [later(minutes=19), BEGIN + timedelta(seconds=1)])
def test_nobody_came_before_the_order_was_accepted_or_in_the_future(came_at):
    visit, manager, _ = of_service()
    with pytest.raises(Malformed) as refusal:
        actions.check_in(visit, came_at=came_at, by=manager, at=BEGIN)
    assert list(refusal.value.fields) == ["came_at"]


def test_nobody_leaves_before_they_came_or_without_a_record():
    visit, manager, _ = of_service()
    actions.check_in(visit, by=manager, at=BEGIN)
    with pytest.raises(Malformed):
        actions.check_out(visit, record="做了", left_at=BEGIN - HOUR, by=manager, at=BEGIN + HOUR)
    with pytest.raises(Malformed) as refusal:
        actions.check_out(visit, record=" \u200b ", by=manager, at=BEGIN + HOUR)
    assert list(refusal.value.fields) == ["record"]
    visit.refresh_from_db()
    assert visit.state == VisitState.UNDER_WAY


@pytest.mark.parametrize("text", ["空\x00字符", "半个\ud800", "长" * 2001])
def test_records_that_cannot_be_stored_are_refused_by_name(text):
    visit, manager, _ = of_service()
    actions.check_in(visit, by=manager, at=BEGIN)
    with pytest.raises(Malformed) as refusal:
        actions.check_out(visit, record=text, by=manager, at=BEGIN + HOUR)
    assert list(refusal.value.fields) == ["record"]


def test_a_visit_is_logged_once():
    visit, manager, _ = of_service()
    actions.check_in(visit, by=manager, at=BEGIN)
    with pytest.raises(RuleBroken):
        actions.check_in(visit, by=manager, at=BEGIN)
    actions.check_out(visit, record="完成", by=manager, at=BEGIN + HOUR)
    with pytest.raises(RuleBroken):
        actions.check_out(visit, record="完成", by=manager, at=BEGIN + HOUR)
    with pytest.raises(RuleBroken):
        actions.miss_visit(visit, kind=IncidentKind.NOT_AT_HOME, by=manager, at=BEGIN + HOUR)


def test_a_missed_visit_says_why_and_the_order_goes_on():
    visit, manager, _ = of_service()
    with pytest.raises(Malformed):
        actions.miss_visit(visit, kind="lazy", by=manager, at=BEGIN)
    with pytest.raises(Malformed):
        actions.miss_visit(visit, kind=IncidentKind.OTHER, by=manager, at=BEGIN)
    actions.miss_visit(visit, kind=IncidentKind.NOT_AT_HOME, by=manager, at=BEGIN)
    assert visit.incidents.get().kind == IncidentKind.NOT_AT_HOME
    assert visit.work_order.state == OrderState.SCHEDULED
