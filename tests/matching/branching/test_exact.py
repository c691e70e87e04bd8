"""Where weeks cross the plan is the best of all plans, too: against trying everything, against CP-SAT."""

from collections import Counter
from random import Random

import pytest

from matching import CertificateError, Plan, Provider, Rules, Seeker, Weights, match
from matching.branching import exact, lexicon
from matching.branching.search import _Search
from matching.candidates import find_pairs
from matching.columns import Columns
from matching.model import Problem
from matching.network import build, tag_prices
from matching.scoring import place_price
from matching.solve import SOLVERS, solve
from matching.synthetic import district
from tests.depth import tries
from tests.matching.branching.weeks import crossing
from tests.matching.brute import best, keeps_weeks, pair_prices
from tests.matching.instances import provider, seeker

SMALL_PLANS = tries(750, thorough=12_000)


def goes_to(plan: Plan) -> dict[str, str]:
    return {each.seeker: each.provider for each in plan.assignments}


def test_small_plans_are_the_best_of_all_plans_that_keep_their_weeks():
    random = Random(20261126)
    searched = 0
    for number in range(SMALL_PLANS):
        seekers, providers, weights = crossing(random, needs=5)
        plan = match(seekers, providers, weights=weights)
        rank, expected = best(seekers, providers, weights, Rules())
        assert goes_to(plan) == expected, number
        assert tuple(plan.served_by_tag.values()) == tuple(-many for many in rank[:4]), number
        assert plan.soft_cost == rank[4], number
        assert (plan.objective, plan.gap) == (plan.soft_cost + plan.unserved_cost, 0), number
        searched += plan.leaves > 1
    assert searched > SMALL_PLANS // 15


def test_without_the_search_many_plans_would_break_a_week():
    random, broken = Random(20261126), 0
    for _ in range(400):
        seekers, providers, weights = crossing(random, needs=5)
        columns = Columns(Problem.of(seekers, providers, weights, Rules()))
        layout = build(columns, find_pairs(columns))
        broken += exact.breaks_weeks(layout, solve(layout.network, SOLVERS).flow)
    assert broken > 40


def test_one_urgent_order_of_every_day_outweighs_seven_weekly_ones():
    """No exchange of one for one: seven of tag 2 or one of tag 1; and the one is served."""
    weekly = [seeker(f"n{number}", tag=2) for number in range(7)]
    helper = provider(places=9, visits=(7,))
    assert match(weekly, [helper]).served_by_tag == {1: 0, 2: 7, 3: 0, 4: 0}
    plan = match([*weekly, seeker("n9", tag=1, visits=(7,))], [helper])
    assert (plan.served_by_tag, plan.gap) == ({1: 1, 2: 0, 3: 0, 4: 0}, 0)


def test_by_the_prices_of_a_flow_the_wrong_people_would_be_served(monkeypatch):
    def prices_of_a_flow(columns, layout, least, known):
        return tag_prices(layout.big_k)

    monkeypatch.setattr(exact, "for_search", prices_of_a_flow)
    test = test_one_urgent_order_of_every_day_outweighs_seven_weekly_ones
    with pytest.raises(AssertionError):
        test()


def test_the_flow_alone_gives_too_much_and_the_plan_does_not():
    """Visits 3 and 2 into 4: the flow sees that one of 3 fits, and two of 2, and takes one of each."""
    needs = [seeker("n1", tag=1, visits=(3,)), *(seeker(f"n{at}", visits=(2,)) for at in (2, 3))]
    near, far = provider("near", places=3, visits=(4,)), provider("far", x=3_000, places=3)
    plan = match(needs, [near, far], weights=Weights(load=((100, 0),), load_per_order=0))
    assert goes_to(plan) == {"n1": "far", "n2": "near", "n3": "near"}
    assert (plan.certificate, plan.gap) == ("verified", 0)


@pytest.mark.parametrize("seed", range(12))
def test_a_second_solver_of_another_kind_finds_nothing_better(seed: int):
    pytest.importorskip("ortools")
    seekers, providers, weights = crossing(Random(seed), needs=26, helpers=6)
    plan = match(seekers, providers, weights=weights)
    assert (plan.gap, plan.certificate) == (0, "verified")
    assert rank(plan) == rank_by_cp_sat(seekers, providers, weights)


TAG_PRICES = {4: 10**6, 3: 10**8, 2: 10**10, 1: 10**12}
"""More than the points of thirty, then more than thirty of the tag below."""


def rank(plan: Plan) -> int:
    return plan.soft_cost + sum(TAG_PRICES[each.tag] for each in plan.unmatched)


def rank_by_cp_sat(seekers: list[Seeker], providers: list[Provider], weights: Weights) -> int:
    """The least rank, by an integer program written from the readable law."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    points = pair_prices(seekers, providers, weights, Rules())
    chosen = {pair: model.new_bool_var(str(pair)) for pair in points}
    cost = [points[pair] * chosen[pair] for pair in points]
    for one in seekers:
        served = sum(chosen[pair] for pair in points if pair[0] == one.key)
        model.add(served <= 1)
        cost.append(TAG_PRICES[one.tag] * (1 - served))
    for to in providers:
        mine = [
            (each, chosen[each.key, to.key]) for each in seekers if (each.key, to.key) in chosen
        ]
        places = [model.new_bool_var(f"{to.key} {taken}") for taken in range(to.places)]
        model.add(sum(there for _, there in mine) == sum(places))
        cost += [place_price(to, at, weights) * place for at, place in enumerate(places)]
        for week, left in enumerate(to.visits or ()):
            wanted = [(*each.visits, *(0,) * week)[week] * there for each, there in mine]
            model.add(sum(wanted) <= left)
    model.minimize(sum(cost))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(model) == cp_model.OPTIMAL
    return round(solver.objective_value)


def test_a_made_up_district_of_many_rhythms_is_proven():
    seekers, providers = district(120, weekly=0.8)
    plan = match(seekers, providers)
    assert len({each.visits for each in seekers}) == 9
    assert (plan.gap, plan.certificate) == (0, "verified")
    assert plan.leaves > 3


def test_neither_the_order_of_the_rows_nor_the_solver_changes_anything():
    random = Random(5)
    for _ in range(12):
        seekers, providers, weights = crossing(random, needs=20, helpers=5)
        plan = match(seekers, providers, weights=weights)
        random.shuffle(seekers)
        random.shuffle(providers)
        assert match(seekers, providers, weights=weights) == plan
        assert match(seekers, providers, weights=weights, solver="networkx") == plan


def test_when_the_effort_is_spent_the_plan_keeps_its_weeks_and_owns_to_its_gap():
    random, told = Random(77), Counter[str]()
    for _ in range(60):
        seekers, providers, weights = crossing(random, needs=24, helpers=5)
        plan = match(seekers, providers, weights=weights, effort=1)
        assert keeps_weeks(goes_to(plan), seekers, providers)
        assert plan.objective == plan.soft_cost + plan.unserved_cost
        assert plan.objective - plan.bound == plan.gap >= 0
        assert plan.certificate == ("bounded" if plan.gap else "verified")
        told[plan.certificate] += 1
        whole = match(seekers, providers, weights=weights)
        by_its_prices = whole.soft_cost + sum(plan.prices[each.tag] for each in whole.unmatched)
        assert plan.bound <= by_its_prices <= plan.objective
    assert min(told.values()) > 5, told


def test_where_prices_leave_64_bits_the_best_plan_known_is_given_with_its_gap(monkeypatch):
    monkeypatch.setattr(lexicon, "ROOM", 0)
    random, told = Random(78), Counter[str]()
    for _ in range(60):
        seekers, providers, weights = crossing(random, needs=12, helpers=3)
        plan = match(seekers, providers, weights=weights)
        assert keeps_weeks(goes_to(plan), seekers, providers)
        assert plan.objective - plan.bound == plan.gap >= 0
        told[plan.certificate] += 1
    assert min(told.values()) > 5, told


def test_a_proof_that_leaves_out_a_box_is_no_proof(monkeypatch):
    """Whoever loses a box on the way is found out in the end."""
    part = _Search._part

    def forgetful(self, node, count):
        child = part(self, node, count)
        self._open.clear()
        self._leaves[:] = self._leaves[:1]
        return child

    monkeypatch.setattr(_Search, "_part", forgetful)
    random = Random(1)
    with pytest.raises(CertificateError, match="the boxes do not hold every plan"):
        for _ in range(100):
            seekers, providers, weights = crossing(random)
            match(seekers, providers, weights=weights)
