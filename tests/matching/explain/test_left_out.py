"""Why not: the reasons are those of the plan, and near misses are near."""

from random import Random

import pytest

from matching import InputError, Reason, explain, match
from tests.matching.explain.crowds import crowded_plan
from tests.matching.instances import provider, seeker


def test_reasons_and_counts_are_those_of_the_plan():
    random = Random(51)
    seen = 0
    for _ in range(100):
        plan = crowded_plan(random)
        for left in plan.unmatched:
            why = explain.why_not(plan, left.seeker)
            seen += 1
            assert (why.offering, why.reasons, why.first, why.eligible) == (
                left.offering,
                left.reasons,
                left.first,
                left.eligible,
            )
    assert seen > 100


def test_near_misses_are_those_with_one_reason_the_cheapest_first():
    helpers = [
        provider("full", x=900, places=0),
        provider("lapsed", x=100, licence_expired=True),
        provider("hopeless", suspended=True, places=0),
        provider("elsewhere", communities=frozenset({"c9"}), x=500),
    ]
    why = explain.why_not(match([seeker()], helpers), "n1")
    assert why.competition is None
    assert [(each.provider, each.reasons) for each in why.near_misses] == [
        ("lapsed", (Reason.LICENCE_EXPIRED,)),
        ("elsewhere", (Reason.AREA,)),
        ("full", (Reason.CAPACITY,)),
    ]


def test_the_wrong_question_is_refused():
    plan = match([seeker("n1"), seeker("n2")], [provider()])
    with pytest.raises(InputError, match="unmatched; ask why_not"):
        explain.why_this_one(plan, "n2")
    with pytest.raises(InputError, match="served; ask why_this_one"):
        explain.why_not(plan, "n1")
    for ask in (explain.why_this_one, explain.why_not):
        with pytest.raises(InputError, match="not in this plan"):
            ask(plan, "n9")
