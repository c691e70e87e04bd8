from datetime import timedelta

import pytest

from marketplace.needs.choices import NeedState
from marketplace.supervision import figures
from marketplace.supervision.queries import open_needs, watch
from marketplace.workdays.queries import calendar
from tests import makers
from tests.makers import NOW, later, make_need
from tests.supervision.conftest import somebody

pytestmark = pytest.mark.django_db
MOMENT = timedelta(microseconds=1)


@pytest.fixture(autouse=True)
def four_tags(db):
    for code in ("urgent", "safety_net", "needs_care", "monitoring"):
        makers.make_tag(code)


def queues(user, at):
    found = figures.queues(watch(open_needs(user), calendar=calendar(), at=at))
    return {queue.tag.code if queue.tag else None: queue for queue in found}


def test_each_tag_has_its_queue_after_those_not_judged(scene, bureau):
    make_need(NeedState.SUBMITTED, resident=somebody(scene))
    for state in (NeedState.ORDERED, NeedState.IN_SERVICE, NeedState.ORDERED):
        make_need(state, resident=somebody(scene), tag="safety_net")
    make_need(NeedState.ORDERED, resident=somebody(scene), tag="urgent")
    make_need(NeedState.CLOSED, resident=somebody(scene), tag="urgent")
    found = queues(bureau, later(hours=1))
    assert {code: (queue.total, queue.breached) for code, queue in found.items()} == {
        None: (1, 0),
        "urgent": (1, 1),
        "safety_net": (3, 0),
        "needs_care": (0, 0),
        "monitoring": (0, 0),
    }
    assert list(found) == [None, "urgent", "safety_net", "needs_care", "monitoring"]
    assert found["safety_net"].by_state == {"ordered": 2, "in_service": 1}
    assert found["urgent"].nearest.due_at == later(minutes=30)
    assert found["monitoring"].nearest is None


def test_the_funnel_counts_at_each_stage_all_who_came_that_far(scene, bureau, stranger):
    for state in (
        NeedState.DRAFT,
        NeedState.SUBMITTED,
        NeedState.REJECTED,
        NeedState.ON_HOLD,
        NeedState.ORDERED,
        NeedState.IN_SERVICE,
        NeedState.FULFILLED,
        NeedState.CLOSED,
    ):
        make_need(state, resident=somebody(scene), owner=scene.steward)
    make_need(NeedState.CLOSED, resident=somebody(scene), reported_at=NOW - MOMENT)
    make_need(NeedState.CLOSED, resident=somebody(scene), reported_at=later(days=1))
    period = {"since": NOW, "until": later(days=1)}
    assert figures.funnel(bureau, **period) == {
        "posted": 7,
        "approved": 5,
        "in_service": 3,
        "fulfilled": 2,
        "closed": 1,
    }
    assert set(figures.funnel(stranger, **period).values()) == {0}


def test_the_flow_of_the_days_begins_at_midnight_in_shanghai(scene, bureau, stranger):
    midnight = makers.at("2026-10-21", "00:00")
    for moment in (midnight - MOMENT, midnight, NOW, later(minutes=1)):
        make_need(NeedState.SUBMITTED, resident=somebody(scene), reported_at=moment)
    make_need(NeedState.DRAFT, resident=somebody(scene), owner=scene.steward)
    make_need(
        NeedState.CLOSED,
        resident=somebody(scene),
        reported_at=midnight - timedelta(days=2),
        approved_at=midnight - timedelta(days=2),
        fulfilled_at=midnight - timedelta(days=1),
        ended_at=NOW,
    )
    assert figures.flow_by_day(bureau, at=NOW, days=3) == {
        "posted": [1, 1, 2],
        "approved": [1, 0, 0],
        "fulfilled": [0, 1, 0],
        "closed": [0, 0, 1],
    }
    assert figures.flow_by_day(stranger, at=NOW, days=3) == {
        kind: [0, 0, 0] for kind in figures.FLOW
    }


def test_fourteen_days_cost_one_query(scene, bureau, django_assert_num_queries):
    for days in range(20):
        make_need(
            NeedState.SUBMITTED, resident=somebody(scene), reported_at=NOW - timedelta(days=days)
        )
    with django_assert_num_queries(2):
        flow = figures.flow_by_day(bureau, at=NOW)
    assert flow["posted"] == [1] * 14
