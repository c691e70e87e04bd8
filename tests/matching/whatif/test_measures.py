"""The plain figures of a plan are those of its pairs, counted by hand."""

from matching import Weights, match
from matching.whatif import Share, Spread, measures
from tests.matching.instances import provider, seeker

WEIGHTS = Weights(load=((100, 0),), load_per_order=0)


def test_a_plan_in_figures():
    helpers = [
        provider("near", x=300, y=400, places=2, load=1, satisfied=20, answers=20),
        provider("far", x=3_000, places=1, party="house", satisfied=10, answers=20),
        provider("idle", places=5, subcategories=frozenset({"B2"})),
        provider("closed", places=-1, subcategories=frozenset({"B2"})),
    ]
    needs = [
        seeker("n1", tag=1, previous="near", wish="far"),
        seeker("n2", tag=2, previous="far", refused=frozenset({"far"})),
        seeker("n3", tag=3, wish="house", refused=frozenset({"near"})),
        seeker("n4", tag=3, level=2, previous="near"),
    ]
    figures = measures(match(needs, helpers, weights=WEIGHTS))
    assert figures.served_by_tag == {1: 1, 2: 1, 3: 1, 4: 0}
    assert figures.left_by_tag == {1: 0, 2: 0, 3: 1, 4: 0}
    assert figures.metres == Spread(mean=1_333, median=500, most=3_000)
    assert figures.continuity == Share(met=1, of=2)
    assert figures.wishes == Share(met=1, of=2)
    assert figures.load == Spread(mean=67, median=100, most=100)
    assert figures.idle == 1
    # 20 answers at the mean of 750 are mixed into everybody's 20 own: 875, 875 and 625.
    assert figures.quality == 792


def test_nobody_served_has_no_way():
    figures = measures(match([seeker(level=2)], [provider()]))
    assert figures.metres == Spread(0, 0, 0)
    assert figures.continuity == Share(0, 0)
    assert (figures.quality, figures.idle) == (0, 1)
