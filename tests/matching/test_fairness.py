"""Fair shares: the ledger's sums are exact, and on equal scores the engine goes round."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

import pytest

from matching import InputError, Provider, Weights, match
from matching.fairness import Count, Tally, by_kind, by_service, gini, spread
from tests.matching.instances import provider, seeker


def tally(key: str, offered: int = 0, **changes: Any) -> Tally:
    plain: dict[str, Any] = {
        "kind": "volunteer",
        "services": frozenset({"A1"}),
        "eligible": 5,
        "offered": offered,
        "accepted": 0,
        "declined": 0,
        "done": 0,
    }
    return Tally(provider=key, **(plain | changes))


def test_gini_is_half_the_mean_difference_over_the_mean():
    random = Random(7)
    for _ in range(200):
        counts = [random.randrange(6) for _ in range(random.randrange(1, 9))]
        differences = sum(abs(a - b) for a, b in product(counts, counts))
        mean = Fraction(sum(counts), len(counts))
        expected = differences / (2 * len(counts) ** 2 * mean) if mean else 0
        assert gini(counts) == expected
        assert 0 <= gini(counts) <= 1 - Fraction(1, len(counts))
        assert gini([3 * each for each in counts]) == gini(counts)
        assert gini(counts * 2) == gini(counts)


def test_a_gift_from_who_has_more_to_who_has_less_makes_it_fairer():
    assert gini([1, 5]) > gini([2, 4]) > gini([3, 3]) == 0


def test_the_spread_counts_those_who_could_have_been_asked():
    ledger = [
        tally("a", 4, accepted=3, declined=1, done=2),
        tally("b", 1, accepted=1),
        tally("c"),
        tally("nobody_asks_for_this", eligible=0),
        tally("by_hand", 1, eligible=0),
    ]
    found = spread(ledger)
    assert (found.providers, found.total, found.least, found.most) == (4, 6, 0, 4)
    assert (found.median, found.gini) == (1, Fraction(1, 2))
    assert (found.never_asked, found.never_asked_share) == (1, Fraction(1, 4))
    done = spread(ledger, Count.DONE)
    assert (done.total, done.median, done.gini) == (2, 0, Fraction(3, 4))
    assert done.never_asked == 1


def test_a_median_may_lie_between_two():
    assert spread([tally("a", 1), tally("b", 2)]).median == Fraction(3, 2)


def test_nobody_is_spread_over_nobody():
    for ledger in ([], [tally("a", eligible=0)]):
        found = spread(ledger)
        assert (found.providers, found.total, found.gini, found.never_asked_share) == (0, 0, 0, 0)


def test_each_kind_and_each_service_by_itself():
    ledger = [
        tally("a", 3, services=frozenset({"B2", "A1"})),
        tally("b", 1),
        tally("o", 9, kind="organization", services=frozenset({"B2"})),
    ]
    assert {kind: each.total for kind, each in by_kind(ledger).items()} == {
        "organization": 9,
        "volunteer": 4,
    }
    assert list(by_kind(ledger)) == ["organization", "volunteer"]
    assert {code: (each.providers, each.total) for code, each in by_service(ledger).items()} == {
        "A1": (2, 4),
        "B2": (2, 12),
    }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"offered": -1}, "whole numbers from 0"),
        ({"done": 1.5}, "whole numbers from 0"),
        ({"offered": 2, "accepted": 2, "declined": 1}, "more answers than offers"),
    ],
)
def test_a_tally_that_cannot_be_is_refused(changes, message):
    with pytest.raises(InputError, match=f"tally of a: .*{message}"):
        tally("a", **changes)


# -- the engine goes round --


def equals(random: Random) -> list[Provider]:
    """Helpers between whom nothing decides: one place, one record, as many places, some load."""
    answers = random.choice([0, 40])
    alike = {
        "x": 100 * random.randrange(9),
        "places": random.choice([2, 3, 8, 30]),
        "answers": answers,
        "satisfied": answers // 2,
        "load": random.randrange(3),
    }
    return [provider(f"p{at}", **alike) for at in range(random.randrange(2, 8))]


def test_with_equal_scores_nobody_gets_a_second_before_all_had_one_across_rounds():
    random = Random(17)
    rounds = full = 0
    for _ in range(60):
        helpers, weights = equals(random), random.choice([Weights(), Weights(load=((100, 0),))])
        got = Counter({each.key: 0 for each in helpers})
        number = 0
        while helpers[0].places > 0 and rounds < 400:
            needs = [
                seeker(f"n{number + at}", tag=random.randrange(1, 5))
                for at in range(random.randrange(1, len(helpers) + 3))
            ]
            number += len(needs)
            plan = match(needs, helpers, weights=weights)
            taken = Counter(each.provider for each in plan.assignments)
            got += taken
            assert max(got[each.key] for each in helpers) <= 1 + min(
                got[each.key] for each in helpers
            )
            helpers = [
                replace(
                    each, places=each.places - taken[each.key], load=each.load + taken[each.key]
                )
                for each in helpers
            ]
            rounds += 1
            full += bool(plan.unmatched)
            if min(each.places for each in helpers) < 1:
                break
        ledger = [
            tally(each.key, got[each.key], eligible=number, accepted=got[each.key])
            for each in helpers
        ]
        found = spread(ledger)
        assert found.most - found.least <= 1
        assert found.never_asked == 0 or found.most <= 1
    assert rounds > 150
