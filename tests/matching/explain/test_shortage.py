"""Shortage prices: adding the place changes the objective by exactly the price."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from time import perf_counter

from matching import Plan, Weights, match
from matching.certificate import recover_potential, verify
from matching.columns import Ints
from matching.explain.newcomer import newcomer
from matching.explain.shortage import shortages, with_one_more
from matching.synthetic import district
from tests.matching.explain.crowds import crowd, crowded_plan, solved
from tests.matching.instances import provider, seeker

Price = tuple[int | None, int]
"""Tag of the seeker who comes in, rise of the points."""


def paid(before: Plan, after: Plan) -> Price:
    """What really happened: at most one seeker more is served, and nobody fewer; with weeks out of
    step, perhaps fewer who are less urgent."""
    more = Counter(after.served_by_tag)
    more.subtract(before.served_by_tag)
    came_in = [tag for tag, number in more.items() if number]
    assert [more[tag] for tag in came_in] in ([], [1]) or after.leaves > 1 or before.leaves > 1
    return came_in[0] if came_in else None, after.soft_cost - before.soft_cost


def with_one_place_more(plan: Plan, key: str) -> Plan:
    providers = [
        with_one_more(each) if each.key == key else each for each in plan.problem.providers
    ]
    return solved(plan.problem.seekers, providers, plan)


def test_one_place_more_is_worth_what_the_plan_solved_again_gains():
    random = Random(71)
    seen: Counter[str] = Counter()
    for _ in range(90):
        plan = crowded_plan(random)
        prices = shortages(plan, of_providers=True).providers
        assert [each.provider for each in prices] == [each.key for each in plan.problem.providers]
        for price, each in zip(prices, plan.problem.providers, strict=True):
            after = with_one_place_more(plan, price.provider)
            assert (price.serves, price.points) == paid(plan, after)
            seen["serves"] += price.serves is not None
            seen["saves"] += price.serves is None and price.points < 0
            seen["nothing"] += (price.serves, price.points) == (None, 0)
            seen["full"] += price.serves is not None and each.places < 1
    assert min(seen.values()) > 8
    assert len(seen) == 4


def test_a_new_place_is_worth_what_the_plan_solved_again_gains():
    random = Random(72)
    seen: Counter[str] = Counter()
    for _ in range(90):
        plan = crowded_plan(random)
        for cell in shortages(plan).cells:
            place = newcomer(plan.problem, cell.subcategory, cell.subdistrict, cell.week)
            after = solved(plan.problem.seekers, (*plan.problem.providers, place), plan)
            assert (cell.serves, cell.points) == paid(plan, after)
            seen["serves"] += cell.serves is not None
            seen["saves"] += cell.serves is None and cell.points < 0
            seen["nothing"] += (cell.serves, cell.points) == (None, 0)
    assert min(seen.values()) > 8
    assert len(seen) == 3


def test_prices_of_a_district_are_exact():
    plan = match(*district(240, seed=3, tightness=0.9))
    prices = shortages(plan, of_providers=True)
    random = Random(1)
    for price in random.sample(prices.providers, 12):
        after = with_one_place_more(plan, price.provider)
        assert (price.serves, price.points) == paid(plan, after)
    for cell in random.sample(prices.cells, 12):
        place = newcomer(plan.problem, cell.subcategory, cell.subdistrict)
        after = solved(plan.problem.seekers, (*plan.problem.providers, place), plan)
        assert (cell.serves, cell.points) == paid(plan, after)


def test_duals_that_prove_the_plan_may_promise_more_than_one_place_can_hold():
    """A dual is one subgradient at the corner where the optimum stands, not the step itself."""
    random = Random(73)
    promised_more = exact = 0
    for _ in range(60):
        plan = match(*crowd(random), weights=FLAT)
        layout = plan.working.layout
        y = other_potential(plan)
        assert verify(layout.network, plan.working.flow, y).objective == plan.objective
        for price, node in zip(
            shortages(plan, of_providers=True).providers, layout.node_of.tolist(), strict=True
        ):
            units = 0 if price.serves is None else 5 - price.serves
            fall = units * plan.big_k - price.points
            for dual in duals(plan, node, y):
                assert fall <= dual
                promised_more += fall < dual
                exact += fall == dual
    assert min(promised_more, exact) > 10


FLAT = Weights(load=((100, 0),), load_per_order=0)


def other_potential(plan: Plan) -> Ints:
    """The potential at the other end of those that prove the plan: minus the ways *to* the sink."""
    network = plan.working.layout.network
    turned = replace(network, tail=network.head, head=network.tail)
    return -recover_potential(turned, plan.working.flow)


def duals(plan: Plan, node: int, y: Ints) -> Iterator[int]:
    """What a potential promises for one unit more on the full place arcs of a provider."""
    layout, network = plan.working.layout, plan.working.layout.network
    for arc in range(layout.place_arcs.start, layout.place_arcs.stop):
        if network.tail[arc] == node and plan.working.flow[arc] == network.capacity[arc]:
            yield -int(network.cost[arc] + y[network.tail[arc]] - y[network.head[arc]])


def test_a_place_is_worth_the_most_urgent_need_it_can_serve_also_by_others_moving():
    helpers = [provider("a", radius=100), provider("b", x=200, radius=100)]
    needs = [
        seeker("n1", x=200, tag=1),
        seeker("n2", x=100, tag=1),
        seeker("n3", x=0, tag=2),
        seeker("n4", x=200, tag=3),
    ]
    plan = match(needs, helpers)
    assert [each.seeker for each in plan.unmatched] == ["n3", "n4"]
    assert [each.serves for each in shortages(plan, of_providers=True).providers] == [2, 2]


def test_where_nothing_is_short_a_place_saves_points_or_nothing():
    helpers = [provider("near", places=5), provider("far", x=5_000)]
    plan = match([seeker("n1"), seeker("n2")], helpers, weights=Weights(load=((100, 0),)))
    near, far = reversed(shortages(plan, of_providers=True).providers)
    assert (near.serves, near.points) == (None, 0)
    assert (far.serves, far.points) == (None, 0)


def test_cells_count_who_asks_and_who_goes_without():
    needs = [
        seeker("n1", tag=1),
        seeker("n2", tag=3, visits=(0, 2)),
        seeker("n3", subcategory="B2", subdistrict="s2", tag=4, visits=(1, 1)),
    ]
    prices = shortages(match(needs, [provider(visits=(9,))]))
    assert [
        (each.subcategory, each.subdistrict, each.week, each.needs, each.left_out, each.serves)
        for each in prices.cells
    ] == [
        ("A1", "s1", None, 2, 1, 3),
        ("B2", "s2", None, 1, 1, 4),
        ("A1", "s1", 0, 1, 0, 3),  # the one who is served moves over and makes room
        ("A1", "s1", 1, 1, 1, 3),
    ]


def test_nobody_at_all_has_no_prices():
    prices = shortages(match([], []), of_providers=True)
    assert (prices.providers, prices.cells) == ((), ())


def test_the_prices_of_a_whole_district_take_less_than_solving_it_twice():
    plan = match(*district(6000, tightness=0.95))
    started = perf_counter()
    prices = shortages(plan, of_providers=True)
    spent = (perf_counter() - started) * 1000
    assert len(prices.providers) > 2000
    assert spent < 2 * plan.timings["total"]


def test_one_more_is_one_more_than_none():
    assert with_one_more(provider(places=-3)).places == 1
    assert with_one_more(provider(places=2)) == replace(provider(), places=3)
