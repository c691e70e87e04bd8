"""A problem solved again is the plan that ``match`` makes of it."""

from random import Random

from matching import match
from matching.explain.again import effect_of, solved_again
from matching.explain.moves import Effect
from tests.matching.explain.crowds import crowded_plan, weekly_plan
from tests.matching.instances import provider, seeker


def test_it_is_the_plan_that_match_makes():
    random = Random(111)
    for number in range(80):
        plan = weekly_plan(random) if number % 2 else crowded_plan(random)
        again = solved_again(plan.problem)
        assert again.goes_to == {each.seeker: each.provider for each in plan.assignments}
        assert again.points == plan.soft_cost
        assert effect_of(plan, again) == Effect({}, 0, ())


def test_its_effect_names_the_one_it_is_about_first():
    plan = match([seeker("n1", tag=2), seeker("n2", tag=3)], [provider("a", places=0)])
    richer = match(plan.problem.seekers, [provider("a", places=2)])
    effect = effect_of(plan, solved_again(richer.problem), first="n2")
    assert [(move.seeker, move.before, move.after) for move in effect.moves] == [
        ("n2", None, "a"),
        ("n1", None, "a"),
    ]
    assert effect.served == {2: 1, 3: 1}
    assert effect.points == richer.soft_cost
    assert not effect.lost
