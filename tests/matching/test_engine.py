"""One round as the product sees it."""

from collections import Counter
from dataclasses import replace

import pytest

from matching import InputError, Problem, Reason, Rules, Weights, match
from matching.audit import audit
from matching.errors import CertificateError
from matching.optimum import Stopwatch
from matching.synthetic import district
from tests.matching.instances import provider, seeker


def pairs(plan):
    return {each.seeker: each.provider for each in plan.assignments}


def test_nobody_at_all_is_a_plan():
    plan = match([], [])
    assert (plan.assignments, plan.unmatched, plan.objective, plan.gap) == ((), (), 0, 0)
    assert plan.served_by_tag == {1: 0, 2: 0, 3: 0, 4: 0}


def test_needs_without_any_provider_stay_unmatched():
    plan = match([seeker("n1", tag=1), seeker("n2", tag=4)], [])
    assert [each.seeker for each in plan.unmatched] == ["n1", "n2"]
    assert plan.objective == plan.unserved_cost == 5 * plan.big_k


def test_one_urgent_need_goes_before_many_others_at_any_price():
    needs = [seeker("urgent", tag=1, x=9_000), *(seeker(f"n{at}", tag=2) for at in range(5))]
    plan = match(needs, [provider(places=1)])
    assert pairs(plan) == {"urgent": "o1"}
    assert plan.served_by_tag == {1: 1, 2: 0, 3: 0, 4: 0}


def test_a_need_steps_aside_when_that_serves_one_more():
    """The near provider is the only one for the second need; the first takes the farther."""
    needs = [seeker("n1"), seeker("n2", x=-400)]
    near = provider("near", radius=500)
    far = provider("far", x=3_000, radius=3_000)
    assert pairs(match(needs, [near, far])) == {"n1": "far", "n2": "near"}


def test_a_pair_worse_than_the_threshold_is_not_forced():
    far = provider("far", x=20_000)
    weights = Weights(quality=0, load=((100, 0),))
    for threshold, expected in (2000, {"n1": "far"}), (1999, {}):
        plan = match([seeker()], [far], weights=replace(weights, threshold=threshold))
        assert pairs(plan) == expected
    (left,) = plan.unmatched
    assert left.first == left.reasons == Counter({Reason.BELOW_THRESHOLD: 1})
    assert not left.competition


def test_the_reasons_of_a_need_left_out_add_up():
    helpers = [
        provider("a", subcategories=frozenset({"B2"})),
        provider("b", suspended=True, places=0),
        provider("c", radius=10),
        provider("d", x=1, places=0),
        provider("e", banned=True),
        provider("f", party="g"),
        provider("h"),
    ]
    need = seeker("n2", x=50, refused=frozenset({"g"}))
    plan = match([seeker("n1", tag=1, x=50), need], helpers, rules=Rules(block_banned=True))
    assert pairs(plan) == {"n1": "f", "n2": "h"}
    left = match([need], helpers[:-1], rules=Rules(block_banned=True)).unmatched[0]
    assert left.offering == 5
    assert left.eligible == 0
    assert left.reasons == {
        Reason.SUSPENDED: 1,
        Reason.CAPACITY: 2,
        Reason.DISTANCE: 1,
        Reason.BANNED: 1,
        Reason.REFUSED_BEFORE: 1,
    }
    assert left.first == {
        Reason.SUSPENDED: 1,
        Reason.DISTANCE: 1,
        Reason.CAPACITY: 1,
        Reason.BANNED: 1,
        Reason.REFUSED_BEFORE: 1,
    }


def test_needs_that_compete_say_so():
    plan = match([seeker("n1"), seeker("n2")], [provider()])
    (left,) = plan.unmatched
    assert (left.seeker, left.eligible, left.competition) == ("n2", 1, True)
    assert not left.reasons


def test_on_equal_terms_the_older_need_is_served_whatever_the_names_of_the_providers():
    for key in "abcdefgh":
        assert pairs(match([seeker("n2"), seeker("n1"), seeker("n3")], [provider(key)])) == {
            "n1": key
        }


def test_on_equal_terms_no_provider_is_favoured_by_its_name():
    chosen = Counter(
        pairs(match([seeker(f"n{at}")], [provider("a"), provider("b")]))[f"n{at}"]
        for at in range(100)
    )
    assert min(chosen["a"], chosen["b"]) > 25


def test_on_equal_terms_nobody_gets_a_second_before_all_had_a_first():
    helpers = [provider("big", places=40), *(provider(f"v{at}", places=3) for at in range(9))]
    for needs in range(1, 11):
        plan = match([seeker(f"n{at:02}") for at in range(needs)], helpers)
        assert sorted(Counter(pairs(plan).values()).values()) == [1] * needs


def test_the_one_who_came_before_and_the_one_who_was_picked_are_preferred():
    helpers = [provider("near"), provider("own", x=2_000), provider("shelf", party="o9", x=2_000)]
    assert pairs(match([seeker()], helpers)) == {"n1": "near"}
    assert pairs(match([seeker(previous="own")], helpers)) == {"n1": "own"}
    assert pairs(match([seeker(wish="o9")], helpers)) == {"n1": "shelf"}
    assert pairs(match([seeker(wish="gone", previous="gone")], helpers)) == {"n1": "near"}


def test_a_two_person_service_takes_one_place_of_one_who_can_send_two():
    helpers = [provider("one", places=2), provider("two", helpers=2, x=5_000)]
    assert pairs(match([seeker(helpers=2)], helpers)) == {"n1": "two"}


def test_terms_add_up_and_places_are_counted_off():
    plan = match(
        [seeker("n1", tag=4), seeker("n2", tag=1)],
        [provider(places=2, satisfied=10, answers=10)],
        weights=Weights(load=((50, 7), (100, 90)), load_per_order=0),
    )
    first, second = plan.assignments
    assert dict(first.terms) == {
        "travel": 0,
        "quality": 0,
        "continuity": 0,
        "wish": 0,
        "move": 0,
        "load": 90,
    }
    assert (second.terms["load"], second.total) == (7, 7)
    assert plan.objective == plan.bound == plan.soft_cost == 97


def test_a_plan_carries_what_it_was_made_with():
    plan = match([seeker()], [provider()], weights=Weights(version="7"), rules=Rules(version="b"))
    assert (plan.weights_version, plan.rules_version) == ("7", "b")
    assert (plan.solver, plan.solver_version) == ("pylmcf", "1.3.0")
    assert len(plan.input_digest) == 64
    assert set(plan.timings) >= {"candidates", "solve", "certificate", "total"}
    assert plan.problem == Problem.of(
        [seeker()], [provider()], Weights(version="7"), Rules(version="b")
    )


def test_a_key_given_twice_is_refused():
    with pytest.raises(InputError, match="seeker n1 was given twice"):
        match([seeker(), seeker()], [])
    with pytest.raises(InputError, match="provider o1 was given twice"):
        match([], [provider(), provider(places=2)])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: seeker(level=0), "seeker n1: level must be 1 to 4, not 0"),
        (lambda: seeker(tag=5), "tag must be 1 to 4"),
        (lambda: seeker(helpers=0), "helpers must be 1 to 99"),
        (lambda: seeker(x=10**9), "x must be"),
        (lambda: seeker(y=1.5), "y must be a whole number, not 1.5"),
        (lambda: seeker(qualifications=(frozenset(),)), "can never be met"),
        (lambda: provider(load=-1), "provider o1: load must be"),
        (lambda: provider(satisfied=3, answers=2), "satisfied must be 0 to 2, not 3"),
        (lambda: provider(radius=-1), "radius must be"),
        (lambda: Weights(travel=-1), "travel must be a whole number from 0"),
        (lambda: Weights(quality=0.5), "quality must be a whole number"),
        (lambda: Weights(threshold=10**9), "threshold must be"),
        (lambda: Weights(prior_satisfaction=1001), "prior_satisfaction"),
        (lambda: Weights(load=()), "load must end at 100"),
        (lambda: Weights(load=((50, 1),)), "load must end at 100"),
        (lambda: Weights(load=((50, 2), (100, 1))), "load must rise"),
        (lambda: Weights(load=((100, -1),)), "load must be a whole number"),
        (lambda: Weights(load_per_order=10**6, load_orders=2), "must not pass"),
    ],
)
def test_what_cannot_be_judged_is_refused_with_a_clear_sentence(make, message):
    with pytest.raises(InputError, match=message):
        make()


def test_costs_that_leave_64_bits_are_refused_before_they_are_summed(monkeypatch):
    monkeypatch.setattr("matching.network.ROOM", 10**4)
    with pytest.raises(InputError, match="64 bits"):
        match([seeker(x=10_000)], [provider()])


def test_the_audit_finds_a_plan_that_breaks_a_rule():
    seekers, providers = district(60, seed=2, tightness=0.8)
    plan = match(seekers, providers)
    problem, first = plan.problem, plan.assignments[0]

    def check(assignments, unmatched=plan.unmatched, objective=plan.objective, problem=problem):
        audit(problem, assignments, unmatched, plan.prices, objective)

    check(plan.assignments)
    with pytest.raises(CertificateError, match="add up"):
        check(plan.assignments, objective=plan.objective + 1)
    with pytest.raises(CertificateError, match="decided twice, or not at all"):
        check(plan.assignments[1:])
    with pytest.raises(CertificateError, match="decided twice, or not at all|orders for"):
        check((first, *plan.assignments))
    spoiled = [replace(each, suspended=each.key == first.provider) for each in problem.providers]
    with pytest.raises(CertificateError, match="suspended"):
        check(plan.assignments, problem=replace(problem, providers=tuple(spoiled)))
    emptied = [replace(each, places=1) if each.places > 1 else each for each in problem.providers]
    with pytest.raises(CertificateError, match="orders for 1"):
        check(plan.assignments, problem=replace(problem, providers=tuple(emptied)))
    with pytest.raises(CertificateError, match="threshold"):
        check(
            plan.assignments,
            problem=replace(problem, weights=replace(problem.weights, threshold=0)),
        )


def test_candidates_of_a_whole_district_take_well_under_a_second():
    seekers, providers = district(6000)
    plan = match(seekers, providers)
    assert len(plan.working.pairs) > 150_000
    assert plan.timings["columns"] + plan.timings["candidates"] < 1000
    assert plan.gap == 0
    assert len(plan.assignments) + len(plan.unmatched) == 6000


def test_the_stages_are_timed_in_order():
    watch = Stopwatch()
    watch.lap("a")
    watch.lap("b")
    assert list(watch.read()) == ["a", "b", "total"]
