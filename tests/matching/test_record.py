"""What a run keeps: there and back through JSON, with one fingerprint."""

import json
from dataclasses import fields, replace
from random import Random

import pytest

from matching import (
    InputError,
    Problem,
    Rules,
    Weights,
    digest,
    explain,
    match,
    plain,
    rank,
    record,
    restore,
    snapshot,
)
from matching.synthetic import district
from tests.matching.instances import provider, seeker, small


def test_a_snapshot_replays_to_the_identical_plan():
    random = Random(13)
    for _ in range(50):
        seekers, providers, weights, rules = small(random)
        plan = match(seekers, providers, weights=weights, rules=rules)
        text = json.dumps(snapshot(seekers, providers, weights, rules))
        problem = restore(json.loads(text))
        assert set(problem.providers) == set(providers)
        assert (problem.weights, problem.rules) == (weights, rules)
        again = match(
            problem.seekers, problem.providers, weights=problem.weights, rules=problem.rules
        )
        assert again == plan
        assert again.input_digest == digest(json.loads(text))


def test_the_fingerprint_does_not_know_the_order_of_the_rows():
    seekers, providers = district(60)
    before = digest(snapshot(seekers, providers))
    assert digest(snapshot(seekers[::-1], providers[::-1])) == before
    assert match(seekers[::-1], providers).input_digest == before


def test_what_is_written_straight_from_the_rows_is_the_text_of_the_snapshot():
    odd = seeker('"n\\1"', community="栖霞\n", conflicts=frozenset({"b", "\ud800", "a"}))
    problem = Problem.of([odd, seeker("n2")], [provider("é", radius=0)], Weights(), Rules())
    assert record.written(problem) == record.text(record.of_problem(problem))
    assert restore(json.loads(record.written(problem))) == problem


def test_the_fingerprint_does_not_know_the_order_of_the_clauses():
    clauses = (frozenset({"NW", "RN"}), frozenset({"HC"}))
    assert digest(snapshot([seeker(qualifications=clauses)], [])) == digest(
        snapshot([seeker(qualifications=clauses[::-1])], [])
    )


@pytest.mark.parametrize(
    "other",
    [
        ([seeker(x=1)], [provider()], None, None),
        ([seeker(), seeker("n2")], [provider()], None, None),
        ([seeker()], [provider(need_types=frozenset())], None, None),
        ([seeker()], [provider(suspended=True)], None, None),
        ([seeker()], [provider()], Weights(version="2"), None),
        ([seeker()], [provider()], Weights(wish=1), None),
        ([seeker()], [provider()], None, Rules(block_banned=True)),
    ],
)
def test_any_difference_of_the_input_is_another_fingerprint(other):
    assert digest(snapshot(*other)) != digest(snapshot([seeker()], [provider()]))


def test_weights_are_kept_whole_so_that_a_later_default_does_not_change_an_old_run():
    plain = snapshot([], [])
    assert plain["weights"].keys() == {field.name for field in fields(Weights)}
    assert plain["rules"].keys() == {field.name for field in fields(Rules)}


def test_everywhere_and_nowhere_are_kept_apart():
    nowhere = provider(communities=frozenset(), subdistricts=frozenset())
    (back,) = restore(snapshot([], [nowhere])).providers
    assert back == nowhere != replace(nowhere, communities=None, subdistricts=None)


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"seekers": [{"key": "n1"}]},
        {"providers": [{"key": "o1", "colour": "red"}]},
        {"weights": {"travel": -1}},
        {"rules": None},
    ],
)
def test_what_is_not_a_snapshot_is_refused(change):
    with pytest.raises(InputError):
        restore(snapshot([seeker()], [provider()]) | change)


def test_every_result_can_be_kept_as_json():
    plan = match([seeker("n1"), seeker("n2")], [provider(), provider("o2", places=0)])
    results = [
        plan.assignments,
        plan.unmatched,
        explain.why_this_one(plan, "n1"),
        explain.why_not(plan, "n2"),
        rank(seeker(), plan.problem.providers),
    ]
    kept = json.loads(json.dumps(plain(results)))
    assert kept == plain(results)
    assert kept[0][0]["terms"] == dict(plan.assignments[0].terms)
    assert kept[1][0]["reasons"] == {"capacity": 1}
    assert kept[2]["moves"][0] == {"seeker": "n1", "tag": 3, "before": "o1", "after": None}
    assert kept[3]["competition"] == {
        "seekers": ["n1", "n2"],
        "providers": ["o1"],
        "places": 1,
        "holders": ["n1"],
        "held_by_tag": {"3": 1},
    }
    assert kept[4][1]["reasons"] == ["capacity"]


def test_names_in_any_script_are_kept():
    odd = seeker("需求-䶮𠮷😀-\ud800\x00")
    (back,) = restore(json.loads(json.dumps(snapshot([odd], [])))).seekers
    assert back == odd
    assert match([odd], [provider("助浴")]).assignments[0].seeker == odd.key
