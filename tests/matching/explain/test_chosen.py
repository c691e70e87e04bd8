"""Why this one: the numbers are those of the plan solved again."""

from collections import Counter
from dataclasses import replace
from random import Random

from matching import Plan, Weights, explain, match, refusals
from matching.scoring import mean_satisfaction, pair_terms, place_price
from matching.solve import SOLVERS, solve
from matching.synthetic import district
from tests.matching.explain.crowds import crowded_plan, solved
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
    assert why.runner_up_terms == {
        "travel": 150,
        "quality": 0,
        "continuity": 0,
        "wish": 0,
        "move": 0,
    }
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


def test_without_the_pair_the_whole_plan_costs_the_gap_more():
    """The same gap from the rows themselves: the provider is named as one that refused."""
    random = Random(29)
    checked = tied = offered = moved = 0
    while checked < 250:
        plan = crowded_plan(random)
        for assignment in plan.assignments:
            why = explain.why_this_one(plan, assignment.seeker)
            again = forbidding(plan, why.seeker, why.provider)
            more = effect(plan, again)
            assert explain.Effect(*more, ()).rise(plan.prices) == why.gap
            assert moves_more(why.moves) == more[0]
            checked += 1
            tied += why.gap == 0
            offered += bool(assignment.terms["move"] or why.runner_up_terms.get("move"))
            moved += len(why.moves) > 1
    assert min(tied, offered, moved) > 10


def forbidding(plan: Plan, seeker_key: str, provider_key: str) -> Plan:
    seekers = [
        replace(each, refused=each.refused | {provider_key}) if each.key == seeker_key else each
        for each in plan.problem.seekers
    ]
    return solved(seekers, plan.problem.providers, plan)


def effect(before: Plan, after: Plan) -> tuple[dict[int, int], int]:
    """How many more of each tag are served, and by how many points the sum rises."""
    served = {
        tag: after.served_by_tag[tag] - before.served_by_tag[tag]
        for tag in range(1, 5)
        if after.served_by_tag[tag] != before.served_by_tag[tag]
    }
    return served, after.soft_cost - before.soft_cost


def moves_more(moves: tuple[explain.Move, ...]) -> dict[int, int]:
    more: Counter[int] = Counter()
    for move in moves:
        more[move.tag] += (move.before is None) - (move.after is None)
    return {tag: number for tag, number in more.items() if number}
