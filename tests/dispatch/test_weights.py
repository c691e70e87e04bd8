"""The weights are data with versions: kept for ever, within bounds, put in force by the bureau alone."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from marketplace.accounts.choices import Role
from marketplace.bans.choices import BanState
from marketplace.dispatch import actions, engine, queries
from marketplace.dispatch.models import MatchRun, WeightSet
from marketplace.dispatch.rules import BOUNDS, LOAD
from marketplace.journal.queries import thread_of
from marketplace.kernel.errors import Malformed, NotAllowed, RuleBroken
from matching import Rules, Weights
from tests import makers
from tests.bans.makers import make_ban
from tests.dispatch.test_rules import FINE
from tests.hostile import TOO_LONG, UNSTORABLE
from tests.journeys.scene import Scene
from tests.makers import HERE, NOW, later
from tests.makers_projects import Tendering
from tests.races.guards import told
from tests.racing import race

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return makers.make_staff(Role.BUREAU_OFFICER)


@pytest.fixture
def turn(officer):
    """Put other weights in force, as the officer who saw the newest."""

    def turn(*, banned=False, at=NOW, by=officer, reason="走得太远", instead_of=None, **told):
        values = {name: value for name, value in told.items() if name in BOUNDS}
        more = {name: value for name, value in told.items() if name not in BOUNDS}
        newest = WeightSet.objects.first().version if instead_of is None else instead_of
        return actions.set_weights(
            FINE | values,
            block_banned=banned,
            instead_of=newest,
            reason=reason,
            by=by,
            at=at,
            **more,
        )

    return turn


def first() -> WeightSet:
    return WeightSet.objects.get(version=1)


# -- the first, and what the engine makes of a set --------------------------------------------------


def test_the_first_version_is_what_the_engine_came_with():
    assert engine.weights_of(first()) == Weights()
    assert engine.rules_of(first()) == Rules()
    assert first().settings == FINE | {"block_banned": False}


def test_every_weight_and_rule_of_the_engine_is_the_bureaus_to_turn():
    """Whoever teaches the engine a new weight adds its column, its bound and its words."""
    of_the_engine = {field.name for kind in (Weights, Rules) for field in fields(kind)}
    turned = {*BOUNDS, "block_banned"} - set(LOAD)
    assert of_the_engine - {"version", "load"} == turned


def test_the_engine_weighs_by_the_set_and_says_its_version(turn):
    weights = turn(travel=12, load_full=900, banned=True)
    assert engine.weights_of(weights) == replace(
        Weights(),
        version="2",
        travel=12,
        load=((25, 0), (50, 100), (75, 300), (100, 900)),
    )
    assert engine.rules_of(weights) == Rules(version="2", block_banned=True)


# -- kept for ever ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE dispatch_weightset SET travel = 11 WHERE version = 1",
        "UPDATE dispatch_weightset SET reason = 'x' WHERE version = 1",
        "DELETE FROM dispatch_weightset WHERE version = 1",
    ],
)
def test_the_database_refuses_to_change_or_delete_a_version(statement):
    with (
        pytest.raises(DatabaseError, match="weights"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert first().travel == 10


def made_by(officer, **changed) -> WeightSet:
    told = {"version": 2, "from_at": NOW, "made_at": NOW, "made_by": officer, "reason": "试"}
    return WeightSet(**{**FINE, "block_banned": False, **told, **changed})


@pytest.mark.parametrize(
    "changed",
    [
        *({name: bound.least - 1} for name, bound in BOUNDS.items() if bound.least),
        *({name: bound.most + 1} for name, bound in BOUNDS.items()),
        {"load_half": 301},
        {"threshold": 2200},
        {"reason": ""},
        {"made_by": None},
        {"from_at": NOW - timedelta(seconds=1)},
        {"version": 1},
    ],
    ids=str,
)
def test_the_database_itself_refuses_a_set_that_makes_no_sense(officer, changed):
    with pytest.raises(IntegrityError), transaction.atomic():
        made_by(officer, **changed).save(force_insert=True)


def test_the_database_takes_what_makes_sense(officer):
    made_by(officer, threshold=2201).save(force_insert=True)
    assert WeightSet.objects.count() == 2


# -- put in force -----------------------------------------------------------------------------------


def test_a_new_version_is_in_force_from_its_moment_on(turn, officer):
    weights = turn(travel=20, from_at=later(hours=5))
    assert (weights.version, weights.made_by, weights.made_at) == (2, officer, NOW)
    assert queries.weights_in_force(later(hours=5, seconds=-1)) == first()
    assert queries.weights_in_force(later(hours=5)) == weights


def test_what_was_planned_for_later_still_comes_when_something_is_turned_at_once(turn):
    planned = turn(travel=20, from_at=later(days=5))
    at_once = turn(travel=5)
    assert queries.weights_in_force(later(hours=1)) == at_once
    assert queries.weights_in_force(later(days=5)) == planned
    instead = turn(travel=15, from_at=later(days=5))
    assert queries.weights_in_force(later(days=5)) == instead


def test_the_journal_tells_who_when_why_and_what(turn, officer):
    weights = turn(travel=12, banned=True, reason="黑名单机构不再派单")
    entry = thread_of(weights).get()
    assert (entry.verb, entry.actor, entry.at, entry.reason) == (
        "set_weights",
        officer,
        NOW,
        "黑名单机构不再派单",
    )
    assert entry.changes == {
        "from": NOW.isoformat(),
        "instead_of": 1,
        "travel": [10, 12],
        "block_banned": [False, True],
    }


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in (Role.ORGANIZATION, Role.VOLUNTEER)]
)
def test_only_the_bureau_turns_them(turn, role):
    somebody = makers.make_staff(role)
    if role == Role.BUREAU_OFFICER:
        assert turn(travel=11, by=somebody).version == 2
        return
    with pytest.raises(NotAllowed):
        turn(travel=11, by=somebody)
    with pytest.raises(NotAllowed):
        actions.set_cadences({1: 1, 2: 2, 3: 3, 4: 4}, reason="试", by=somebody, at=NOW)
    assert WeightSet.objects.count() == 1


@pytest.mark.parametrize(
    ("told", "fields"),
    [
        ({"travel": 101}, {"travel"}),
        ({"travel": -1, "threshold": 10**30}, {"travel", "threshold"}),
        ({"reason": ""}, {"reason"}),
        ({"reason": TOO_LONG}, {"reason"}),
        ({"reason": UNSTORABLE["nul"]}, {"reason"}),
        ({"from_at": NOW - timedelta(seconds=1)}, {"from_on"}),
    ],
    ids=lambda value: ",".join(sorted(value)),
)
def test_what_cannot_be_put_in_force_is_refused_at_its_field(turn, told, fields):
    with pytest.raises(Malformed) as refusal:
        turn(**{"travel": 11, **told})
    assert set(refusal.value.fields) == fields
    assert WeightSet.objects.count() == 1


def test_nothing_is_put_in_force_that_is_so_already(turn):
    with pytest.raises(RuleBroken) as refusal:
        turn()
    assert refusal.value.code == "nothing_changed"


def test_nobody_overwrites_what_they_have_not_seen(turn):
    turn(travel=12)
    with pytest.raises(RuleBroken) as refusal:
        turn(quality=900, instead_of=1)
    assert refusal.value.code == "weights_moved_on"
    assert queries.weights_in_force(NOW).quality == 1000


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_the_same_moment_one_is_told_of_the_other(turn):
    results = told(race([lambda: turn(travel=12, instead_of=1)] * 4))
    assert (results["done"], WeightSet.objects.count()) == (1, 2)
    assert set(results) <= {"done", "weights_moved_on", "nothing_changed", "busy"}


# -- what runs make of it ---------------------------------------------------------------------------


def test_every_run_names_the_set_it_was_made_by_and_carries_it_in_full(turn):
    scene = Scene()
    scene.service()
    before = actions.propose_round(HERE, by=scene.dispatcher, at=NOW)
    weights = turn(travel=25, from_at=later(hours=1))
    after = actions.propose_round(HERE, by=scene.dispatcher, at=later(hours=1))
    arrival = actions.propose_for(scene.ordered(), by=None, at=later(hours=2))
    assert [run.weights for run in (before, after, arrival)] == [first(), weights, weights]
    kept = engine.unpacked(MatchRun.objects.get(pk=after.pk).snapshot)
    assert (kept["weights"]["version"], kept["weights"]["travel"]) == ("2", 25)


def test_a_ban_stands_in_the_way_only_where_the_set_says_so(turn):
    scene = Scene()
    banned = scene.service()
    make_ban(banned.organization, Tendering().planned(), state=BanState.IN_FORCE)
    order = scene.ordered()
    assert queries.ranking_for(order, at=NOW)[0].eligible
    turn(banned=True)
    assert queries.ranking_for(order, at=NOW)[0].reasons == ["banned"]
    assert actions.propose_for(order, by=None, at=NOW).unserved.get().reasons == {"banned": 1}
