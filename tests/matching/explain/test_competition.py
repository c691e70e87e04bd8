"""Who competes for what: a true Hall set, and none smaller explains it."""

from collections import Counter
from random import Random

from matching import Plan, explain, match
from tests.matching.explain.crowds import crowded_plan
from tests.matching.instances import provider, seeker


def test_competition_names_the_needs_and_the_places():
    """Three needs hang on two places step by step; the rich corner has nothing to do with it."""
    helpers = [
        provider("a", x=0, radius=100),
        provider("b", x=200, radius=100),
        provider("rich", x=9_000, radius=100, places=5),
    ]
    needs = [
        seeker("n1", x=0, tag=1),
        seeker("n2", x=100, tag=2),
        seeker("n3", x=200, tag=4),
        seeker("n4", x=9_000, tag=4),
        seeker("n5", x=0, tag=4),
    ]
    plan = match(needs, helpers)
    assert {each.seeker for each in plan.unmatched} == {"n3", "n5"}
    assert explain.why_not(plan, "n3").competition == explain.Competition(
        seekers=("n1", "n2", "n3", "n5"),
        providers=("a", "b"),
        places=2,
        holders=("n1", "n2"),
        held_by_tag=Counter({1: 1, 2: 1}),
    )
    assert explain.why_not(plan, "n5").competition == explain.Competition(
        seekers=("n1", "n5"),
        providers=("a",),
        places=1,
        holders=("n1",),
        held_by_tag=Counter({1: 1}),
    )


def test_competition_is_always_more_needs_than_places_and_no_smaller_set_says_so():
    random = Random(5)
    seen: Counter[int] = Counter()
    for _ in range(300):
        plan = crowded_plan(random)
        for left in plan.unmatched:
            why = explain.why_not(plan, left.seeker)
            assert (why.competition is not None) == left.competition
            if why.competition:
                seen[len(why.competition.holders)] += 1
                assert left.seeker in why.competition.seekers
                assert why.competition.needs > why.competition.places
                assert_only_here(plan, why.competition)
                assert_held_by_the_more_urgent(plan, why.competition, left.tag)
                assert_no_smaller(plan, why.competition, left.seeker)
    assert seen.total() > 200
    assert min(seen[holders] for holders in (1, 2, 3, 4, 5)) > 5


def candidates(plan: Plan) -> dict[str, set[str]]:
    """Who may go where."""
    goes: dict[str, set[str]] = {}
    pairs = plan.working.pairs
    for i, j in zip(pairs.seeker.tolist(), pairs.provider.tolist(), strict=True):
        goes.setdefault(plan.problem.seekers[i].key, set()).add(plan.problem.providers[j].key)
    return goes


def assert_only_here(plan: Plan, competition: explain.Competition) -> None:
    """Every candidate of these needs lies inside, and no other need's candidates all do."""
    inside = set(competition.providers)
    only_here = {key for key, goes in candidates(plan).items() if goes <= inside}
    assert only_here == set(competition.seekers)


def assert_held_by_the_more_urgent(plan: Plan, competition: explain.Competition, tag: int) -> None:
    tags = {each.key: each.tag for each in plan.problem.seekers}
    held = {each.seeker for each in plan.assignments if each.provider in competition.providers}
    assert set(competition.holders) == held
    assert len(held) == competition.places
    assert competition.held_by_tag == Counter(tags[key] for key in held)
    assert max(competition.held_by_tag) <= tag


def assert_no_smaller(plan: Plan, competition: explain.Competition, asked: str) -> None:
    """Without any one of the holders and the asked there is a place for all the others."""
    circuit = {*competition.holders, asked}
    assert most_served(plan, circuit) == len(circuit) - 1
    for absent in circuit:
        assert most_served(plan, circuit - {absent}) == len(circuit) - 1


def most_served(plan: Plan, keys: set[str]) -> int:
    """How many of these can be served together (H. Kuhn, 1955), found without the engine."""
    goes = candidates(plan)
    places = {each.key: each.places for each in plan.problem.providers}
    sits: dict[tuple[str, int], str] = {}

    def finds(key: str, tried: set[tuple[str, int]]) -> bool:
        for place in ((to, number) for to in goes[key] for number in range(places[to])):
            if place not in tried:
                tried.add(place)
                if place not in sits or finds(sits[place], tried):
                    sits[place] = key
                    return True
        return False

    return sum(finds(key, set()) for key in sorted(keys))


def test_needs_of_a_higher_tag_hold_the_places():
    needs = [seeker("n1", tag=4), seeker("n2", tag=1), seeker("n3", tag=2), seeker("n4", tag=4)]
    plan = match(needs, [provider(places=2)])
    competition = explain.why_not(plan, "n1").competition
    assert competition.held_by_tag == {1: 1, 2: 1}
    assert (competition.needs, competition.places) == (4, 2)
