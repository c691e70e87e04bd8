"""Tables say what the dataclasses say, whole and in parts."""

from random import Random

import numpy as np
import pytest

from matching import Problem, Rules, Weights, refusals
from matching.candidates import Pairs, find_pairs
from matching.columns import Columns
from matching.restore import problem_of
from matching.scoring import mean_satisfaction, pair_terms
from matching.synthetic import district, province
from matching.tables import Sets
from matching.tabulate import tabulate
from tests.matching.instances import provider, seeker, small


def keyed(columns: Columns, pairs: Pairs) -> dict[tuple[str, str], int]:
    seekers, providers = columns.tables.seekers.key, columns.tables.providers.key
    named = zip(seekers[pairs.seeker], providers[pairs.provider], strict=True)
    return dict(zip(named, pairs.cost.tolist(), strict=True))


def test_a_restored_problem_has_the_same_candidates_at_the_same_cost():
    random = Random(11)
    found = 0
    for _ in range(150):
        seekers, providers, weights, rules = small(random)
        problem = Problem.of(seekers, providers, weights, rules)
        columns = Columns(problem)
        restored = problem_of(columns.tables, weights, rules)
        again = Columns(
            Problem.of(list(restored.seekers), list(restored.providers), weights, rules)
        )
        pairs = keyed(columns, find_pairs(columns))
        assert keyed(again, find_pairs(again)) == pairs
        found += len(pairs)
    assert found > 200


@pytest.mark.parametrize("regional", [0.0, 1.0])
def test_a_province_as_tables_has_the_candidates_that_the_law_allows(regional: float):
    tables = province(150, 4, regional=regional, organizations=40, volunteers=60)
    weights = Weights(threshold=3000)
    problem = problem_of(tables, weights, Rules())
    providers, mean = list(problem.providers), mean_satisfaction(problem.providers, weights)
    allowed = {
        (one.key, other.key): sum(pair_terms(one, other, mean, weights).values())
        for one in problem.seekers
        for other in providers
        if not refusals(one, other, problem.rules)
    }
    columns = Columns(problem, tables)
    pairs = find_pairs(columns)
    expected = {pair: points for pair, points in allowed.items() if points <= weights.threshold}
    assert keyed(columns, pairs) == expected
    assert len(expected) > 150
    home = np.arange(40) % 4  # of the organizations, in the order of their keys
    of_organization = pairs.provider < 40
    abroad = tables.seekers.district[pairs.seeker] != home[pairs.provider % 40]
    assert (abroad & of_organization).any() == bool(regional)


def test_a_part_of_the_tables_is_judged_as_in_the_whole():
    tables = province(200, 1, tightness=1.2, organizations=8, volunteers=60)
    whole = Columns(problem_of(tables, Weights(), Rules()), tables)
    random = np.random.default_rng(5)
    rows = np.flatnonzero(random.random(whole.n) < 0.4)
    cols = np.flatnonzero(random.random(whole.p) < 0.6)
    part = whole.part(rows, cols)
    keys = set(part.tables.seekers.key), set(part.tables.providers.key)
    expected = {
        pair: points
        for pair, points in keyed(whole, find_pairs(whole)).items()
        if pair[0] in keys[0] and pair[1] in keys[1]
    }
    assert keyed(part, find_pairs(part)) == expected
    assert len(expected) > 100


def test_quality_is_exact_however_many_answers_there_are():
    many = [
        provider("o1", answers=10**8, satisfied=10**8 - 7),
        provider("o2", answers=10**8, satisfied=3),
        provider("o3"),
    ]
    for weights in Weights(), Weights(prior_answers=0), Weights(quality=997, prior_answers=13):
        problem = Problem.of([seeker()], many, weights, Rules())
        mean = mean_satisfaction(problem.providers, weights)
        assert Columns(problem).quality_points.tolist() == [
            pair_terms(problem.seekers[0], each, mean, weights)["quality"]
            for each in problem.providers
        ]


def test_names_of_parties_are_one_numbering_on_both_sides():
    tables = tabulate(
        Problem.of(
            [seeker(previous="party", wish="o2", offered="gone")],
            [provider("o1", party="party"), provider("o2")],
            Weights(),
            Rules(),
        )
    )
    assert tables.seekers.previous[0] == tables.providers.party[0]
    assert tables.seekers.wish[0] == tables.providers.name[1] == tables.providers.party[1]
    assert tables.seekers.offered[0] not in {*tables.providers.name, *tables.providers.party}


def test_sets_keep_who_lists_nothing_apart_from_who_lists_no_set():
    sets = Sets.of([{1, 2}, (), None, [2]])
    assert sets.holders(np.array([2, 9, 1])).astype(int).tolist() == [
        [1, 0, 0, 1],
        [0, 0, 0, 0],
        [1, 0, 0, 0],
    ]
    assert sets.every.tolist() == [False, False, True, False]
    part = sets.take(np.array([3, 2, 0]))
    assert part.owner.tolist() == [0, 2, 2]
    assert part.code.tolist() == [2, 1, 2]
    assert part.every.tolist() == [False, True, False]


def test_a_made_up_district_is_always_the_same():
    assert district(60) == district(60)
    assert district(60) != district(60, seed=2)


def test_a_made_up_province_has_the_places_and_the_regional_organizations_asked_for():
    tables = province(3000, 5, tightness=0.9, regional=0.4)
    assert tables.providers.places.sum() == 2700
    serves = np.diff(tables.providers.districts.start)
    organizations = np.char.startswith(tables.providers.key.astype(str), "o")
    assert set(serves[~organizations].tolist()) == {1}
    assert set(serves[organizations].tolist()) == {1, 3}
    assert np.bincount(tables.seekers.district).tolist() == [600] * 5
