"""All providers for one seeker."""

from random import Random

from matching import Reason, Weights, match, rank
from matching.synthetic import district
from tests.matching.instances import provider, seeker, small


def test_the_eligible_come_first_and_the_best_of_them_is_what_a_round_of_one_would_choose():
    random = Random(2)
    for _ in range(200):
        seekers, providers, weights, rules = small(random)
        ranked = rank(seekers[0], providers, weights=weights, rules=rules)
        plan = match(seekers[:1], providers, weights=weights, rules=rules)
        eligible = [candidate for candidate in ranked if candidate.eligible]
        assert ranked[: len(eligible)] == eligible
        assert {each.provider for each in ranked} == {each.key for each in providers}
        assert [each.total for each in eligible] == sorted(each.total for each in eligible)
        if eligible:
            assert plan.assignments[0].total == eligible[0].total
            assert plan.assignments[0].provider in {
                each.provider for each in eligible if each.total == eligible[0].total
            }
        else:
            assert not plan.assignments


def test_the_refused_come_with_their_reasons_and_their_price():
    ranked = rank(
        seeker(),
        [provider("full", places=0), provider("far", x=90_000), provider("fits", x=300)],
    )
    assert [(each.provider, each.reasons) for each in ranked] == [
        ("fits", ()),
        ("full", (Reason.CAPACITY,)),
        ("far", (Reason.BELOW_THRESHOLD,)),
    ]
    assert all(each.total == sum(each.terms.values()) for each in ranked)


def test_the_order_of_the_rows_changes_nothing():
    seekers, providers = district(120)
    ranked = rank(seekers[0], providers, weights=Weights(travel=0, quality=0))
    assert rank(seekers[0], providers[::-1], weights=Weights(travel=0, quality=0)) == ranked
