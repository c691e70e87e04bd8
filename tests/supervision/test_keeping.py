from datetime import timedelta

import pytest

from marketplace.needs.choices import NeedState
from marketplace.supervision.keeping import clocks_kept
from marketplace.workdays.queries import calendar
from marketplace.workorders.choices import OrderState
from marketplace.workorders.models import WorkOrder
from tests import makers
from tests.makers import NOW, later, make_need
from tests.supervision.conftest import somebody

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def four_tags(db):
    for code in ("urgent", "safety_net", "needs_care", "monitoring"):
        makers.make_tag(code)


def kept(user, *, at=None, since=NOW, until=None):
    at = at or later(days=60)
    found = clocks_kept(user, since=since, until=until or at, calendar=calendar(), at=at)
    return {(one.tag.code, one.kind.value): (one.kept, one.counted) for one in found}


def order(scene, state=NeedState.IN_SERVICE, *, tag="safety_net", approved_at=NOW, **moments):
    need = make_need(
        state, resident=somebody(scene), tag=tag, reported_at=NOW, approved_at=approved_at
    )
    return WorkOrder.objects.create(
        number=f"{need.number}-1",
        need=need,
        state=OrderState.ACCEPTED if moments else OrderState.CREATED,
        opened_at=approved_at,
        **moments,
    )


def test_a_clock_is_kept_if_it_was_met_in_time(scene, bureau, stranger):
    order(scene, accepted_at=later(hours=4))
    order(scene, accepted_at=later(hours=4, microseconds=1))
    counted = kept(bureau, at=later(hours=5))
    assert counted == {("safety_net", "accept"): (1, 2)}
    assert kept(stranger, at=later(hours=5)) == {}


def test_what_still_runs_is_not_counted_and_what_ran_out_is_late(scene, bureau):
    order(scene)
    assert kept(bureau, at=later(hours=4)) == {}
    assert kept(bureau, at=later(hours=4, microseconds=1)) == {("safety_net", "accept"): (0, 1)}


def test_a_whole_service_is_counted_by_its_first_visit(scene, bureau):
    scene.service()
    scene.visited()
    assert kept(bureau) == {
        ("needs_care", "accept"): (1, 1),
        ("needs_care", "first_contact"): (1, 1),
        ("needs_care", "deliver"): (1, 1),
    }


def test_withdrawn_and_paused_needs_are_nobodys_delay_and_closed_ones_still_count(scene, bureau):
    for state in (NeedState.WITHDRAWN, NeedState.ON_HOLD):
        order(scene, state)
    order(scene, NeedState.CLOSED, accepted_at=later(hours=1))
    assert kept(bureau, at=later(hours=5)) == {("safety_net", "accept"): (1, 1)}


def test_only_needs_approved_in_the_period_count(scene, bureau):
    period = {"since": NOW, "until": later(days=1), "at": later(days=2)}
    for approved_at in (NOW - timedelta(microseconds=1), NOW, later(days=1)):
        order(scene, tag="monitoring", approved_at=approved_at, accepted_at=approved_at)
    assert kept(bureau, **period) == {("monitoring", "accept"): (1, 1)}


def test_of_two_orders_for_one_need_the_later_one_counts(scene, bureau):
    first = order(scene, accepted_at=later(hours=1), state=NeedState.ORDERED)
    first.state, first.ended_at = "failed", later(hours=2)
    first.save(update_fields=["state", "ended_at"])
    WorkOrder.objects.create(
        number=f"{first.need.number}-2", need=first.need, opened_at=later(hours=2)
    )
    assert kept(bureau, at=later(hours=5)) == {("safety_net", "accept"): (0, 1)}


def test_a_thousand_needs_cost_as_many_queries_as_one(scene, bureau, django_assert_num_queries):
    days = calendar()

    def count():
        clocks_kept(bureau, since=NOW, until=later(days=1), calendar=days, at=later(days=1))

    order(scene)
    count()
    with django_assert_num_queries(2):
        count()
    for _ in range(10):
        order(scene)
    with django_assert_num_queries(2):
        count()
