"""A run made again: the same row by row, whatever came since, and whatever somebody changed is named."""

import json
import zlib
from random import Random

import pytest
from django.db import connection

from marketplace.accounts.choices import Role
from marketplace.dispatch import actions, engine, versions
from marketplace.dispatch.models import MatchRun
from marketplace.dispatch.queries import plan_of
from marketplace.dispatch.replay import Difference, replay
from marketplace.journal.queries import thread_of
from marketplace.journeys.dispatch_at_once import dispatch_at_once
from marketplace.kernel.errors import RuleBroken
from marketplace.workorders.models import WorkOrder
from matching import Weights
from tests import makers
from tests.dispatch.test_rules import FINE
from tests.makers import HERE, later
from tests.races.guards import drop_trigger

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(scene) -> MatchRun:
    """A committed round: two orders are offered, one goes without."""
    for _ in range(3):
        scene.ordered(resident=makers.make_resident(scene.community))
    scene.service(places=1), scene.service(places=1)
    return fresh(dispatch_at_once(HERE, by=scene.dispatcher, at=later(hours=1)))


def fresh(run: MatchRun) -> MatchRun:
    return MatchRun.objects.get(pk=run.pk)


def execute(statement: str, *values) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def differing(run: MatchRun) -> set[str]:
    return {each.what for each in replay(fresh(run)).differences}


# -- the same ---------------------------------------------------------------------------------------


def test_a_run_comes_out_as_it_was_kept_whatever_changed_in_the_world_since(run, scene):
    scene.service(places=9)
    makers.make_volunteer(community=scene.community)
    for offer in run.proposals.first().work_order.offers.all():
        offer.service.radius = 1
        offer.service.save()
    again = replay(fresh(run))
    assert (again.differences, again.versions) == ((), ())
    assert len(again.plan.assignments) == 2


def test_the_order_in_which_rows_come_in_changes_nothing(run, scene, monkeypatch):
    WorkOrder.objects.update(state="created")
    before = actions.propose_round(HERE, by=scene.dispatcher, at=later(hours=2))
    dice = Random(7)
    for name in ("seeker_rows", "provider_rows"):
        genuine = getattr(engine, name)

        def shuffled(*args, genuine=genuine):
            rows = genuine(*args)
            return dice.sample(rows, len(rows))

        monkeypatch.setattr(engine, name, shuffled)
    after = actions.propose_round(HERE, by=scene.dispatcher, at=later(hours=2))
    assert (after.input_digest, after.objective) == (before.input_digest, before.objective)
    assert [(each.work_order, each.provider, each.total) for each in after.proposals.all()] == [
        (each.work_order, each.provider, each.total) for each in before.proposals.all()
    ]


def test_an_old_version_of_the_weights_replays_after_new_ones_came(run, scene):
    officer = makers.make_staff(Role.BUREAU_OFFICER)
    for version, travel in ((1, 0), (2, 90)):
        actions.set_weights(
            FINE | {"travel": travel},
            block_banned=True,
            instead_of=version,
            reason="试",
            by=officer,
            at=later(hours=2),
        )
    assert replay(fresh(run)).differences == ()
    newer = actions.propose_round(HERE, by=scene.dispatcher, at=later(hours=3))
    assert newer.weights_id == 3
    assert replay(fresh(newer)).differences == ()


def test_a_weight_that_the_engine_learns_later_is_no_difference(run):
    """What was kept lacks it; the digest is that of what was kept."""
    plain = engine.unpacked(run.snapshot)
    del plain["weights"]["move"]
    rewrite_the_journal(run, digest=engine.digest_of(plain))
    packed = zlib.compress(json.dumps(plain).encode())
    MatchRun.objects.filter(pk=run.pk).update(snapshot=packed, input_digest=engine.digest_of(plain))
    assert differing(run) == set()


def test_an_arrival_is_made_again_like_a_round(scene):
    scene.service()
    scene.offered()
    assert replay(MatchRun.objects.get()).differences == ()


# -- versions ---------------------------------------------------------------------------------------


def test_another_version_is_told_and_no_difference(run, monkeypatch):
    other = versions.made_with() | {"engine": "0" * 16}
    monkeypatch.setattr("marketplace.dispatch.record.made_with", lambda: other)
    MatchRun.objects.filter(pk=run.pk).update(solver_version="0.9")
    again = replay(fresh(run))
    assert again.differences == ()
    assert {(each.what, each.then) for each in again.versions} == {
        ("solver_version", "0.9"),
        ("engine", run.made_with["engine"]),
    }


def test_the_engines_own_source_is_its_version(tmp_path, monkeypatch):
    (tmp_path / "engine.py").write_text("one\n")
    (tmp_path / "bench.py").write_text("measures\n")
    monkeypatch.setattr("matching.__file__", str(tmp_path / "__init__.py"))
    versions.made_with.cache_clear()
    before = versions.made_with()
    (tmp_path / "bench.py").write_text("measures more\n")
    versions.made_with.cache_clear()
    assert versions.made_with() == before
    (tmp_path / "engine.py").write_text("two\n")
    versions.made_with.cache_clear()
    after = versions.made_with()
    versions.made_with.cache_clear()
    assert {name for name in before if before[name] != after[name]} == {"engine"}


# -- somebody changed something ---------------------------------------------------------------------


def test_a_proposal_that_somebody_gave_to_another_is_named(run, scene):
    proposal, other = run.proposals.first(), scene.service()
    execute("UPDATE dispatch_proposal SET service_id = %s WHERE id = %s", other.pk, proposal.pk)
    told = replay(fresh(run)).differences
    assert (
        Difference(
            "proposals",
            f"service:{other.pk}",
            f"service:{proposal.service_id}",
            proposal.work_order_id,
        )
        in told
    )
    assert {each.what for each in told} == {"proposals", "offers"}
    assert {each.order for each in told} == {proposal.work_order_id}


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE dispatch_matchrun SET objective = '1'", {"objective"}),
        ("UPDATE dispatch_matchrun SET bound = '1'", {"bound"}),
        ("UPDATE dispatch_matchrun SET seekers = 9", {"seekers"}),
        ("UPDATE dispatch_matchrun SET providers = 9", {"providers"}),
        ("UPDATE dispatch_matchrun SET served_by_tag = '{\"1\": 3}'", {"served_by_tag"}),
        ("UPDATE dispatch_matchrun SET input_digest = 'f00'", {"input_digest", "journal"}),
        ("UPDATE dispatch_proposal SET total = total + 1", {"reckoning"}),
        ("UPDATE dispatch_proposal SET terms = '{\"travel\": 7}'", {"reckoning"}),
        ("UPDATE dispatch_proposal SET facts = '{\"metres\": 7}'", {"reckoning"}),
        ("UPDATE dispatch_unserved SET offering = 9", {"unserved"}),
        ("UPDATE dispatch_unserved SET reasons = '{\"distance\": 2}'", {"unserved"}),
        ("DELETE FROM dispatch_unserved", {"unserved"}),
        ("DELETE FROM dispatch_proposal", {"proposals"}),
        ("UPDATE dispatch_shortageprice SET points = points + 1", {"shortages"}),
        ("UPDATE dispatch_shortageprice SET left_out = 0", {"shortages"}),
        ("DELETE FROM dispatch_shortageprice", {"shortages"}),
    ],
)
def test_whatever_row_somebody_changed_is_named(run, statement, what):
    execute(statement)
    assert differing(run) == what


def test_a_price_that_somebody_changed_is_named_with_its_service_and_place(run):
    price = run.shortages.get()
    run.shortages.update(needs=9)
    (told,) = replay(fresh(run)).differences
    where = f"{price.subcategory_id} {price.subdistrict_id}"
    assert told == Difference("shortages", f"{where} needs: 9", f"{where} needs: 3")


def test_a_replay_never_takes_the_plan_that_was_kept_for_reading(run, monkeypatch):
    plan_of(run)
    solved = []
    genuine = engine.matching.match
    monkeypatch.setattr(
        engine.matching, "match", lambda *a, **k: solved.append(1) or genuine(*a, **k)
    )
    replay(fresh(run))
    assert solved == [1]


def test_an_input_that_somebody_changed_is_named(run):
    plain = engine.unpacked(run.snapshot)
    plain["providers"][0]["x"] = 5000
    MatchRun.objects.filter(pk=run.pk).update(snapshot=zlib.compress(json.dumps(plain).encode()))
    assert {"input_digest", "objective", "reckoning"} <= differing(run)


def test_an_input_changed_together_with_its_digest_is_named_by_the_journal(run):
    plain = engine.unpacked(run.snapshot)
    plain["providers"][0]["answers"] = plain["providers"][0]["satisfied"] = 0
    plain["rules"]["version"] = "1.1"
    MatchRun.objects.filter(pk=run.pk).update(
        snapshot=zlib.compress(json.dumps(plain).encode()), input_digest=engine.digest_of(plain)
    )
    assert {"journal", "weights"} == differing(run)


def test_a_run_that_was_made_by_other_weights_than_it_says_is_named(run, scene):
    officer = makers.make_staff(Role.BUREAU_OFFICER)
    values = FINE | {"travel": 11}
    newer = actions.set_weights(
        values, block_banned=False, instead_of=1, reason="试", by=officer, at=later(hours=2)
    )
    MatchRun.objects.filter(pk=run.pk).update(weights=newer)
    told = [each for each in replay(fresh(run)).differences if "travel" in each.then]
    assert told == [Difference("weights", f"travel: {Weights().travel}", "travel: 11")]


@pytest.mark.parametrize("snapshot", [b"", b"garbage", zlib.compress(b"{}"), zlib.compress(b"[]")])
def test_an_input_that_cannot_be_read_any_more_is_refused(run, snapshot):
    MatchRun.objects.filter(pk=run.pk).update(snapshot=snapshot)
    with pytest.raises(RuleBroken) as refusal:
        replay(fresh(run))
    assert refusal.value.code == "unreadable_snapshot"


def rewrite_the_journal(run: MatchRun, **changed: str) -> None:
    """As if that had been written that day."""
    drop_trigger("journal_entry_stays")
    entry = thread_of(run).get(verb="propose_round")
    changes = json.dumps(entry.changes | changed)
    execute("UPDATE journal_entry SET changes = %s WHERE id = %s", changes, entry.pk)
