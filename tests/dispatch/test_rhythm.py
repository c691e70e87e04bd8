"""When time runs a round by itself, over whom, and what becomes of a preview that waits."""

from collections.abc import Callable

import pytest

from marketplace.accounts.choices import Role
from marketplace.clockwork.ticking import tick
from marketplace.dispatch import actions, queries
from marketplace.dispatch.choices import RunKind, RunState
from marketplace.dispatch.models import Cadence, MatchRun
from marketplace.dispatch.rules import USUAL_MINUTES
from marketplace.journal.models import Entry
from marketplace.journal.queries import thread_of
from marketplace.journeys.dispatch_due import dispatch_due
from marketplace.kernel.errors import Malformed, RuleBroken
from marketplace.workorders.models import WorkOrder
from tests import makers
from tests.makers import HERE, NOW, later

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return makers.make_staff(Role.BUREAU_OFFICER)


@pytest.fixture
def waiting(scene) -> Callable[..., WorkOrder]:
    """An order of a resident of its own that waits."""
    for code in ("urgent", "safety_net", "needs_care", "monitoring"):
        makers.make_tag(code)
    return lambda tag="needs_care": scene.ordered(
        resident=makers.make_resident(scene.community), tag=tag
    )


def due(at) -> list[str]:
    return [tag.code for tag in queries.due_tags(HERE, at)]


def rounds() -> int:
    return MatchRun.objects.filter(kind=RunKind.ROUND).count()


# -- who is due -------------------------------------------------------------------------------------


def test_nothing_is_due_where_nobody_waits(waiting):
    assert due(NOW) == []
    assert dispatch_due(HERE, at=NOW) is None
    assert rounds() == 0


def test_an_order_whose_tag_was_never_planned_is_due_at_once(scene, waiting):
    service = scene.service()
    order = waiting("monitoring")
    run = dispatch_due(HERE, at=later(hours=1))
    assert (run.state, run.started_by) == (RunState.COMMITTED, None)
    assert order.offers.get().service == service


def test_each_tag_is_planned_again_after_its_minutes(scene, waiting):
    scene.service()
    waiting("needs_care"), waiting("safety_net")
    began = later(hours=1)
    dispatch_due(HERE, at=began)
    calm, quicker = waiting("needs_care"), waiting("safety_net")
    assert due(later(hours=1, minutes=4)) == []
    assert due(later(hours=1, minutes=5)) == ["safety_net"]
    dispatch_due(HERE, at=later(hours=1, minutes=5))
    assert (quicker.offers.count(), calm.offers.count()) == (1, 0)
    assert due(later(hours=1, minutes=14)) == []
    assert due(later(hours=1, minutes=15)) == ["needs_care"]


def test_a_round_over_a_calm_tag_takes_the_more_urgent_orders_along(scene, waiting):
    scene.service(places=3)
    waiting("needs_care"), waiting("safety_net")
    dispatch_due(HERE, at=later(hours=1))
    waiting("safety_net")
    dispatch_due(HERE, at=later(hours=1, minutes=11))
    scene.service(places=1)
    calm, urgent = waiting("needs_care"), waiting("safety_net")
    at = later(hours=1, minutes=15)
    assert due(at) == ["safety_net", "needs_care"]
    run = dispatch_due(HERE, at=at)
    assert {tag.code for tag in run.tags.all()} == {"safety_net", "needs_care"}
    assert (urgent.offers.count(), calm.offers.count()) == (1, 0)


def test_a_dispatchers_round_counts_as_the_last_one(scene, waiting):
    scene.service()
    waiting()
    actions.mark_committed(
        actions.propose_round(HERE, by=scene.dispatcher, at=later(hours=1)),
        {},
        by=scene.dispatcher,
        at=later(hours=1),
    )
    assert due(later(hours=1, minutes=14)) == []
    assert due(later(hours=1, minutes=15)) == ["needs_care"]


def test_the_bureau_changes_how_often(waiting, officer):
    minutes = USUAL_MINUTES | {3: 30}
    actions.set_cadences(minutes, reason="夜里少跑", by=officer, at=NOW)
    assert queries.minutes_between_rounds() == minutes
    (entry,) = Entry.objects.filter(verb="set_cadence")
    assert (entry.subject, entry.changes, entry.reason, entry.actor) == (
        "cadence:needs_care",
        {"minutes": [15, 30]},
        "夜里少跑",
        officer,
    )
    actions.set_cadences(USUAL_MINUTES, reason="恢复", by=officer, at=later())
    assert list(Cadence.objects.values_list("tag", "minutes")) == [("needs_care", 15)]
    assert thread_of(Cadence.objects.get()).count() == 2


@pytest.mark.parametrize(
    ("minutes", "fields"),
    [
        ({1: 0}, {"minutes_1"}),
        ({1: 11, 2: 61, 3: 241, 4: 481}, {f"minutes_{rank}" for rank in (1, 2, 3, 4)}),
        ({2: 20}, {"minutes_3"}),
    ],
)
def test_a_rhythm_that_makes_no_sense_is_refused_at_its_field(waiting, officer, minutes, fields):
    with pytest.raises(Malformed) as refusal:
        actions.set_cadences(USUAL_MINUTES | minutes, reason="试", by=officer, at=NOW)
    assert set(refusal.value.fields) == fields
    assert not Cadence.objects.exists()


# -- a preview that waits ---------------------------------------------------------------------------


def test_time_leaves_a_preview_alone_while_somebody_may_look_at_it(scene, waiting):
    scene.service()
    order = waiting()
    preview = actions.propose_round(HERE, by=scene.dispatcher, at=later(hours=1))
    late = later(hours=1, minutes=14)
    assert not queries.stale_previews(late)
    with pytest.raises(RuleBroken) as refusal:
        dispatch_due(HERE, at=late)
    assert refusal.value.code == "preview_waits"
    preview.refresh_from_db()
    assert (preview.state, order.offers.count()) == (RunState.PREVIEWED, 0)


def test_time_discards_a_preview_that_nobody_decided_about(scene, waiting):
    waiting()
    preview = actions.propose_round(HERE, by=scene.dispatcher, at=later(hours=1))
    tick(at=later(hours=1, minutes=15))
    entry = thread_of(preview).last()
    assert (entry.verb, entry.actor, entry.changes) == (
        "discard_round",
        None,
        {"waited_minutes": 15},
    )
    assert not queries.stale_previews(later(hours=2))


def test_a_round_by_the_command_takes_a_stale_previews_place_too(scene, waiting):
    preview = actions.propose_round(HERE, by=scene.dispatcher, at=later(hours=1))
    actions.propose_round(HERE, by=None, at=later(hours=1, minutes=15))
    preview.refresh_from_db()
    assert preview.state == RunState.DISCARDED


def test_a_dispatchers_new_round_takes_the_place_of_a_fresh_preview(scene, waiting):
    preview = actions.propose_round(HERE, by=scene.dispatcher, at=later(hours=1))
    actions.propose_round(HERE, by=scene.dispatcher, at=later(hours=1, minutes=1))
    preview.refresh_from_db()
    assert preview.state == RunState.DISCARDED


# -- an order that nobody can take ------------------------------------------------------------------


@pytest.fixture
def hopeless(scene, waiting) -> MatchRun:
    """The first round over an order that nobody can take."""
    waiting()
    run = dispatch_due(HERE, at=later(hours=1))
    assert (run.proposals.count(), run.unserved.count()) == (0, 1)
    return run


def test_a_round_that_would_find_the_same_again_is_only_noted(hopeless):
    entries = Entry.objects.count()
    again = later(hours=1, minutes=15)
    assert dispatch_due(HERE, at=again) is None
    hopeless.refresh_from_db()
    assert (rounds(), Entry.objects.count(), hopeless.repeated_at) == (1, entries, again)
    assert due(later(hours=1, minutes=29)) == []
    assert due(later(hours=1, minutes=30)) == ["needs_care"]


@pytest.mark.parametrize("what", ["order", "provider", "weights", "day"])
def test_whatever_is_new_is_worth_a_round(hopeless, scene, waiting, officer, what):
    at = later(hours=2)
    if what == "order":
        waiting()
    elif what == "provider":
        scene.service()
    elif what == "weights":
        values = queries.weights_in_force(NOW).settings | {"travel": 11}
        banned = values.pop("block_banned")
        actions.set_weights(
            values, block_banned=banned, instead_of=1, reason="试", by=officer, at=NOW
        )
    else:
        at = later(days=2)
    assert dispatch_due(HERE, at=at) is not None
    assert rounds() == 2
