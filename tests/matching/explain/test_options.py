"""Options: pairs are priced at once as low as any answer could be, and never higher."""

from random import Random

import numpy as np

from matching import match
from matching.columns import Columns
from matching.explain.changes import Kind, Prices, openings, price_of
from matching.explain.options import NEVER, floors, options
from matching.scoring import mean_satisfaction
from tests.matching.explain.crowds import any_problem, crowded_plan
from tests.matching.instances import provider, seeker


def test_no_opening_is_cheaper_than_its_floor_and_without_one_there_is_none():
    random = Random(92)
    exact = never = 0
    for _ in range(150):
        problem = any_problem(random)
        prices = random.choice([Prices(), Prices(radius_step=7, qualification=1, later=5, wish=3)])
        mean = mean_satisfaction(problem.providers, problem.weights)
        floor = floors(Columns(problem), np.arange(len(problem.seekers)), prices)
        for i, one in enumerate(problem.seekers):
            for j, each in enumerate(problem.providers):
                ways = openings(one, each, problem, mean, prices)
                never += floor[i, j] >= NEVER
                if ways:
                    assert floor[i, j] <= price_of(ways[0]) < NEVER
                    exact += floor[i, j] == price_of(ways[0])
    assert never > 100
    assert exact > 1_000


def test_the_cheapest_of_each_set_of_kinds_come_first():
    random = Random(121)
    several = 0
    for _ in range(40):
        plan = crowded_plan(random)
        for left in plan.unmatched[:1]:
            found = options(plan, plan.position_of(left.seeker), Prices())
            firsts = found[: len({each.kinds for each in found})]
            assert len({each.kinds for each in firsts}) == len(firsts)
            prices = [each.price(each.least) for each in firsts]
            assert prices == sorted(prices)
            several += len(firsts) < len(found)
    assert several > 10


def test_room_is_made_for_the_more_urgent_too():
    needs = [seeker("n1", tag=1), seeker("n2", tag=1), seeker("n3", tag=2), seeker("n4", tag=2)]
    plan = match(needs, [provider(places=1, load=5)])
    found = options(plan, plan.position_of("n4"), Prices())
    assert [(each.rooms, each.least) for each in found] == [((Kind.WAIT,), 2), ((Kind.PLACE,), 2)]


def test_nobody_is_told_to_wait_for_orders_that_are_not_there():
    plan = match([seeker(tag=4)], [provider(places=-1, load=1)])
    assert [each.rooms for each in options(plan, 0, Prices())] == [(Kind.PLACE,)]
