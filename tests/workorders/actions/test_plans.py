from datetime import timedelta

import pytest

from marketplace.kernel.errors import Hidden, Malformed, NotAllowed, RuleBroken
from marketplace.workorders import actions
from marketplace.workorders.choices import OrderState, VisitState
from tests import makers
from tests.journeys.scene import Scene, manager_of
from tests.makers import at, later

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def an_accepted_order(**need_type):
    scene = Scene(need_type=makers.make_need_type("E-L2-01", **need_type))
    scene.service()
    order = scene.accepted()
    return scene, order, manager_of(order.offers.get())


def days(visits) -> list[str]:
    return [visit.planned_from.date().isoformat() for visit in visits]


def test_visits_are_planned_in_order_and_the_order_is_scheduled():
    _, order, manager = an_accepted_order()
    second, first = later(days=2), later(days=1)
    visits = actions.plan_visits(
        order, slots=[(second, second + HOUR), (first, first + HOUR)], by=manager, at=later(hours=1)
    )
    assert [visit.planned_from for visit in visits] == [first, second]
    assert order.state == OrderState.SCHEDULED
    actions.plan_visits(
        order, slots=[(later(days=3), later(days=3) + HOUR)], by=manager, at=later(hours=2)
    )
    assert order.visits.count() == 3


def test_a_visit_of_yesterday_may_be_planned_to_be_logged_but_not_before_acceptance():
    _, order, manager = an_accepted_order()
    accepted = order.accepted_at
    actions.plan_visits(order, slots=[(accepted, accepted + HOUR)], by=manager, at=later(days=1))
    with pytest.raises(Malformed) as refusal:
        actions.plan_visits(
            order, slots=[(accepted - HOUR, accepted)], by=manager, at=later(days=1)
        )
    assert refusal.value.code == "too_early"


def test_visits_of_one_order_do_not_overlap_but_a_cancelled_one_is_no_hindrance():
    _, order, manager = an_accepted_order()
    slot = (later(days=1), later(days=1) + HOUR)
    (visit,) = actions.plan_visits(order, slots=[slot], by=manager, at=later(hours=1))
    with pytest.raises(Malformed) as refusal:
        actions.plan_visits(order, slots=[slot], by=manager, at=later(hours=1))
    assert refusal.value.code == "overlap"
    actions.cancel_visit(visit, reason="改期", by=manager, at=later(hours=2))
    actions.plan_visits(order, slots=[slot], by=manager, at=later(hours=2))


def test_only_the_provider_plans():
    scene, order, _ = an_accepted_order()
    rival = makers.make_member(scene.service().organization)
    slot = (later(days=1), later(days=1) + HOUR)
    with pytest.raises(Hidden):
        actions.plan_visits(order, slots=[slot], by=rival, at=later(hours=1))
    assert not order.visits.exists()


def test_nothing_is_planned_for_an_order_that_nobody_has_accepted():
    scene = Scene()
    scene.service()
    offer = scene.offered()
    with pytest.raises(NotAllowed):
        actions.plan_visits(
            offer.work_order,
            slots=[(later(days=1), later(days=1) + HOUR)],
            by=manager_of(offer),
            at=later(hours=1),
        )
    assert actions.prolong_series(offer.work_order, at=later(hours=1)) == []


def test_a_course_is_planned_whole_from_its_first_visit():
    _, order, manager = an_accepted_order(frequency="weekly:2", visits=4)
    first = at("2026-10-26")
    visits = actions.plan_series(order, first=(first, first + HOUR), by=manager, at=later(hours=1))
    assert days(visits) == ["2026-10-26", "2026-10-29", "2026-11-02", "2026-11-05"]


def test_what_has_no_end_is_planned_four_weeks_and_prolonged_without_gap_or_double():
    _, order, manager = an_accepted_order(frequency="weekly:1")
    first = at("2026-10-26")
    visits = actions.plan_series(order, first=(first, first + HOUR), by=manager, at=later(hours=1))
    assert days(visits) == ["2026-10-26", "2026-11-02", "2026-11-09", "2026-11-16"]
    assert days(actions.prolong_series(order, at=at("2026-11-10"))) == [
        "2026-11-23",
        "2026-11-30",
        "2026-12-07",
    ]
    assert actions.prolong_series(order, at=at("2026-11-10")) == []


def test_school_days_leave_out_the_national_holiday():
    scene = Scene(need_type=makers.make_need_type("M-L1-02", frequency="school_day:1", visits=6))
    scene.resident.groups.add(makers.make_group("E"))
    scene.service()
    early = at("2026-09-21")
    order = scene.accepted(scene.offered(scene.ordered(at=early), at=early), at=early)
    first = at("2026-09-28", "07:30")
    manager = manager_of(order.offers.get())
    visits = actions.plan_series(order, first=(first, first + HOUR), by=manager, at=early)
    assert days(visits)[:3] == ["2026-09-28", "2026-09-29", "2026-09-30"]
    assert not {f"2026-10-0{day}" for day in range(1, 8)} & set(days(visits))


def test_what_happens_once_is_never_prolonged():
    _, order, manager = an_accepted_order(frequency="once")
    first = later(days=1)
    actions.plan_series(order, first=(first, first + HOUR), by=manager, at=later(hours=1))
    assert actions.prolong_series(order, at=later(days=60)) == []


def test_a_visit_is_moved_to_a_free_time_and_not_once_it_has_begun():
    _, order, manager = an_accepted_order()
    one, two = later(days=1), later(days=2)
    visit, _ = actions.plan_visits(
        order, slots=[(one, one + HOUR), (two, two + HOUR)], by=manager, at=later(hours=1)
    )
    with pytest.raises(Malformed) as refusal:
        actions.move_visit(visit, slot=(two, two + HOUR), by=manager, at=later(hours=2))
    assert refusal.value.code == "overlap"
    to = one + timedelta(minutes=30)
    actions.move_visit(
        visit, slot=(to, to + HOUR), reason="老人要去医院", by=manager, at=later(hours=2)
    )
    assert (visit.planned_from, visit.state) == (to, VisitState.PLANNED)
    actions.check_in(visit, by=manager, at=to)
    with pytest.raises(RuleBroken):
        actions.move_visit(visit, slot=(one, one + HOUR), by=manager, at=to)
