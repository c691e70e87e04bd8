"""A plan that stands is repaired exactly, and with the fewest changed offers."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import CertificateError, InputError, Problem, Weights, match
from matching.repair import Arrival, How, Refit, Repair, Standing, Withdrawal
from matching.synthetic import district
from tests.matching import brute
from tests.matching.instances import provider, seeker, small
from tests.matching.repair import happenings

SEEDS = st.integers(0, 10**9)


@given(seed=SEEDS)
def test_after_every_change_it_is_an_optimum_of_what_is_there_now(seed: int):
    """Eight changes in a row, each against the changed problem matched anew and proven anew."""
    random = Random(seed)
    standing = start(random)
    for step in range(8):
        before = standing.goes_to
        done = standing.repair(*happenings.some(random, standing, 10 * step + 10))
        again = matched(standing.problem)
        assert done.served_by_tag == again.served_by_tag
        assert done.points == again.soft_cost
        assert standing.proof().objective == done.objective
        assert_told_truly(standing, before, done)


@given(seed=SEEDS, way_by_way=st.sampled_from([100, 1, -1]))
def test_no_optimum_changes_fewer_offers(seed: int, way_by_way: int):
    """Against every plan there is; also where the whole is solved again."""
    random = Random(seed)
    standing = start(random, way_by_way)
    for step in range(4):
        before = standing.goes_to
        done = standing.repair(*happenings.some(random, standing, 10 * step + 10))
        if len(standing.problem.seekers) > 6:
            break
        assert len(done.moves) == fewest_moves(standing.problem, before)
        assert done.how == (How.SOLVED_AGAIN if way_by_way < 0 else done.how)
        standing.proof()


def test_random_changes_are_worth_something():
    """They move, lose and gain people, some of them several at once."""
    random, seen = Random(3), Counter()
    for _ in range(40):
        standing = start(random)
        for step in range(8):
            done = standing.repair(*happenings.some(random, standing, 10 * step + 10))
            seen["moves"] += len(done.moves) > 0
            seen["several"] += len(done.moves) > 1
            seen["gains"] += any(move.before is None for move in done.moves)
            seen["loses"] += any(move.after is None for move in done.moves)
            seen["comes"] += len(done.placed) > 0
    assert min(seen.values()) > 10, seen
    assert len(seen) == 5


@pytest.mark.parametrize("tightness", [0.8, 0.95])
def test_a_district_stays_proven_through_a_day(tightness: float):
    seekers, providers = district(240, seed=4, tightness=tightness)
    standing = Standing(match(seekers[:200], providers))
    random, chains = Random(8), 0
    for late in seekers[200:]:
        leaving = random.choice(sorted(standing.goes_to))
        ill = random.choice(providers).key
        for done in (standing.arrive(late), standing.withdraw(leaving), standing.lose(ill, 1)):
            chains += len(done.moves) > 1
            assert done.how is How.REPAIRED
        standing.proof()
    again = matched(standing.problem)
    assert standing.served_by_tag == again.served_by_tag
    assert chains > 5


def test_much_at_once_is_solved_again_and_comes_to_the_same():
    seekers, providers = district(240, seed=6)
    plan = match(seekers[:200], providers)
    changes = [
        *(Arrival(each) for each in seekers[200:]),
        *(Withdrawal(each.key) for each in seekers[:40]),
    ]
    way_by_way = Standing(plan, way_by_way=1000).repair(*changes)
    at_once = Standing(plan, way_by_way=50).repair(*changes)
    assert (way_by_way.how, at_once.how) == (How.REPAIRED, How.SOLVED_AGAIN)
    assert at_once.objective == way_by_way.objective
    assert len(at_once.moves) == len(way_by_way.moves) > 0


def test_an_urgent_need_takes_the_only_place():
    standing = Standing(match([seeker("n1", tag=4)], [provider()]))
    done = standing.arrive(seeker("n2", tag=1))
    assert (done.placed, told(done)) == ({"n2": "o1"}, [("n1", "o1", None)])
    assert done.served_by_tag == {1: 1, 2: 0, 3: 0, 4: 0}
    assert standing.arrive(seeker("n3", tag=2)).placed == {"n3": None}


def test_what_is_accepted_never_moves():
    standing = Standing(match([seeker("n1", tag=4)], [provider()]))
    assert told(standing.accept("n1")) == []
    assert standing.arrive(seeker("n2", tag=1)).placed == {"n2": None}
    assert (standing.provider("o1").places, standing.provider("o1").load) == (0, 1)


def test_an_offer_without_an_answer_moves_only_for_its_price():
    """The newcomer would save 300 by the near place; taking the offer back costs 400."""
    helpers = [provider("near", x=0), provider("far", x=3_000)]
    weights = Weights(quality=0, load=((100, 0),), load_per_order=0)
    asked = seeker("n1", x=0, offered="near")
    newcomer = seeker("n2", x=0, refused=frozenset())
    for move, moves in (400, []), (0, []):
        standing = Standing(match([asked], helpers, weights=replace(weights, move=move)))
        assert told(standing.arrive(newcomer)) == moves
    must = replace(newcomer, refused=frozenset({"far"}))
    assert told(Standing(match([asked], helpers, weights=weights)).arrive(must)) == [
        ("n1", "near", "far")
    ]


def test_a_place_that_comes_free_goes_to_who_was_left_out():
    standing = Standing(match([seeker("n1")], [provider(places=0, load=2)]))
    assert told(standing.free("o1")) == [("n1", None, "o1")]
    assert (standing.provider("o1").places, standing.provider("o1").load) == (1, 1)


def test_a_provider_who_is_gone_loses_everybody():
    helpers = [provider("o1", places=3), provider("o2", x=900, places=2)]
    needs = [seeker(f"n{number}", tag=number) for number in (1, 2, 3)]
    standing = Standing(match(needs, helpers, weights=Weights(load=((100, 0),))))
    assert set(standing.goes_to.values()) == {"o1"}
    assert told(standing.lose("o1")) == [("n1", "o1", "o2"), ("n2", "o1", "o2"), ("n3", "o1", None)]


def test_a_need_that_was_declined_is_asked_anew_and_the_others_stay():
    """n1 could also take o2 and send n2 on to o3; that costs the same, but two would move."""
    helpers = [provider("o1"), provider("o2", x=900), provider("o3", x=1_000)]
    standing = Standing(match([seeker("n1"), seeker("n2", x=900)], helpers))
    anew = seeker("n1", refused=frozenset({"o1"}))
    done = standing.repair(Withdrawal("n1"), Arrival(anew))
    assert told(done) == [("n1", "o1", "o3")]
    assert done.placed == {"n1": "o3"}


def test_places_to_spare_cost_no_time_and_no_proof():
    """Far more places than anybody could take, from the start and later."""
    standing = Standing(match([seeker("n1", tag=1)], [provider(places=10**8), provider("o2")]))
    for number in range(2, 6):
        assert standing.arrive(seeker(f"n{number}", x=5_000)).how is How.REPAIRED
        standing.proof()
    assert standing.lose("o1").how is How.REPAIRED
    assert standing.served_by_tag == {1: 1, 2: 0, 3: 0, 4: 0}
    assert len(standing.repair(Refit(provider(places=10**8))).moves) == 4
    standing.proof()


def test_many_needs_more_than_the_plan_had_still_come_in_order_of_their_tags():
    """Each one is more than K had room for; the points of a low tag never buy one of a high."""
    helpers = [provider(f"o{number}", x=9_000 * number, places=1) for number in range(9)]
    standing = Standing(match([], helpers, weights=Weights(travel=1, threshold=10**6)))
    units = []
    for number in range(20):
        done = standing.arrive(seeker(f"n{number:02}", tag=4 - number % 4, x=500 * number))
        units.append(done.big_k)
        assert done.served_by_tag == matched(standing.problem).served_by_tag
        standing.proof()
    assert units[0] < units[-1]
    assert standing.served_by_tag == {1: 5, 2: 4, 3: 0, 4: 0}


def test_visits_that_bind_are_matched_anew():
    """Two needs of two visits, three left in the week: places alone would take both."""
    helper = provider(places=2, visits=(3,))
    standing = Standing(match([seeker("n1", visits=(2,))], [helper]))
    done = standing.arrive(seeker("n2", tag=1, visits=(2,)))
    assert done.how is How.MATCHED_ANEW
    assert (done.placed, told(done)) == ({"n2": "o1"}, [("n1", "o1", None)])
    assert standing.goes_to == {"n1": None, "n2": "o1"}
    again = standing.withdraw("n2")
    assert (again.how, told(again)) == (How.MATCHED_ANEW, [("n1", None, "o1")])
    assert standing.arrive(seeker("n3", visits=(1,))).how is How.REPAIRED
    standing.proof()


def test_accepting_uses_up_visits():
    helper = provider(places=3, visits=(3, 9))
    standing = Standing(match([seeker("n1", visits=(2, 2, 2))], [helper]))
    assert standing.accept("n1").how is How.REPAIRED
    assert standing.provider("o1").visits == (1, 7)
    assert standing.arrive(seeker("n2", visits=(2,))).placed == {"n2": None}
    back = replace(standing.provider("o1"), visits=(2, 7))
    assert told(standing.repair(Refit(back))) == [("n2", None, "o1")]
    standing.proof()


def test_who_may_no_longer_stay_goes_elsewhere():
    helpers = [provider("o1", places=2, visits=(4,)), provider("o2", x=900)]
    needs = [seeker("n1", visits=(1,)), seeker("n2", visits=(2,))]
    standing = Standing(match(needs, helpers, weights=Weights(load=((100, 0),))))
    fewer = replace(standing.provider("o1"), visits=(1,))
    assert told(standing.repair(Refit(fewer))) == [("n2", "o1", "o2")]
    standing.proof()


def test_what_does_not_fit_is_refused_and_nothing_happens():
    standing = Standing(match([seeker("n1")], [provider()]))
    before = standing.goes_to
    misfits = {
        "seeker n1 is in this plan already": [Arrival(seeker("n1"))],
        "seeker n9 is not in this plan": [Withdrawal("n1"), Withdrawal("n9")],
        "provider o9 is not in this plan": [Arrival(seeker("n2")), Refit(provider("o9"))],
        "only places, load and visits": [Withdrawal("n1"), Refit(provider(x=5))],
    }
    for message, changes in misfits.items():
        with pytest.raises(InputError, match=message):
            standing.repair(*changes)
        assert standing.goes_to == before
    with pytest.raises(InputError, match="load must be 0"):
        standing.free("o1")
    with pytest.raises(InputError, match="provider o9 is not in this plan"):
        standing.lose("o9")
    standing.withdraw("n1")
    with pytest.raises(InputError, match="seeker n1 is not in this plan"):
        standing.accept("n1")
    standing.proof()


def test_nobody_accepts_for_one_left_out():
    standing = Standing(match([seeker("n1", level=2)], [provider()]))
    with pytest.raises(InputError, match="n1 is unmatched"):
        standing.accept("n1")


def test_a_pair_that_the_law_prices_otherwise_is_not_handed_out():
    helpers = [provider("o1"), provider("o2", x=9_000)]
    standing = Standing(match([seeker("n1")], helpers))
    standing._books._enter_pair(0, 1, 0)  # somebody wrote in the books
    with pytest.raises(CertificateError, match="n1 to o2: 1000 points by the law"):
        standing.arrive(seeker("n2", refused=frozenset({"o2"})))


def test_books_that_do_not_add_up_are_not_proven():
    standing = Standing(match([seeker("n1")], [provider("o1"), provider("o2", x=9_000)]))
    standing._books.potential[0] -= 2**40
    with pytest.raises(CertificateError, match="gap"):
        standing.proof()


# -- helpers --


def start(random: Random, way_by_way: int = 100) -> Standing:
    seekers, providers, weights, rules = small(random)
    plan = match(seekers, providers, weights=weights, rules=rules)
    return Standing(plan, way_by_way=way_by_way)


def matched(problem: Problem):
    return match(problem.seekers, problem.providers, weights=problem.weights, rules=problem.rules)


def told(done: Repair) -> list[tuple[str, str | None, str | None]]:
    return [(move.seeker, move.before, move.after) for move in done.moves]


def assert_told_truly(standing: Standing, before: dict[str, str | None], done: Repair) -> None:
    after = standing.goes_to
    there_before = [key for key in sorted(after) if key in before]
    assert told(done) == [
        (key, before[key], after[key]) for key in there_before if before[key] != after[key]
    ]
    assert all(after[key] == to for key, to in done.placed.items())
    assert set(after) - set(before) <= set(done.placed)


def fewest_moves(problem: Problem, before: dict[str, str | None]) -> int:
    """By trying every plan."""
    seekers, providers = list(problem.seekers), list(problem.providers)
    prices = brute.pair_prices(seekers, providers, problem.weights, problem.rules)
    _, fewest = min(
        (
            brute._rank(plan, seekers, providers, prices, problem.weights)[:5],
            sum(key in before and before[key] != plan.get(key) for key in standing_keys(seekers)),
        )
        for plan in brute._plans(seekers, providers, prices)
    )
    return fewest


def standing_keys(seekers) -> list[str]:
    return [each.key for each in seekers]
