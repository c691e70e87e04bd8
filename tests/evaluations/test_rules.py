"""A sample is of the size it should be, of every subdistrict, and the same whenever it is drawn again."""

from collections import Counter
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.evaluations import rules

sizes = st.dictionaries(st.sampled_from("ABCDEFGHI"), st.integers(0, 60), min_size=1)
seeds = st.text("0123456789abcdef", min_size=1, max_size=32)


def frame_of(sizes):
    people = iter(range(1, 10_000))
    return {name: [next(people) for _ in range(size)] for name, size in sizes.items()}


@given(sizes, st.integers(0, 300))
def test_quotas_add_up_and_nobody_is_asked_for_who_is_not_there(sizes, size):
    quotas = rules.quotas_of(sizes, size)
    assert sum(quotas.values()) == min(size, sum(sizes.values()))
    assert all(0 <= quotas[name] <= sizes[name] for name in sizes)


@given(sizes, st.integers(0, 300))
def test_a_quota_is_within_one_person_of_its_share_unless_everybody_gets_one(sizes, size):
    quotas, whole = rules.quotas_of(sizes, size), sum(sizes.values())
    size = min(size, whole)
    for name, people in sizes.items():
        share = Decimal(size * people) / whole if whole else Decimal(0)
        assert quotas[name] <= share + 1
        if quotas[name] > 1:
            assert quotas[name] > share - len(sizes)


@given(sizes, st.integers(0, 300))
def test_every_subdistrict_is_heard_where_the_sample_has_room_for_all(sizes, size):
    inhabited = [name for name, people in sizes.items() if people]
    quotas = rules.quotas_of(sizes, size)
    if size >= len(inhabited):
        assert all(quotas[name] for name in inhabited)


@given(sizes, st.integers(0, 300), seeds, st.integers())
def test_the_same_seed_draws_the_same_people_in_whatever_order_they_were_read(
    sizes, size, seed, shuffled
):
    frame = frame_of(sizes)
    other = {name: Random(shuffled).sample(people, len(people)) for name, people in frame.items()}
    other = dict(reversed(other.items()))
    assert rules.draw(frame, size, seed) == rules.draw(other, size, seed)
    assert rules.digest_of(frame) == rules.digest_of(other)


@given(sizes, st.integers(0, 300), seeds)
def test_whoever_is_drawn_is_in_the_frame_and_drawn_once(sizes, size, seed):
    frame = frame_of(sizes)
    for stratum, people in rules.draw(frame, size, seed).items():
        assert set(people) <= set(frame[stratum])
        assert len(set(people)) == len(people)


def test_over_many_seeds_everybody_is_drawn_about_equally_often():
    frame = {"A": list(range(20))}
    drawn = Counter(
        person for seed in range(2000) for person in rules.draw(frame, 5, str(seed))["A"]
    )
    assert min(drawn.values()) > 400
    assert max(drawn.values()) < 600


def test_another_digest_means_another_frame():
    frame = {"A": [1, 2], "B": [3]}
    assert rules.digest_of(frame) != rules.digest_of({"A": [1], "B": [2, 3]})
    assert rules.digest_of(frame) != rules.digest_of({"A": [1, 23], "B": []})


@given(st.lists(st.decimals(0, 100, places=2), min_size=1, max_size=9), st.integers())
def test_a_mean_does_not_depend_on_who_was_first(points, seed):
    shuffled = Random(seed).sample(points, len(points))
    assert rules.mean(points) == rules.mean(shuffled)
    assert min(points) - Decimal("0.01") <= rules.mean(points) <= max(points) + Decimal("0.01")


def test_a_total_is_rounded_once():
    third = Decimal("33.335")
    assert rules.total([[third, third], [third, third], [third, third]]) == Decimal("66.67")


def test_nobody_reaches_a_target_by_rounding():
    assert rules.percent(2, 3) == Decimal("66.66")
    assert rules.percent(1999, 2000) == Decimal("99.95")
    assert rules.percent(0, 0) is None


@pytest.mark.parametrize(("people", "shown"), [(0, 0), (1, None), (4, None), (5, 5), (80, 80)])
def test_few_people_are_not_told_in_public(people, shown):
    assert rules.shown(people) == shown


def test_what_would_bring_most_comes_first():
    points = {"outcome": Decimal(5), "finance": Decimal(19), "input": Decimal(10)}
    lacks = rules.lacks(points, {"outcome": 20, "finance": 20, "input": 20})
    assert [lack.dimension for lack in lacks] == ["outcome", "input", "finance"]
