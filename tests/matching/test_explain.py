"""Why this one, why not: the numbers are those of the plan solved again."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from matching import InputError, Plan, Reason, Weights, explain, match, refusals
from matching.scoring import mean_satisfaction, pair_terms, place_price
from matching.solve import SOLVERS, solve
from matching.synthetic import district
from tests.matching.instances import provider, seeker, small


def solved_without(plan: Plan, arc: int) -> int:
    """The objective of the best plan that does not use one pair arc, by solving again."""
    network = plan.working.layout.network
    capacity = network.capacity.copy()
    capacity[arc] = 0
    return solve(replace(network, capacity=capacity), SOLVERS).certificate.objective


def check(plan: Plan, key: str) -> explain.WhyThisOne:
    """One explanation against the plan solved again, and against its own arithmetic."""
    why = explain.why_this_one(plan, key)
    i = plan.position_of(key)
    j = [each.key for each in plan.problem.providers].index(why.provider)
    assert why.gap == solved_without(plan, plan.working.layout.arc_of(i, j)) - plan.objective
    assert why.gap >= 0
    assert why.total == sum(why.terms.values())
    own = why.total - why.terms["load"]
    if why.runner_up is None:
        assert why.elsewhere is None
    else:
        assert why.gap == sum(why.runner_up_terms.values()) - own + why.elsewhere
    first = why.moves[0]
    assert (first.seeker, first.before, first.after) == (key, why.provider, why.runner_up)
    assert all(move.before != move.after for move in why.moves)
    assert cost_after(plan, why) == plan.objective + why.gap
    return why


def cost_after(plan: Plan, why: explain.WhyThisOne) -> int:
    """The objective of the plan with the moves made, by the readable formulas."""
    problem = plan.problem
    goes_to = {each.seeker: each.provider for each in plan.assignments}
    goes_to |= {move.seeker: move.after for move in why.moves}
    providers = {each.key: each for each in problem.providers}
    mean = mean_satisfaction(problem.providers, problem.weights)
    total, taken = 0, Counter()
    for one in problem.seekers:
        to = goes_to.get(one.key)
        if to is None:
            total += (5 - one.tag) * plan.big_k
            continue
        assert not refusals(one, providers[to], problem.rules)
        total += sum(pair_terms(one, providers[to], mean, problem.weights).values())
        total += place_price(providers[to], taken[to], problem.weights)
        taken[to] += 1
        assert taken[to] <= providers[to].places
    return total


def test_the_gap_is_what_the_plan_without_this_pair_costs_more_in_small_plans():
    random = Random(11)
    explained = nobody = displaced = 0
    for _ in range(250):
        seekers, providers, weights, rules = small(random)
        plan = match(seekers, providers, weights=weights, rules=rules)
        for assignment in plan.assignments:
            why = check(plan, assignment.seeker)
            explained += 1
            nobody += why.runner_up is None
            displaced += len(why.moves) > 1
    assert explained > 250
    assert min(nobody, displaced) > 30


def test_the_gap_is_right_in_a_district_where_many_move():
    seekers, providers = district(240, seed=3, tightness=0.9)
    plan = match(seekers, providers)
    whys = [check(plan, each.seeker) for each in plan.assignments[::6]]
    assert max(len(why.moves) for why in whys) > 2


def test_the_runner_up_is_the_next_best_and_the_gap_its_price():
    helpers = [provider("near", x=500), provider("far", x=1_500), provider("farthest", x=9_000)]
    plan = match([seeker()], helpers, weights=Weights(quality=0))
    why = explain.why_this_one(plan, "n1")
    assert (why.provider, why.runner_up, why.gap, why.elsewhere) == ("near", "far", 100, 0)
    assert why.runner_up_terms == {"travel": 150, "quality": 0, "continuity": 0, "wish": 0, "move": 0}
    assert why.moves == (explain.Move("n1", 3, "near", "far"),)


def test_without_this_one_somebody_else_would_lose():
    helpers = [provider("a"), provider("b", x=1_000)]
    needs = [seeker("n1", tag=1), seeker("n2", tag=4, refused=frozenset({"a"}))]
    plan = match(needs, helpers)
    why = check(plan, "n1")
    assert why.runner_up == "b"
    assert why.would_lose == (explain.Move("n2", 4, "b", None),)
    alone = check(plan, "n2")
    assert (alone.runner_up, alone.runner_up_terms) == (None, {})


def test_competition_names_the_needs_and_the_places():
    """Three needs hang on two places step by step; the rich corner has nothing to do with it."""
    helpers = [
        provider("a", x=0, radius=100),
        provider("b", x=200, radius=100),
        provider("rich", x=9_000, radius=100, places=5),
    ]
    needs = [
        seeker("n1", x=0, tag=1),
        seeker("n2", x=100, tag=2),
        seeker("n3", x=200, tag=4),
        seeker("n4", x=9_000, tag=4),
        seeker("n5", x=0, tag=4),
    ]
    plan = match(needs, helpers)
    assert {each.seeker for each in plan.unmatched} == {"n3", "n5"}
    assert explain.why_not(plan, "n3").competition == explain.Competition(
        seekers=("n1", "n2", "n3", "n5"), providers=("a", "b"), places=2
    )
    assert explain.why_not(plan, "n5").competition == explain.Competition(
        seekers=("n1", "n5"), providers=("a",), places=1
    )


def test_competition_is_always_more_needs_than_places():
    random = Random(5)
    seen = 0
    for _ in range(300):
        seekers, providers, weights, rules = small(random)
        plan = match(seekers, providers, weights=weights, rules=rules)
        for left in plan.unmatched:
            why = explain.why_not(plan, left.seeker)
            assert (why.competition is not None) == left.competition
            assert (why.reasons, why.first, why.eligible) == (
                left.reasons,
                left.first,
                left.eligible,
            )
            if why.competition:
                seen += 1
                assert left.seeker in why.competition.seekers
                assert why.competition.needs > why.competition.places
                assert_only_here(plan, why.competition)
    assert seen > 50


def assert_only_here(plan: Plan, competition: explain.Competition) -> None:
    pairs = plan.working.pairs
    for i, j in zip(pairs.seeker.tolist(), pairs.provider.tolist(), strict=True):
        if plan.problem.seekers[i].key in competition.seekers:
            assert plan.problem.providers[j].key in competition.providers


def test_near_misses_are_those_with_one_reason_the_cheapest_first():
    helpers = [
        provider("full", x=900, places=0),
        provider("lapsed", x=100, licence_expired=True),
        provider("hopeless", suspended=True, places=0),
        provider("elsewhere", communities=frozenset({"c9"}), x=500),
    ]
    why = explain.why_not(match([seeker()], helpers), "n1")
    assert [(each.provider, each.reasons) for each in why.near_misses] == [
        ("lapsed", (Reason.LICENCE_EXPIRED,)),
        ("elsewhere", (Reason.AREA,)),
        ("full", (Reason.CAPACITY,)),
    ]


def test_the_wrong_question_is_refused():
    plan = match([seeker("n1"), seeker("n2")], [provider()])
    with pytest.raises(InputError, match="unmatched; ask why_not"):
        explain.why_this_one(plan, "n2")
    with pytest.raises(InputError, match="served; ask why_this_one"):
        explain.why_not(plan, "n1")
    for ask in (explain.why_this_one, explain.why_not):
        with pytest.raises(InputError, match="not in this plan"):
            ask(plan, "n9")
