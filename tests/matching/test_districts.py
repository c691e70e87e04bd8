"""Who belongs together, and where a regional provider is at home."""

from matching import Problem, Provider, Rules, Seeker, Weights
from matching.districts import Districts, groups_of
from matching.tabulate import tabulate
from tests.matching.instances import provider, seeker


def groups(
    seekers: list[Seeker], providers: list[Provider], weights: Weights | None = None
) -> list[tuple[set[str], set[str]]]:
    weights = weights or Weights()
    tables = tabulate(Problem.of(seekers, providers, weights, Rules()))
    return [
        (set(tables.seekers.key[one.seekers]), set(tables.providers.key[one.providers]))
        for one in groups_of(tables, weights)
    ]


def of(*districts: str) -> frozenset[str]:
    return frozenset(districts)


NEEDS = [
    seeker("n1", district="a"),
    seeker("n2", district="b", x=9_000),
    seeker("n3", district="c", x=18_000),
    seeker("n4", district="a", x=1_000),
]


def test_districts_without_a_common_provider_are_decided_apart():
    helpers = [provider(f"o{at}", districts=of(at)) for at in "abcd"]
    assert groups(NEEDS, helpers) == [
        ({"n1", "n4"}, {"oa"}),
        ({"n2"}, {"ob"}),
        ({"n3"}, {"oc"}),
    ]


def test_a_regional_provider_links_its_districts_and_is_not_dropped():
    helpers = [provider("oa", districts=of("a")), provider("o9", districts=of("c", "a", "z"))]
    assert groups(NEEDS, helpers) == [({"n1", "n3", "n4"}, {"oa", "o9"}), ({"n2"}, set())]


def test_links_reach_on_from_district_to_district():
    helpers = [provider("o1", districts=of("a", "b")), provider("o2", districts=of("b", "c"))]
    assert groups(NEEDS, helpers) == [({"n1", "n2", "n3", "n4"}, {"o1", "o2"})]


def test_a_provider_that_may_go_everywhere_links_what_it_can_reach():
    assert groups(NEEDS, [provider("o1", radius=7_999)]) == [
        ({"n1", "n4"}, {"o1"}),
        ({"n2"}, set()),
        ({"n3"}, set()),
    ]
    assert groups(NEEDS, [provider("o1", radius=9_000)])[0] == ({"n1", "n2", "n4"}, {"o1"})
    assert groups(NEEDS, [provider("o1")]) == [({"n1", "n2", "n3", "n4"}, {"o1"})]


def test_nobody_is_linked_by_a_way_that_is_dearer_than_the_threshold():
    dear = Weights(travel=10, threshold=850)
    assert groups(NEEDS, [provider("o1")], dear)[0] == ({"n1", "n4"}, {"o1"})
    just = Weights(travel=10, threshold=900)
    assert groups(NEEDS, [provider("o1")], just)[0][0] == {"n1", "n2", "n4"}


def test_a_regional_provider_is_at_home_in_the_nearest_of_its_districts():
    helpers = [
        provider("o1", districts=of("b", "c"), x=16_000),
        provider("o2", districts=of("a", "b"), x=16_000),
        provider("o3", x=400),
        provider("o4", districts=of("z")),
        provider("o5", districts=of("c")),
    ]
    tables = tabulate(Problem.of(NEEDS, helpers, Weights(), Rules()))
    districts = Districts(tables)
    assert districts.of_seeker.tolist() == [0, 1, 2, 0]
    assert districts.home.tolist() == [2, 1, 0, -1, 2]
