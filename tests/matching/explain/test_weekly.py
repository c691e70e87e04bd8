"""One order more, and whether the visits of the week leave room for it."""

from collections import Counter
from dataclasses import replace
from random import Random

from matching import Plan, explain, match
from matching.explain.moves import Move
from matching.explain.newcomer import newcomer
from matching.explain.reach import from_sink
from matching.explain.shortage import shortages, with_one_more
from matching.explain.weekly import Weekly, is_flow, keeps_weeks, remaining
from matching.model import FARTHEST
from tests.matching.explain.crowds import solved, weekly_plan
from tests.matching.explain.test_chosen import effect, forbidding
from tests.matching.explain.test_shortage import paid, with_one_place_more
from tests.matching.instances import provider, seeker


def weekly(plan: Plan) -> Weekly:
    return Weekly(plan.working, from_sink(plan.working))


def test_who_is_at_a_provider():
    plan = match([seeker("n1"), seeker("n2"), seeker("n3")], [provider(places=2)])
    assert weekly(plan).holders(0) == [0, 1]


def test_the_next_one_fits_or_nobody_would():
    needs = [seeker("n1", tag=1), seeker("n2", tag=2)]
    for visits, fits in (((2,), True), ((1,), False), ((1, 1), False), ((5, 0), True)):
        plan = match(needs, [provider(places=1, visits=visits)])
        assert weekly(plan).fits_one_more(0) is fits


def test_where_somebody_with_fewer_visits_could_come_it_is_not_told():
    needs = [
        seeker("n1", tag=1, visits=(1,)),
        seeker("n2", tag=2, visits=(2,)),
        seeker("n3", tag=3, visits=(1,)),
    ]
    plan = match(needs, [provider(places=1, visits=(2,))])
    assert weekly(plan).fits_one_more(0) is None


def test_a_place_is_worth_nothing_where_the_week_is_full():
    needs = [seeker("n1", tag=1), seeker("n2", tag=2)]
    helpers = [provider(places=1, visits=(1, 9))]
    plan = match(needs, helpers)
    (price,) = shortages(plan, of_providers=True).providers
    assert (price.serves, price.points) == (None, 0)
    assert solved(needs, [with_one_more(helpers[0])], plan).served_by_tag == plan.served_by_tag


def test_what_is_left_of_each_week_is_what_the_plan_does_not_take():
    needs = [seeker("n1", visits=(1, 2)), seeker("n2", visits=(1,))]
    plan = match(needs, [provider("a", places=5, visits=(4, 2, 7)), provider("b", places=0)])
    assert remaining(plan.working).tolist() == [[2, 0, 7], [FARTHEST] * 3]
    plan = match(needs, [provider(places=5)])
    assert remaining(plan.working).shape == (1, 0)


def test_moves_that_ask_too_much_of_a_week_do_not_keep_it():
    helpers = [provider("a", places=5, visits=(1,)), provider("b", x=900, places=5)]
    plan = match([seeker("n1", tag=1), seeker("n2")], helpers)
    assert [each.provider for each in plan.assignments] == ["a", "b"]
    assert keeps_weeks(plan, ())
    assert not keeps_weeks(plan, [Move("n2", 3, "b", "a")])
    assert keeps_weeks(plan, [Move("n2", 3, "b", "a"), Move("n1", 1, "a", None)])
    assert keeps_weeks(plan, [Move("n2", 3, "b", "not there yet")])


def test_a_plan_is_a_flow_if_its_potential_proves_it():
    plan = match([seeker("n1"), seeker("n2")], [provider("a"), provider("b", x=900)])
    assert is_flow(plan.working)
    assert not is_flow(replace(plan.working, potential=plan.working.potential * 0))


def test_with_visits_by_week_all_numbers_are_those_of_the_plan_solved_again():
    random = Random(131)
    checked: Counter[str] = Counter()
    for _ in range(60):
        plan = weekly_plan(random)
        checked["weeks bind"] += len(plan.working.layout.limits) > 0
        checked["weeks cross"] += not is_flow(plan.working)
        for assignment in plan.assignments:
            why = explain.why_this_one(plan, assignment.seeker)
            after = forbidding(plan, why.seeker, why.provider)
            assert explain.Effect(*effect(plan, after), ()).rise(plan.prices) == why.gap >= 0
            checked["gaps"] += 1
        prices = shortages(plan, of_providers=True, tries=99)
        for price in prices.providers:
            after = with_one_place_more(plan, price.provider)
            assert (price.serves, price.points) == paid(plan, after)
            checked["places"] += 1
        for cell in prices.cells:
            place = newcomer(plan.problem, cell.subcategory, cell.subdistrict, cell.week)
            after = solved(plan.problem.seekers, (*plan.problem.providers, place), plan)
            assert (cell.serves, cell.points) == paid(plan, after)
            checked["cells"] += 1
    assert checked.pop("weeks cross") > 1
    assert min(checked.values()) > 10


def test_cells_that_nobody_solved_again_are_not_named():
    random, missing = Random(131), 0
    for _ in range(40):
        plan = weekly_plan(random)
        every, none = (shortages(plan, tries=tries).cells for tries in (99, 0))
        assert set(none) <= set(every)
        assert is_flow(plan.working) or not none
        missing += len(every) - len(none)
    assert missing > 3
