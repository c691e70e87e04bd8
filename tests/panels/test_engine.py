"""A draw: never a pair that must not be, even, whole or not at all, and made again from what went in."""

import json
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from marketplace.panels import engine
from marketplace.panels.choices import EvaluatorKind, Obstacle
from marketplace.panels.pool import Wanted
from marketplace.panels.rules.forming import Candidate, Matter, obstacles
from tests.makers import TODAY


def wanted(project: int, experts: int = 2, purchasers: int = 1, **fields) -> Wanted:
    matter = Matter(**{"project": project, "author": 999, "judged": frozenset(), **fields})
    return Wanted(SimpleNamespace(pk=project), matter, experts, purchasers)


def expert(number: int, **fields) -> Candidate:
    return Candidate(
        **{"evaluator": number, "user": number, "kind": EvaluatorKind.EXPERT, **fields}
    )


def purchaser(number: int, **fields) -> Candidate:
    return expert(number, kind=EvaluatorKind.PURCHASER, **fields)


@st.composite
def worlds(draw):
    """(panels, people): some of whom work for some of those who are judged."""
    panels = [
        wanted(
            i + 1,
            experts=draw(st.integers(2, 4)),
            purchasers=1,
            judged=frozenset(draw(st.sets(st.integers(100, 104), max_size=3))),
            author=draw(st.integers(1, 20)),
        )
        for i in range(draw(st.integers(1, 5)))
    ]
    people = [
        expert(
            i + 1,
            kind=draw(st.sampled_from(EvaluatorKind.values)),
            works_for=frozenset(draw(st.sets(st.integers(100, 104), max_size=1))),
            carried=draw(st.integers(0, 2)),
            open=draw(st.integers(0, 3)),
            places=draw(st.integers(1, 4)),
        )
        for i in range(draw(st.integers(0, 14)))
    ]
    return panels, people


@given(worlds(), st.text(max_size=4))
def test_nobody_is_drawn_against_whom_anything_speaks(world, seed):
    panels, people = world
    drawn = engine.draw(engine.input_of(panels, people, on=TODAY), seed)
    by_key = {each.evaluator: each for each in people}
    matters = {each.matter.project: each.matter for each in panels}
    for project, members in drawn.members.items():
        assert len(set(members)) == len(members)
        for member in members:
            assert obstacles(by_key[member], matters[project], TODAY) == []
    sat = [member for members in drawn.members.values() for member in members]
    assert all(sat.count(each.evaluator) <= each.free for each in people)


@given(worlds(), st.text(max_size=4))
def test_a_panel_is_drawn_whole_or_not_at_all(world, seed):
    panels, people = world
    drawn = engine.draw(engine.input_of(panels, people, on=TODAY), seed)
    kinds = {each.evaluator: each.kind for each in people}
    for panel in panels:
        members = [kinds[each] for each in drawn.members.get(panel.matter.project, ())]
        if panel.matter.project in drawn.left:
            assert members == []
        else:
            assert members.count(EvaluatorKind.EXPERT) == panel.experts
            assert members.count(EvaluatorKind.PURCHASER) == panel.purchasers


@given(worlds(), st.randoms(use_true_random=False), st.text(max_size=4))
def test_the_same_seed_draws_the_same_people_whatever_the_order_of_the_rows(world, random, seed):
    panels, people = world
    plain = engine.input_of(panels, people, on=TODAY)
    drawn = engine.draw(plain, seed)
    random.shuffle(people)
    assert engine.input_of(panels, people, on=TODAY) == plain
    kept = json.loads(json.dumps(plain))
    assert engine.digest_of(kept) == engine.digest_of(plain)
    for rows in ("pairs", "obstacles", "evaluators"):
        random.shuffle(kept[rows])
    assert engine.draw(kept, seed) == drawn


@given(st.integers(1, 10), st.integers(0, 6), st.text(max_size=4))
def test_seats_are_spread_evenly_where_they_can_be(many, spare, seed):
    panels = [wanted(i + 1) for i in range(many)]
    people = [expert(i, places=50) for i in range(2 + spare)]
    people += [purchaser(100 + i, places=50) for i in range(1 + spare)]
    drawn = engine.draw(engine.input_of(panels, people, on=TODAY), seed)
    sat = [member for members in drawn.members.values() for member in members]
    for kind in EvaluatorKind.values:
        often = [sat.count(each.evaluator) for each in people if each.kind == kind]
        assert max(often) - min(often) <= 1
    assert len(sat) == 3 * many


def test_whoever_sat_less_this_year_is_drawn_first_and_then_who_knows_the_matter():
    people = [
        expert(1, carried=1, subcategories=frozenset({"A1"})),
        expert(2),
        expert(3, subcategories=frozenset({"A1"})),
        expert(4),
        purchaser(5),
    ]
    panel = wanted(1, subcategories=frozenset({"A1"}))
    for seed in map(str, range(20)):
        members = engine.draw(engine.input_of([panel], people, on=TODAY), seed).members[1]
        assert 1 not in members
        assert 3 in members


def test_another_seed_draws_others():
    people = [*(expert(i) for i in range(1, 9)), *(purchaser(i) for i in range(11, 14))]
    plain = engine.input_of([wanted(1)], people, on=TODAY)
    assert len({engine.draw(plain, str(seed)).members[1] for seed in range(40)}) > 20


def test_where_not_all_can_be_filled_the_later_ones_wait():
    people = [*(expert(i, places=1) for i in range(1, 5)), purchaser(9)]
    plain = engine.input_of([wanted(7), wanted(3), wanted(5)], people, on=TODAY)
    drawn = engine.draw(plain, "s")
    assert (set(drawn.members), drawn.left) == ({7, 3}, (5,))


def test_who_there_is_for_a_seat_is_counted_with_the_gravest_reason_of_each():
    people = [
        expert(1),
        expert(2, works_for=frozenset({100}), open=9),
        expert(3, open=9),
        purchaser(4, works_for=frozenset({100})),
    ]
    found = engine.supplies(engine.input_of([wanted(1, judged=frozenset({100}))], people, on=TODAY))
    experts, purchasers = found
    assert (experts.registered, experts.free, experts.missing) == (3, 1, 1)
    assert experts.obstacles == {Obstacle.EMPLOYER: 1, Obstacle.FULL: 1}
    assert (purchasers.registered, purchasers.free, purchasers.missing) == (1, 0, 1)
    assert purchasers.obstacles == {Obstacle.EMPLOYER: 1}
