"""Room for a more urgent need: the fewest offers change, and nobody as urgent ever moves."""

from collections import Counter
from itertools import product
from random import Random

import pytest

from matching import InputError, Provider, Rules, Seeker, Weights
from matching.repair import make_room
from matching.scoring import mean_satisfaction, pair_terms, place_price
from tests.matching.brute import pair_prices
from tests.matching.instances import provider, seeker

SCENES = 400


def moved(*args, **kwargs) -> list[tuple[str, str | None, str | None]]:
    return [(each.seeker, each.before, each.after) for each in make_room(*args, **kwargs)]


def full(key: str, **changes) -> Provider:
    return provider(key, places=0, load=1, **changes)


def test_a_free_place_changes_no_offer():
    asked = seeker("n1", tag=4, offered="o1")
    assert moved(seeker("n9", tag=1), [asked], [full("o1"), provider("o2")]) == [("n9", None, "o2")]


def test_the_offer_whose_order_has_another_provider_makes_room():
    asked = [seeker("n1", tag=3, offered="o1"), seeker("n2", tag=3, offered="o2", subcategory="B2")]
    nobody_else = full("o2", subcategories=frozenset({"A1", "B2"}))
    free = provider("o3", groups=frozenset({"E", "D"}))
    comer = seeker("n9", tag=1, refused=frozenset({"o3"}))
    assert moved(comer, asked, [full("o1"), nobody_else, free]) == [
        ("n9", None, "o1"),
        ("n1", "o1", "o3"),
    ]


def test_the_least_urgent_goes_without_where_somebody_must():
    asked = [seeker(f"n{tag}", tag=tag, offered=f"o{tag}") for tag in (2, 4, 3)]
    providers = [full(f"o{tag}", x=100 * tag) for tag in (2, 3, 4)]
    assert moved(seeker("n9", tag=1), asked, providers) == [
        ("n9", None, "o4"),
        ("n4", "o4", None),
    ]


def test_of_equals_the_later_goes_without():
    asked = [seeker("n1", tag=4, offered="o1"), seeker("n2", tag=4, offered="o1")]
    assert moved(seeker("n9", tag=1), asked, [full("o1")])[1] == ("n2", "o1", None)


def test_nobody_may_be_asked_to_make_room_who_is_as_urgent_or_was_not_asked():
    comer = seeker("n9", tag=2)
    for other in (seeker("n1", tag=2, offered="o1"), seeker("n1", tag=3)):
        with pytest.raises(InputError):
            make_room(comer, [other], [full("o1")])


def test_nothing_helps_where_only_others_are_full():
    assert make_room(seeker("n9", tag=1), [], [full("o1")]) == ()


def test_a_path_takes_no_more_visits_in_a_week_than_it_frees():
    asked = seeker("n1", tag=4, offered="o1", visits=(1,))
    busy = full("o1", visits=(0,))
    assert moved(seeker("n9", tag=1, visits=(2,)), [asked], [busy]) == []
    assert moved(seeker("n9", tag=1, visits=(1,)), [asked], [busy]) == [
        ("n9", None, "o1"),
        ("n1", "o1", None),
    ]


def test_it_is_the_least_of_all_plans_that_serve_the_comer():
    found = Counter()
    for number in range(SCENES):
        scene = _scene(Random(number))
        best = _best(*scene)
        moves = make_room(scene[0], scene[1], scene[2], weights=scene[3])
        found[len(moves)] += 1
        assert (best is None) == (not moves)
        if moves:
            after = {each.seeker: each.after for each in moves}
            plan = {each.key: after.get(each.key, each.offered) for each in (scene[0], *scene[1])}
            assert _rank(plan, *scene) == best, number
    assert min(found[0], found[2], found[3], found[4]) >= 3


# -- the law once more, by trying everything --


def _scene(dice: Random) -> tuple[Seeker, list[Seeker], list[Provider], Weights]:
    keys = [f"o{at}" for at in range(4)]
    waiting = [
        seeker(f"n{at}", tag=dice.randint(2, 4), offered=dice.choice(keys), **_some(dice, keys))
        for at in range(4)
    ]
    held = Counter(each.offered for each in waiting)
    providers = [
        provider(key, places=dice.choice((0, 0, 0, 1)), load=held[key], x=dice.randint(0, 900))
        for key in keys
    ]
    return seeker("n9", tag=1, **_some(dice, keys)), waiting, providers, Weights()


def _some(dice: Random, keys: list[str]) -> dict:
    return {"x": dice.randint(0, 900), "refused": frozenset(dice.sample(keys, dice.randint(1, 3)))}


def _prices(comer, waiting, providers, weights) -> dict[tuple[str, str], int]:
    roomy = [provider(each.key, places=9, load=each.load, x=each.x) for each in providers]
    return pair_prices([comer, *waiting], roomy, weights, Rules())


def _best(comer, waiting, providers, weights) -> tuple | None:
    scene = (comer, waiting, providers, weights)
    prices, ranks = _prices(*scene), []
    places = {
        each.key: each.places + sum(one.offered == each.key for one in waiting)
        for each in providers
    }
    choices = [
        [key for key in places if (each.key, key) in prices or key == each.offered] + [None]
        for each in waiting
    ]
    for to in (key for key in places if (comer.key, key) in prices):
        for others in product(*choices):
            taken = Counter([to, *others])
            if all(taken[key] <= most for key, most in places.items()):
                keys = [comer.key, *(each.key for each in waiting)]
                plan = dict(zip(keys, (to, *others), strict=True))
                ranks.append(_rank(plan, *scene))
    return min(ranks, default=None)


def _rank(plan, comer, waiting, providers, weights) -> tuple:
    """Who is left out, the most urgent first; how many offers change; how much dearer the plan gets."""
    left_out = [sum(each.tag == tag and not plan[each.key] for each in waiting) for tag in (2, 3)]
    left_out.append(sum(each.tag == 4 and not plan[each.key] for each in waiting))
    changed = sum(plan[each.key] != each.offered for each in waiting)
    points = 0
    held = Counter(each.offered for each in waiting)
    taken = Counter(to for to in plan.values() if to)
    for each in providers:
        for more in range(taken[each.key] - held[each.key]):
            points += place_price(each, more, weights)
    mean = mean_satisfaction(providers, weights)
    for one in (comer, *waiting):
        for each in providers:
            if each.key == plan[one.key]:
                points += sum(pair_terms(one, each, mean, weights).values())
    return (*left_out, changed, points)
