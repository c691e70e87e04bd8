"""Bounds, rhythm and patience, without a database."""

from datetime import timedelta

import pytest

from marketplace.dispatch import rules
from marketplace.dispatch.rules import BOUNDS, MINUTES, PREVIEW_LASTS, UNAVOIDABLE, USUAL_MINUTES
from matching import Weights
from matching.weights import DEAREST
from tests.makers import NOW, later

FINE = {
    "travel": 10,
    "quality": 1000,
    "prior_answers": 20,
    "prior_satisfaction": 900,
    "continuity": 300,
    "wish": 500,
    "move": 400,
    "load_quarter": 0,
    "load_half": 100,
    "load_three_quarters": 300,
    "load_full": 700,
    "load_per_order": 1,
    "load_orders": 40,
    "threshold": 4000,
}


def against(**changed: int) -> set[str]:
    return set(rules.against_weights(FINE | changed))


def test_what_the_engine_came_with_is_within_bounds():
    assert against() == set()


@pytest.mark.parametrize("name", BOUNDS)
def test_each_bound_is_allowed_and_nothing_beyond_it(name):
    bound = BOUNDS[name]
    assert {bound.holds(bound.least), bound.holds(bound.most)} == {True}
    assert name in against(**{name: bound.least - 1})
    assert name in against(**{name: bound.most + 1})


def test_no_bound_is_wider_than_the_engine_bears():
    assert all(0 <= bound.least <= bound.most <= DEAREST for bound in BOUNDS.values())
    dearest = {name: bound.most for name, bound in BOUNDS.items()}
    assert dearest["load_per_order"] * dearest["load_orders"] <= DEAREST
    assert Weights(travel=dearest["travel"], threshold=dearest["threshold"])


def test_a_busier_provider_is_never_cheaper():
    assert against(load_half=400) == {"load_three_quarters"}
    assert against(load_quarter=700, load_half=700, load_three_quarters=700) == set()


def test_nobody_next_door_may_be_refused_for_what_nobody_can_help():
    unavoidable = sum(FINE[name] for name in UNAVOIDABLE)
    assert against(threshold=unavoidable) == {"threshold"}
    assert against(threshold=unavoidable + 1) == set()
    assert str(unavoidable + 1) in str(
        rules.against_weights(FINE | {"threshold": unavoidable})["threshold"]
    )


def test_every_wrong_weight_is_named_at_once():
    assert against(travel=-1, quality=10**9, load_full=1) == {
        "travel",
        "quality",
        "load_full",
        "threshold",
    }


# -- the rhythm of rounds ---------------------------------------------------------------------------


def test_the_usual_rhythm_is_within_bounds():
    assert rules.against_minutes(USUAL_MINUTES) == {}


@pytest.mark.parametrize("rank", MINUTES)
def test_a_round_waits_only_a_small_part_of_the_time_to_accept(rank):
    for minutes in (MINUTES[rank].least - 1, MINUTES[rank].most + 1):
        assert rank in rules.against_minutes(USUAL_MINUTES | {rank: minutes})


def test_calmer_orders_do_not_come_more_often_than_urgent_ones():
    assert set(rules.against_minutes({1: 5, 2: 4, 3: 15, 4: 60})) == {2}
    assert rules.against_minutes({1: 5, 2: 5, 3: 5, 4: 5}) == {}


@pytest.mark.parametrize(
    ("last", "waiting", "due"),
    [
        ({}, (), set()),
        ({}, (3,), {3}),
        ({3: 14}, (3,), set()),
        ({3: 15}, (3,), {3}),
        ({3: 14.6}, (3,), {3}),  # the clock came half a minute early
        ({2: 4, 3: 15}, (2, 3), {2, 3}),  # the more urgent go along
        ({2: 5, 3: 14}, (2, 3), {2}),
        ({2: 4, 3: 15}, (2,), set()),  # nobody of what is due waits
        ({1: 1, 2: 1, 3: 1, 4: 60}, (1, 4), {1, 4}),
        ({4: 60}, (2, 3, 4), {2, 3, 4}),
    ],
)
def test_a_tag_is_due_when_its_last_round_is_long_enough_ago_and_somebody_waits(last, waiting, due):
    began = {rank: NOW - timedelta(minutes=minutes) for rank, minutes in last.items()}
    assert rules.due_ranks(USUAL_MINUTES, began, waiting, NOW) == due


def test_a_preview_is_stale_after_a_quarter_of_an_hour():
    assert not rules.is_stale(NOW, later(minutes=14, seconds=59))
    assert rules.is_stale(NOW, NOW + PREVIEW_LASTS)
