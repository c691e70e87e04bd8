"""One order more, and whether the visits of the week leave room for it."""

from matching import Plan, match
from matching.explain.reach import from_sink
from matching.explain.shortage import shortages
from matching.explain.weekly import Weekly
from tests.matching.instances import provider, seeker


def weekly(plan: Plan) -> Weekly:
    return Weekly(plan.working, from_sink(plan.working))


def test_who_is_at_a_provider():
    plan = match([seeker("n1"), seeker("n2"), seeker("n3")], [provider(places=2)])
    assert weekly(plan).holders(0) == [0, 1]


def test_the_next_one_fits_or_nobody_would():
    needs = [seeker("n1", tag=1), seeker("n2", tag=2)]
    for visits, fits in (((2,), True), ((1,), False), ((1, 1), False), ((5, 0), True)):
        plan = match(needs, [provider(places=1, visits=visits)])
        assert weekly(plan).fits_one_more(0) is fits


def test_where_somebody_with_fewer_visits_could_come_it_is_not_told():
    needs = [
        seeker("n1", tag=1, visits=(1,)),
        seeker("n2", tag=2, visits=(2,)),
        seeker("n3", tag=3, visits=(1,)),
    ]
    plan = match(needs, [provider(places=1, visits=(2,))])
    assert weekly(plan).fits_one_more(0) is None


def test_a_place_is_worth_nothing_where_the_week_is_full():
    needs = [seeker("n1", tag=1), seeker("n2", tag=2)]
    plan = match(needs, [provider(places=1, visits=(1, 9))])
    (price,) = shortages(plan, of_providers=True).providers
    assert (price.serves, price.points) == (None, 0)
