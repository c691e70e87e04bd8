"""The cheapest repair: applied, it serves and nobody loses; less does not; nothing cheaper does."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from random import Random
from typing import Any

import pytest

from matching import InputError, Plan, Problem, Reason, Rules, explain, match, refusals
from matching.explain.changes import Kind, Part, Parts, Prices, changed, openings, places, price_of
from matching.explain.remedy import Remedy, apply, remedies
from matching.scoring import mean_satisfaction
from tests.matching.explain.crowds import crowded_plan, weekly_plan
from tests.matching.instances import provider, seeker


def serves(plan: Plan, key: str, problem: Problem) -> bool:
    """The plan solved again serves this one, and everybody it served before."""
    after = match(problem.seekers, problem.providers, weights=problem.weights, rules=problem.rules)
    served = {each.seeker for each in after.assignments}
    return {key, *(each.seeker for each in plan.assignments)} <= served


def smaller(parts: Parts) -> Iterator[Parts]:
    """Every proper part of it, and all of it with one unit less of one."""
    for number in range(len(parts)):
        yield from combinations(parts, number)
    for at, part in enumerate(parts):
        if part.amount > 1:
            yield (*parts[:at], replace(part, amount=part.amount - 1), *parts[at + 1 :])


def check(plan: Plan, remedy: Remedy) -> None:
    key = remedy.seeker
    after = apply(plan.problem, remedy)
    assert serves(plan, key, after)
    for parts in smaller(remedy.parts):
        assert not serves(plan, key, changed(plan.problem, parts))
    assert remedy.price == price_of(remedy.parts)
    assert remedy.effect.moves[0].seeker == key
    assert remedy.effect.moves[0].before is None
    assert not remedy.effect.lost
    assert min(remedy.effect.served.values()) > 0
    assert_protection_stands(plan.problem, after)


def assert_protection_stands(before: Problem, after: Problem) -> None:
    """Who may not come for the sake of people still may not, and nothing that is asked for has
    changed but the time and the wish."""
    protects = {Reason.BANNED, Reason.CONFLICT, Reason.REFUSED_BEFORE}
    for was, now in zip(before.seekers, after.seekers, strict=True):
        assert replace(now, windows=was.windows, visits=was.visits, wish=was.wish) == was
        for provider_was, provider_now in zip(before.providers, after.providers, strict=True):
            standing = protects.intersection(refusals(was, provider_was, before.rules))
            assert standing == protects.intersection(refusals(now, provider_now, after.rules))


def test_a_remedy_serves_and_nobody_loses_and_less_of_it_does_not():
    random = Random(81)
    kinds: Counter[frozenset[Kind]] = Counter()
    several = 0
    while kinds.total() < 120:
        plan = crowded_plan(random)
        for left in plan.unmatched[:2]:
            found = remedies(plan, left.seeker, tries=30)
            assert [each.price for each in found] == sorted(each.price for each in found)
            assert len({each.kinds for each in found}) == len(found) <= 3
            for remedy in found:
                check(plan, remedy)
                kinds[remedy.kinds] += 1
                several += any(part.kind is Kind.PLACE and part.amount > 1 for part in remedy.parts)
    assert several > 15
    assert len(kinds) > 12


def family(plan: Plan, key: str, prices: Prices) -> Iterator[Parts]:
    """Everything that ``remedy`` promises to look at, in any amount."""
    problem = plan.problem
    mean = mean_satisfaction(problem.providers, problem.weights)
    own = {
        problem.providers[j].key
        for i, j in zip(
            plan.working.pairs.seeker.tolist(), plan.working.pairs.provider.tolist(), strict=True
        )
        if problem.seekers[i].key == key
    }
    holders = {each.seeker for each in plan.assignments if each.provider in own}
    (asked,) = (each for each in problem.seekers if each.key == key)
    for each in problem.providers:
        ways: list[Parts] = [()]  # room alone
        for one in problem.seekers:
            if one.key == key or one.key in holders:
                ways += openings(one, each, problem, mean, prices)
        for way in ways:
            if way:
                yield way
            for free in range(1, len(plan.unmatched) + 1):
                yield (*way, places(each, Kind.PLACE, free, prices))
                wait = places(each, Kind.WAIT, free, prices)
                if wait.amount <= each.load and asked.tag >= prices.may_wait:
                    yield (*way, wait)


def test_nothing_cheaper_helps():
    random = Random(82)
    checked = none = 0
    while checked < 40:
        plan = crowded_plan(random)
        for left in plan.unmatched[:1]:
            prices = random.choice([Prices(), Prices(place=25, wait=90, radius=3, helper=10)])
            found = remedies(plan, left.seeker, prices=prices, most=1, tries=10_000)
            cheaper = found[0].price if found else 10**9
            for parts in family(plan, left.seeker, prices):
                if price_of(parts) < min(cheaper, prices.dearest + 1):
                    assert not serves(plan, left.seeker, changed(plan.problem, parts))
            checked += 1
            none += not found
    assert none < checked / 2


def cheapest(plan: Plan, key: str, **more: Any) -> list[tuple[Kind, str, str, int]]:
    remedy = remedies(plan, key, **more)[0]
    check(plan, remedy)
    return [(part.kind, part.key, part.code, part.amount) for part in remedy.parts]


def test_so_many_places_as_the_more_urgent_need_first_and_one():
    needs = [*(seeker(f"n{at}", tag=at) for at in (1, 2, 3)), seeker("n4", tag=4)]
    plan = match(needs, [provider(places=1)])
    assert cheapest(plan, "n2") == [(Kind.PLACE, "o1", "", 1)]
    assert cheapest(plan, "n3") == [(Kind.PLACE, "o1", "", 2)]
    assert cheapest(plan, "n4") == [(Kind.PLACE, "o1", "", 3)]


def test_a_place_where_somebody_else_can_move_makes_room():
    """Only the near helper will do; a place far away lets its holder go there."""
    helpers = [provider("near", radius=100, kind="volunteer"), provider("far", x=900, load=5)]
    needs = [
        seeker("n1", tag=2),
        seeker("n2", tag=2, x=900),
        seeker("n3", tag=2, refused=frozenset({"far"})),
    ]
    plan = match(needs, helpers)
    (left,) = plan.unmatched
    assert left.seeker == "n3"
    found = remedies(plan, "n3")
    assert {part.key for each in found for part in each.parts} >= {"near", "far"}
    wait = next(each for each in found if each.kinds == {Kind.WAIT})
    check(plan, wait)
    assert wait.parts[0].key == "far"
    assert explain.Move("n1", 2, "near", "far") in wait.effect.moves


def test_somebody_else_agrees_to_another_time():
    """Whoever holds the only place that will do could be served elsewhere on Sunday."""
    helpers = [
        provider("a", languages=frozenset({"sign"})),
        provider("b", windows=frozenset({"su"})),
    ]
    needs = [
        seeker("n1", tag=1, windows=frozenset({"mo-am"})),
        seeker("n2", tag=2, language="sign"),
    ]
    plan = match(needs, helpers)
    assert [each.seeker for each in plan.unmatched] == ["n2"]
    assert cheapest(plan, "n2") == [(Kind.OTHER_TIME, "n1", "su", 1)]


def test_a_full_week_is_answered_by_visits_or_by_beginning_later():
    helpers = [provider(places=5, visits=(1, 3, 3))]
    needs = [seeker("n1", tag=1), seeker("n2", tag=2, visits=(1, 1))]
    plan = match(needs, helpers)
    found = {each.kinds: each.parts for each in remedies(plan, "n2")}
    assert found == {
        frozenset({Kind.LATER}): (Part(Kind.LATER, "n2", "", 1, 30),),
        frozenset({Kind.VISIT}): (Part(Kind.VISIT, "o1", "0", 1, 40),),
    }


def test_with_visits_by_week_remedies_hold_as_well():
    random = Random(84)
    kinds: Counter[Kind] = Counter()
    while kinds.total() < 80:
        plan = weekly_plan(random)
        for left in plan.unmatched:
            for remedy in remedies(plan, left.seeker):
                check(plan, remedy)
                kinds.update(remedy.kinds)
    assert min(kinds[Kind.VISIT], kinds[Kind.LATER], kinds[Kind.PLACE]) > 5


def test_an_urgent_need_is_not_told_to_wait():
    for tag in (1, 2, 3, 4):
        plan = match([seeker(tag=tag)], [provider(places=0, load=2)])
        kinds = {kind for each in remedies(plan, "n1") for kind in each.kinds}
        assert (Kind.WAIT in kinds) == (tag > 1)


def test_only_qualifying_answers_a_qualification():
    need = seeker(qualifications=(frozenset({"NW", "RN"}), frozenset({"HC", "RN"})))
    plan = match([need], [provider()])
    assert cheapest(plan, "n1") == [(Kind.QUALIFICATION, "o1", "RN", 1)]


def test_nothing_answers_what_protects_people():
    for changes in (
        {"conflicts": frozenset({"o1"})},
        {"refused": frozenset({"o1"})},
    ):
        assert remedies(match([seeker(**changes)], [provider()]), "n1") == ()
    plan = match([seeker()], [provider(banned=True)], rules=Rules(block_banned=True))
    assert remedies(plan, "n1") == ()
    assert remedies(match([seeker()], []), "n1") == ()


def test_the_table_says_what_is_cheap():
    helpers = [provider("far", x=1_000, radius=600), provider("full", places=0)]
    plan = match([seeker(tag=1)], helpers)
    assert cheapest(plan, "n1") == [(Kind.RADIUS, "far", "", 400)]
    assert cheapest(plan, "n1", prices=Prices(radius=100)) == [(Kind.PLACE, "full", "", 1)]


def test_when_tries_run_out_what_was_found_still_holds():
    random = Random(83)
    fewer = 0
    for _ in range(25):
        plan = crowded_plan(random)
        for left in plan.unmatched[:1]:
            few, many = (remedies(plan, left.seeker, tries=tries) for tries in (4, 1_000))
            for remedy in few:
                assert serves(plan, left.seeker, apply(plan.problem, remedy))
            fewer += bool(few) and not few[0].certain
            assert all(each.certain for each in many)
            assert not few or many[0].price <= few[0].price
    assert fewer > 2
    assert remedies(match([seeker()], [provider(places=0)]), "n1", tries=0) == ()


def test_who_is_served_needs_no_remedy():
    plan = match([seeker()], [provider()])
    with pytest.raises(InputError, match="served; ask why_this_one"):
        remedies(plan, "n1")
    with pytest.raises(InputError, match="not in this plan"):
        remedies(plan, "n9")
