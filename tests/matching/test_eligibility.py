"""Every hard reason by name, and the columns that judge many pairs at once."""

from collections import Counter
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import Problem, Reason, Rules, Weights, census, rank, refusals
from matching.blocks import OF_PAIR, Block
from matching.candidates import find_pairs
from matching.columns import OF_ASK, Columns
from matching.eligibility import HARD
from matching.scoring import mean_satisfaction, pair_terms
from tests.matching.instances import provider, seeker, small


def test_a_provider_that_fits_is_not_refused():
    assert refusals(seeker(), provider()) == ()


@pytest.mark.parametrize(
    ("reason", "of_seeker", "of_provider"),
    [
        (Reason.SERVICE, {"subcategory": "B2"}, {}),
        (Reason.NEED_TYPE, {}, {"need_types": frozenset({"A1-02"})}),
        (Reason.NEED_TYPE, {}, {"need_types": frozenset()}),
        (Reason.QUALIFICATION, {"qualifications": (frozenset({"NW", "RN"}),)}, {}),
        (
            Reason.QUALIFICATION,
            {"qualifications": (frozenset({"NW", "RN"}), frozenset({"HC"}))},
            {"qualifications": frozenset({"NW", "RN"})},
        ),
        (Reason.GROUP, {"group": "D"}, {}),
        (Reason.LEVEL, {"level": 2}, {}),
        (Reason.TWO_PERSONS, {"helpers": 2}, {}),
        (Reason.LANGUAGE, {"language": "sign"}, {"languages": frozenset({"english"})}),
        (Reason.SEX, {"sex": "female"}, {"sexes": frozenset({"male"})}),
        (
            Reason.TIME_WINDOW,
            {"windows": frozenset({"mo-am", "tu-am"})},
            {"windows": frozenset({"mo-pm"})},
        ),
        (Reason.TIME_WINDOW, {"windows": frozenset({"su"})}, {"windows": frozenset()}),
        (Reason.SUSPENDED, {}, {"suspended": True}),
        (Reason.LICENCE_EXPIRED, {}, {"licence_expired": True}),
        (Reason.CONFLICT, {"conflicts": frozenset({"o1"})}, {}),
        (Reason.CONFLICT, {"conflicts": frozenset({"party"})}, {"party": "party"}),
        (Reason.REFUSED_BEFORE, {"refused": frozenset({"o1"})}, {}),
        (Reason.REFUSED_BEFORE, {"refused": frozenset({"party"})}, {"party": "party"}),
        (Reason.AREA, {}, {"communities": frozenset({"c2"})}),
        (Reason.AREA, {}, {"subdistricts": frozenset({"s2"})}),
        (Reason.AREA, {}, {"communities": frozenset(), "subdistricts": frozenset({"s2"})}),
        (Reason.AREA, {"district": "d1"}, {"districts": frozenset({"d2"})}),
        (Reason.DISTANCE, {"x": 301, "y": 400}, {"radius": 500}),
        (Reason.CAPACITY, {}, {"places": 0}),
        (Reason.CAPACITY, {}, {"places": -2}),
        (Reason.WEEK_FULL, {"visits": (1, 1, 2)}, {"visits": (5, 5, 1)}),
        (Reason.WEEK_FULL, {}, {"visits": (-1,)}),
    ],
)
def test_one_thing_amiss_is_one_named_reason(reason, of_seeker, of_provider):
    assert refusals(seeker(**of_seeker), provider(**of_provider)) == (reason,)


@pytest.mark.parametrize(
    ("of_seeker", "of_provider"),
    [
        ({}, {"need_types": frozenset({"A1-01", "A1-02"})}),
        (
            {"qualifications": (frozenset({"NW", "RN"}), frozenset({"HC"}))},
            {"qualifications": frozenset({"RN", "HC"})},
        ),
        ({"group": "D", "groups": frozenset({"E"})}, {}),
        ({"helpers": 2}, {"helpers": 2}),
        ({"conflicts": frozenset({"o2"}), "refused": frozenset({"o3"})}, {}),
        ({}, {"communities": frozenset({"c1"}), "subdistricts": frozenset({"s2"})}),
        ({}, {"communities": frozenset({"c2"}), "subdistricts": frozenset({"s1"})}),
        ({"x": 300, "y": 400}, {"radius": 500}),
        ({}, {"radius": 0}),
        ({}, {"banned": True}),
        (
            {"language": "sign", "sex": "male"},
            {"languages": frozenset({"sign"}), "sexes": frozenset({"male"})},
        ),
        ({"windows": frozenset({"mo-am"})}, {}),
        ({}, {"windows": frozenset({"mo-am"})}),
        ({"windows": frozenset({"mo-am", "su"})}, {"windows": frozenset({"su"})}),
        ({"district": "d1"}, {"districts": frozenset({"d1", "d2"})}),
        ({"visits": (1, 1, 2)}, {"visits": (1, 1)}),
        ({"visits": (0, 1)}, {"visits": (0, 1)}),
    ],
)
def test_what_fits_after_all_is_not_refused(of_seeker, of_provider):
    assert refusals(seeker(**of_seeker), provider(**of_provider)) == ()


def test_a_ban_counts_where_the_rules_say_so():
    banned = provider(banned=True)
    assert refusals(seeker(), banned, Rules(block_banned=True)) == (Reason.BANNED,)
    assert refusals(seeker(), banned, Rules(block_banned=False)) == ()


def test_every_reason_is_told_at_once_in_the_order_of_the_list():
    wrong = provider(
        subcategories=frozenset(), suspended=True, places=0, radius=10, groups=frozenset()
    )
    assert refusals(seeker(x=11), wrong) == (
        Reason.SERVICE,
        Reason.GROUP,
        Reason.SUSPENDED,
        Reason.DISTANCE,
        Reason.CAPACITY,
    )


def test_every_reason_has_its_judge_and_its_column():
    assert list(HARD) == [reason for reason in Reason if reason is not Reason.BELOW_THRESHOLD]
    assert OF_ASK.keys() | OF_PAIR.keys() == HARD.keys()


@settings(max_examples=250, deadline=None)
@given(st.integers(0, 2**32))
def test_the_columns_judge_and_price_every_pair_like_the_law(seed: int):
    seekers, providers, weights, rules = small(Random(seed))
    problem = Problem.of(seekers, providers, weights, rules)
    columns = Columns(problem)
    mean = mean_satisfaction(problem.providers, weights)
    expected = {}
    for i, one in enumerate(problem.seekers):
        ask = int(columns.ask[i])
        for j, other in enumerate(problem.providers):
            at, to = np.array([i]), np.array([j])
            told = [r for r, judge in OF_ASK.items() if judge(columns, ask, j)]
            told += [r for r, judge in OF_PAIR.items() if judge(Block(columns, at, to))[0, 0]]
            assert set(told) == set(refusals(one, other, rules))
            points = sum(pair_terms(one, other, mean, weights).values())
            assert columns.pair_cost(at, to).tolist() == [points]
            if not told and points <= weights.threshold:
                expected[i, j] = points
    pairs = find_pairs(columns)
    found = zip(pairs.seeker.tolist(), pairs.provider.tolist(), strict=True)
    assert dict(zip(found, pairs.cost.tolist(), strict=True)) == expected
    assert list(zip(pairs.seeker.tolist(), pairs.provider.tolist(), strict=True)) == sorted(
        expected
    )


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32))
def test_the_census_counts_what_the_law_says_of_each_provider(seed: int):
    seekers, providers, weights, rules = small(Random(seed))
    problem = Problem.of(seekers, providers, weights, rules)
    counts = census.count(Columns(problem), np.arange(len(seekers)))
    for at, one in enumerate(problem.seekers):
        judged = [
            candidate.reasons
            for candidate in rank(one, providers, weights=weights, rules=rules)
            if Reason.SERVICE not in candidate.reasons
        ]
        count = counts[at]
        assert count.offering == len(judged)
        assert count.reasons == Counter(reason for reasons in judged for reason in reasons)
        assert count.first == Counter(reasons[0] for reasons in judged if reasons)
        assert count.eligible == sum(not reasons for reasons in judged)


def test_the_size_of_the_pieces_changes_nothing(monkeypatch):
    random = Random(3)
    for _ in range(20):
        seekers, providers, weights, rules = small(random)
        columns = Columns(Problem.of(seekers, providers, weights, rules))
        whole = find_pairs(columns)
        counts = census.count(columns, np.arange(len(seekers)))
        with monkeypatch.context() as patch:
            patch.setattr("matching.candidates.CELLS", 1)
            pieces = find_pairs(columns)
            assert census.count(columns, np.arange(len(seekers))) == counts
        assert pieces.seeker.tolist() == whole.seeker.tolist()
        assert pieces.provider.tolist() == whole.provider.tolist()
        assert pieces.cost.tolist() == whole.cost.tolist()


def test_far_corners_of_the_grid_are_measured_exactly():
    edge = 10**8
    one, other = seeker(x=-edge, y=-edge), provider(x=edge, y=edge, radius=None)
    weights = Weights(travel=100, threshold=1_000_000)
    columns = Columns(Problem.of([one], [other], weights, Rules()))
    at = np.array([0])
    mean = mean_satisfaction([other], weights)
    assert columns.pair_cost(at, at).tolist() == [
        sum(pair_terms(one, other, mean, weights).values())
    ]
    assert Block(columns, at, at).is_too_far().tolist() == [[False]]
