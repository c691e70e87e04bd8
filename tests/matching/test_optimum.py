"""The plan is the best there is: against trying everything, and against other solvers."""

from collections import Counter
from random import Random

import pytest

from matching import Plan, Problem, Weights, match
from matching.candidates import find_pairs
from matching.columns import Columns
from matching.network import build
from matching.solve import SOLVERS, solve
from matching.synthetic import district
from tests.depth import tries
from tests.matching.brute import best
from tests.matching.instances import small

SMALL_PLANS = tries(1_000, thorough=10_000)


def test_small_plans_are_the_best_of_all_plans():
    random = Random(20261121)
    served, left_out, competing = 0, 0, 0
    for number in range(SMALL_PLANS):
        seekers, providers, weights, rules = small(random)
        plan = match(seekers, providers, weights=weights, rules=rules)
        rank, expected = best(seekers, providers, weights, rules)
        assert {each.seeker: each.provider for each in plan.assignments} == expected, number
        assert tuple(plan.served_by_tag.values()) == tuple(-many for many in rank[:4]), number
        assert plan.soft_cost == rank[4], number
        assert (plan.objective, plan.gap) == (plan.soft_cost + plan.unserved_cost, 0), number
        served += len(plan.assignments)
        left_out += len(plan.unmatched)
        competing += sum(each.competition for each in plan.unmatched)
    # The instances are worth something: service, exclusion and competition all occur often.
    assert min(served, left_out, competing) > SMALL_PLANS // 7, (served, left_out, competing)


def test_a_k_that_is_too_small_serves_the_wrong_people():
    random = Random(7)
    wrong: Counter[str] = Counter()
    for _ in range(400):
        seekers, providers, weights, rules = small(random)
        problem = Problem.of(seekers, providers, weights, rules)
        columns = Columns(problem)
        pairs = find_pairs(columns)
        rank, _ = best(seekers, providers, weights, rules)
        right = tuple(-many for many in rank[:4])
        quarter = int(pairs.cost.max()) // 4 if len(pairs) else 1
        for name, big_k in ("enough", None), ("one", 1), ("quarter", quarter):
            layout = build(columns, pairs, big_k)
            flow = solve(layout.network, SOLVERS).flow
            left_out = flow[layout.unserved_arcs].astype(bool)
            served = tuple(int((columns.tag[~left_out] == tag).sum()) for tag in range(1, 5))
            wrong[name] += served != right
    assert wrong["enough"] == 0
    assert wrong["one"] > 100
    assert wrong["quarter"] > 30


@pytest.mark.parametrize("tightness", [0.7, 1.0, 1.1, 1.6])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_second_solver_makes_the_same_plan_of_a_medium_district(seed: int, tightness: float):
    pytest.importorskip("ortools")
    seekers, providers = district(240, seed=seed, tightness=tightness)
    first = match(seekers, providers)
    second = match(seekers, providers, solver="ortools")
    assert (first.solver, second.solver) == ("pylmcf", "ortools")
    assert not first.failed_solvers + second.failed_solvers
    assert first == second
    assert len(first.assignments) > 100


@pytest.mark.parametrize("seed", range(6))
def test_the_readable_reference_makes_the_same_plan_of_a_small_district(seed: int):
    seekers, providers = district(60, seed=seed, tightness=0.9)
    weights = Weights(quality=0, travel=1, load=((50, 0), (100, 30)), load_per_order=0)
    first = match(seekers, providers, weights=weights)
    reference = match(seekers, providers, weights=weights, solver="networkx")
    assert (first.solver, reference.solver) == ("pylmcf", "networkx")
    assert first == reference


def test_the_order_of_the_rows_changes_nothing():
    seekers, providers = district(300, seed=5, tightness=0.8)
    plan = match(seekers, providers)
    for seed in range(5):
        Random(seed).shuffle(seekers)
        Random(seed + 100).shuffle(providers)
        again = match(seekers, providers)
        assert again == plan
        assert flows(again) == flows(plan)


def test_equal_terms_for_everybody_still_make_one_plan():
    seekers, providers = district(120, seed=9, tightness=0.8)
    level = Weights(travel=0, quality=0, continuity=0, wish=0, load=((100, 0),), load_per_order=0)
    plans = [
        match(seekers[::step], providers[::step], weights=level, solver=solver)
        for step in (1, -1)
        for solver in ("pylmcf", "networkx")
    ]
    assert all(plan == plans[0] for plan in plans)
    assert plans[0].soft_cost == 0


def flows(plan: Plan) -> list[int]:
    return plan.working.flow.tolist()
