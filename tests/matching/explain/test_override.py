"""What a person's own choice costs: the best plan with this pair, by trying every plan."""

from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest

from matching import InputError, Plan, Reason, explain, match
from matching.explain.override import SET_ASIDE
from matching.scoring import mean_satisfaction, pair_terms, place_price
from tests.matching.explain.crowds import crowded_plan
from tests.matching.instances import provider, seeker


def brute(plan: Plan, seeker_key: str, provider_key: str) -> tuple[int, ...]:
    """Whom the best of all plans with this pair leaves out, by tag, and its points.

    Whatever stands against the pair itself. By tag and not by the objective: a pair that is dearer
    than all candidates may be dearer than the unit of the unserved costs.
    """
    problem = plan.problem
    mean = mean_satisfaction(problem.providers, problem.weights)
    pairs = plan.working.pairs
    points = {
        (problem.seekers[i].key, problem.providers[j].key): cost
        for i, j, cost in zip(
            pairs.seeker.tolist(), pairs.provider.tolist(), pairs.cost.tolist(), strict=True
        )
    }
    (first,) = (each for each in problem.seekers if each.key == seeker_key)
    (own,) = (each for each in problem.providers if each.key == provider_key)
    points[seeker_key, provider_key] = sum(pair_terms(first, own, mean, problem.weights).values())

    def ranks(at: int, taken: dict[str, int], left: list[int], cost: int) -> Iterator[tuple]:
        if at == len(problem.seekers):
            yield *left, cost
            return
        one = problem.seekers[at]
        if one.key != seeker_key:
            without = [many + (one.tag == tag) for tag, many in enumerate(left, start=1)]
            yield from ranks(at + 1, taken, without, cost)
        for each in problem.providers:
            number = taken.get(each.key, 0)
            is_open = one.key != seeker_key or each.key == provider_key
            if is_open and (one.key, each.key) in points and number < each.places:
                more = points[one.key, each.key] + place_price(each, number, problem.weights)
                yield from ranks(at + 1, taken | {each.key: number + 1}, left, cost + more)

    return min(ranks(0, {}, [0, 0, 0, 0], 0))


def expected(plan: Plan, effect: explain.Effect) -> tuple[int, ...]:
    left = Counter(each.tag for each in plan.unmatched)
    by_tag = (left[tag] - effect.served.get(tag, 0) for tag in range(1, 5))
    return *by_tag, plan.soft_cost + effect.points


def test_the_cost_is_that_of_the_best_plan_with_this_pair():
    random = Random(61)
    checked = set_aside = lost = 0
    while checked < 300:
        plan = crowded_plan(random)
        if len(plan.problem.seekers) > 6:
            continue
        for one in plan.problem.seekers:
            for each in plan.problem.providers:
                override = explain.cost_of_override(plan, one.key, each.key)
                if override.effect is None:
                    assert override.forbidden
                    continue
                assert SET_ASIDE.issuperset(override.reasons)
                assert brute(plan, one.key, each.key) == expected(plan, override.effect)
                checked += 1
                set_aside += bool(override.reasons)
                lost += bool(override.effect.lost)
    assert min(set_aside, lost) > 50


def test_who_goes_without_is_named():
    helpers = [provider("a", places=1), provider("b", x=3_000, places=1)]
    needs = [
        seeker("n1", tag=2),
        seeker("n2", tag=3, refused=frozenset({"b"})),
        seeker("n3", tag=4),
    ]
    plan = match(needs, helpers)
    effect = explain.cost_of_override(plan, "n3", "a").effect
    assert effect.moves[0] == explain.Move("n3", 4, None, "a")
    assert [(move.seeker, move.tag) for move in effect.lost] == [("n2", 3)]
    assert effect.served == {3: -1, 4: 1}


def test_what_is_so_already_costs_nothing():
    plan = match([seeker()], [provider()])
    assert explain.cost_of_override(plan, "n1", "o1").effect == explain.Effect({}, 0, ())


def test_what_protects_people_is_not_set_aside_and_a_place_must_be_there():
    for changes, reason in [
        ({"suspended": True}, Reason.SUSPENDED),
        ({"licence_expired": True}, Reason.LICENCE_EXPIRED),
        ({"places": 0}, Reason.CAPACITY),
    ]:
        plan = match([seeker()], [provider(radius=10, x=50, **changes)])
        override = explain.cost_of_override(plan, "n1", "o1")
        assert override.effect is None
        assert override.forbidden == (reason,)
        assert set(override.reasons) == {reason, Reason.DISTANCE}
    for names in ({"conflicts": frozenset({"o1"})}, {"refused": frozenset({"o1"})}):
        plan = match([seeker(**names)], [provider()])
        assert explain.cost_of_override(plan, "n1", "o1").effect is None


def test_distance_is_set_aside_and_said():
    plan = match([seeker()], [provider(radius=10, x=50), provider("far", x=5_000)])
    override = explain.cost_of_override(plan, "n1", "o1")
    assert override.reasons == (Reason.DISTANCE,)
    assert override.effect.served == {}
    assert override.effect.points < 0
    assert override.effect.moves == (explain.Move("n1", 3, "far", "o1"),)


def test_visits_of_the_given_order_are_no_longer_there_for_others():
    helpers = [provider(places=2, visits=(1, 5)), provider("near", x=900, radius=100)]
    plan = match([seeker("n1", tag=1), seeker("n2", tag=4, x=900)], helpers)
    effect = explain.cost_of_override(plan, "n2", "o1").effect
    assert effect.moves == (
        explain.Move("n2", 4, "near", "o1"),
        explain.Move("n1", 1, "o1", None),
    )


def test_somebody_unknown_is_refused():
    plan = match([seeker()], [provider()])
    with pytest.raises(InputError, match="seeker n9 is not in this plan"):
        explain.cost_of_override(plan, "n9", "o1")
    with pytest.raises(InputError, match="provider o9 is not in this plan"):
        explain.cost_of_override(plan, "n1", "o9")
