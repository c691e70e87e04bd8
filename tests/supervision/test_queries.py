import pytest

from marketplace.accounts.choices import Role
from marketplace.needs.choices import NeedState
from marketplace.needs.lifecycle import OPEN
from marketplace.needs.models import Need
from marketplace.needs.rules import ClockKind
from marketplace.supervision.actions import raise_alert
from marketplace.supervision.models import AlertKind
from marketplace.supervision.queries import open_needs, unseen_alerts, visible_to, watch, watchable
from marketplace.workdays.queries import calendar
from tests import makers
from tests.makers import NOW, later, make_need
from tests.supervision.conftest import somebody

pytestmark = pytest.mark.django_db


def watched(user, at=NOW):
    return watch(open_needs(user), calendar=calendar(), at=at)


def test_exactly_the_open_needs_are_under_watch(scene, bureau, stranger):
    by_state = {
        state: make_need(state, resident=somebody(scene), owner=scene.steward)
        for state in NeedState.values
        if state != NeedState.MERGED
    }
    assert {one.need for one in watched(bureau)} == {by_state[state] for state in OPEN}
    assert watched(stranger) == []


def test_the_nearest_clock_stands_first_and_what_has_none_last(scene, bureau):
    kinds = {
        tag: make_need(NeedState.ORDERED, resident=somebody(scene), tag=tag)
        for tag in ("monitoring", "needs_care", "safety_net", "urgent")
    }
    held = make_need(NeedState.ON_HOLD, resident=somebody(scene))
    assert [one.need for one in watched(bureau)] == [
        kinds["urgent"],
        kinds["safety_net"],
        kinds["needs_care"],
        kinds["monitoring"],
        held,
    ]


def test_how_far_the_open_order_is_meets_its_clocks(scene, bureau):
    scene.service()
    scene.visited()
    (one,) = watched(bureau, at=later(days=30))
    assert {clock.kind: clock.met_at for clock in one.clocks} == {
        ClockKind.ACCEPT: later(minutes=20),
        ClockKind.FIRST_CONTACT: later(days=1),
        ClockKind.DELIVER: later(days=1, minutes=55),
    }
    assert (one.nearest, one.is_breached) == (None, False)


def test_an_order_that_ended_meets_nothing(scene, bureau):
    """A visit of the first order does not keep the promise of the second."""
    scene.service()
    order = scene.visited().work_order
    order.state, order.ended_at = "failed", later(days=2)
    order.save(update_fields=["state", "ended_at"])
    (one,) = watched(bureau, at=later(days=30))
    assert {clock.met_at for clock in one.clocks} == {None}
    assert one.is_breached


def test_watching_costs_three_queries_and_decrypts_nothing(
    scene, bureau, django_assert_num_queries
):
    for _ in range(10):
        make_need(NeedState.ORDERED, resident=somebody(scene), owner=scene.steward)
    with django_assert_num_queries(3):
        found = watched(bureau)
        named = [
            (one.need.tag.name, one.need.need_type.name, one.need.community.subdistrict.name)
            for one in found
        ]
    assert len(named) == 10
    assert {frozenset(one.need.get_deferred_fields()) for one in found} == {
        frozenset({"description"})
    }


def test_a_need_without_an_order_is_watched_too(scene):
    need = make_need(NeedState.SUBMITTED, resident=somebody(scene))
    (found,) = watchable(Need.objects.filter(pk=need.pk))
    assert (found.order_accepted_at, found.first_visit_at, found.first_done_at) == (None,) * 3


# -- alerts ---------------------------------------------------------------------------------------


def test_alerts_are_seen_where_their_needs_are_and_the_latest_first(scene, bureau, stranger):
    need = make_need(NeedState.ORDERED, resident=somebody(scene))
    first = raise_alert(need, kind=AlertKind.ACCEPT, due_at=NOW, at=NOW)
    second = raise_alert(need, kind=AlertKind.DELIVER, due_at=NOW, at=later(hours=1))
    seen = raise_alert(need, kind=AlertKind.PAPERS, due_at=NOW, at=later(hours=2))
    seen.seen_at, seen.seen_by = NOW, bureau
    seen.save()
    elsewhere = makers.make_staff(Role.STEWARD, makers.make_community(number=2))
    assert list(unseen_alerts(bureau)) == [second, first]
    assert list(visible_to(bureau)) == [seen, second, first]
    for user in (stranger, elsewhere):
        assert list(visible_to(user)) == []


def test_a_line_about_an_alert_needs_no_more_queries(scene, bureau, django_assert_num_queries):
    for _ in range(5):
        need = make_need(NeedState.ORDERED, resident=somebody(scene))
        raise_alert(need, kind=AlertKind.ACCEPT, due_at=NOW, at=NOW)
    with django_assert_num_queries(2):
        lines = [
            (a.need.tag.name, a.need.need_type.name, a.need.community.name)
            for a in unseen_alerts(bureau)
        ]
    assert len(lines) == 5
