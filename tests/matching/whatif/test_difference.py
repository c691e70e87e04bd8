"""What would be is what the changed problem gives, solved again."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import Plan, Provider, match
from matching.synthetic import district
from matching.whatif import (
    Bans,
    Change,
    ChangeError,
    Difference,
    Joins,
    Leaves,
    Places,
    Price,
    Radius,
    Reach,
    compare,
    measures,
)
from tests.matching import brute
from tests.matching.instances import provider, random_provider, seeker, small


@given(seed=st.integers(0, 10**9))
def test_it_is_the_best_of_all_plans_of_the_changed_problem(seed: int):
    random = Random(seed)
    seekers, providers, weights, rules = small(random)
    plan = match(seekers, providers, weights=weights, rules=rules)
    changes = [supposition(random, providers) for _ in range(random.choice([1, 1, 2, 3]))]
    difference = compare(plan, *changes)
    after = difference.plan.problem
    _, best = brute.best(list(after.seekers), list(after.providers), after.weights, after.rules)
    assert goes(difference.plan) == best
    assert_told_truly(plan, difference)


def test_suppositions_are_worth_something():
    random, seen = Random(5), Counter()
    for _ in range(150):
        seekers, providers, weights, rules = small(random)
        plan = match(seekers, providers, weights=weights, rules=rules)
        difference = compare(plan, supposition(random, providers))
        seen["gains"] += bool(difference.gains)
        seen["loses"] += bool(difference.loses)
        seen["moves"] += bool(difference.moves)
        seen["incomparable"] += difference.objective is None
    assert min(seen.values()) > 3, seen
    assert len(seen) == 4


def test_in_a_district_it_is_the_plan_of_the_next_round():
    seekers, providers = district(200, seed=7, tightness=0.9)
    plan = match(seekers, providers)
    wider = compare(plan, Reach("", 200))
    radii = [each.radius for each in wider.plan.problem.providers]
    assert wider.plan == match(seekers, [change_radius(each, 2) for each in providers])
    assert None in radii
    assert sum(wider.served.values()) > 5
    assert_told_truly(plan, wider)


def test_one_place_more_lets_the_left_out_gain():
    plan = match([seeker("n1", tag=2), seeker("n2", tag=4)], [provider()])
    more = compare(plan, Places("o1", 1))
    assert more.served == {4: 1}
    assert [(move.seeker, move.after) for move in more.gains] == [("n2", "o1")]
    assert (more.loses, more.moves) == ((), ())
    assert (more.before.left_by_tag[4], more.after.left_by_tag[4]) == (1, 0)
    assert more.objective == more.points - more.big_k


def test_one_who_leaves_costs_somebody_the_service():
    plan = match([seeker("n1"), seeker("n2", tag=4)], [provider("o1"), provider("o2", x=900)])
    without = compare(plan, Leaves("o2"))
    assert without.served == {4: -1}
    assert [move.seeker for move in without.loses] == ["n2"]


def test_points_of_other_weights_are_not_compared():
    plan = match([seeker()], [provider(x=900)])
    dearer = compare(plan, Price("travel", 20))
    assert (dearer.points, dearer.objective) == (None, None)
    assert dearer.before.metres == dearer.after.metres


def test_a_newcomer_with_answers_of_its_own_changes_what_points_mean():
    plan = match([seeker()], [provider(satisfied=9, answers=10)])
    assert compare(plan, Joins(provider("o2"))).points == 0
    assert compare(plan, Joins(provider("o2", satisfied=1, answers=10))).points is None


def test_a_stricter_threshold_is_compared_and_leaves_the_far_one_with_a_person():
    plan = match([seeker()], [provider(x=9_000)])
    strict = compare(plan, Price("threshold", 500))
    assert strict.served == {3: -1}
    assert strict.points == -1_000
    assert strict.objective == 2 * strict.big_k - 1_000


def test_a_ban_counts_only_if_it_is_supposed_to():
    plan = match([seeker()], [provider(banned=True)])
    assert compare(plan, Bans(True)).served == {3: -1}
    assert compare(plan, Bans(False)).served == {}


def test_several_suppositions_stand_together():
    plan = match([seeker()], [provider(banned=True), provider("o2", radius=0, x=900)])
    both = compare(plan, Bans(True), Radius("o2", 900))
    assert [(move.before, move.after) for move in both.moves] == [("o1", "o2")]
    with pytest.raises(ChangeError, match="provider: 'o9' is not in this plan"):
        compare(plan, Bans(True), Leaves("o9"))


def test_the_plan_itself_stays_as_it_was():
    plan = match([seeker()], [provider()])
    before = (plan.objective, goes(plan), plan.problem)
    compare(plan, Leaves("o1"), Price("travel", 0))
    assert (plan.objective, goes(plan), plan.problem) == before


# -- helpers --


def supposition(random: Random, providers: list[Provider]) -> Change:
    key = random.choice(providers).key
    newcomer = random_provider(random, 10 + random.randrange(10**6))
    return random.choice(
        [
            Radius(key, random.choice([None, 0, 200, 900])),
            Reach("", random.choice([0, 50, 300])),
            Places(key, random.choice([-2, -1, 1, 2])),
            Joins(newcomer),
            Leaves(key),
            Price("travel", random.choice([0, 3, 90])),
            Price("threshold", random.choice([60, 150, 5_000])),
            Bans(random.random() < 0.5),
        ]
    )


def goes(plan: Plan) -> dict[str, str]:
    return {each.seeker: each.provider for each in plan.assignments}


def change_radius(one: Provider, factor: int) -> Provider:
    return one if one.radius is None else replace(one, radius=factor * one.radius)


def assert_told_truly(plan: Plan, difference: Difference) -> None:
    was, now = goes(plan), goes(difference.plan)
    assert {move.seeker for move in difference.gains} == set(now) - set(was)
    assert {move.seeker for move in difference.loses} == set(was) - set(now)
    assert {(move.seeker, move.before, move.after) for move in difference.moves} == {
        (key, was[key], now[key]) for key in set(was) & set(now) if was[key] != now[key]
    }
    assert (difference.before, difference.after) == (measures(plan), measures(difference.plan))
    for tag in range(1, 5):
        more = difference.after.served_by_tag[tag] - difference.before.served_by_tag[tag]
        assert difference.served.get(tag, 0) == more
    if difference.points is not None:
        assert difference.points == difference.plan.soft_cost - plan.soft_cost
        assert difference.objective == cost(difference.plan, difference) - cost(plan, difference)


def cost(plan: Plan, difference: Difference) -> int:
    return plan.soft_cost + difference.big_k * sum(5 - left.tag for left in plan.unmatched)
