"""The graph of a card: small, plain, in its place, and saying what the card says."""

from random import Random
from xml.etree import ElementTree

import networkx
import pytest

from matching import InputError, Weights, explain, match
from matching.explain.graph import MOST, graph_of, graphml
from matching.synthetic import district
from tests.matching.explain.crowds import crowded_plan
from tests.matching.instances import provider, seeker


def edges(graph: networkx.DiGraph, kind: str) -> set[tuple[str, str]]:
    return {(a, b) for a, b, its in graph.edges(data="kind") if its == kind}


def test_who_is_served_has_a_chain_of_moves():
    helpers = [provider("a"), provider("b", x=1_000), provider("c", x=3_000)]
    needs = [seeker("n1", tag=1, refused=frozenset({"c"})), seeker("n2", x=1_000, tag=2)]
    plan = match(needs, helpers)
    graph = graph_of(plan, "n1")
    assert {name: (its["role"], its["x"], its["y"]) for name, its in graph.nodes.items()} == {
        "provider:a": ("own", 0, 0),
        "need:n1": ("asked", 1, 0),
        "provider:b": ("runner_up", 2, 0),
        "need:n2": ("mover", 3, 0),
    }
    assert edges(graph, "would_go") == {("need:n1", "provider:b"), ("need:n2", "provider:a")}
    assert edges(graph, "goes") == {("need:n1", "provider:a"), ("need:n2", "provider:b")}
    assert graph.nodes["need:n2"]["tag"] == 2
    assert graph.graph["gap"] == explain.why_this_one(plan, "n1").gap


def test_without_a_runner_up_the_chain_ends_at_the_centre():
    graph = graph_of(match([seeker()], [provider()]), "n1")
    assert graph.nodes["centre"]["kind"] == "centre"
    assert edges(graph, "would_go") == {("need:n1", "centre")}


def test_who_is_left_out_sees_who_holds_the_places_the_nearest_first():
    helpers = [provider("a", radius=100), provider("b", x=200, radius=100)]
    needs = [
        seeker("n1", tag=1),
        seeker("n2", x=100, tag=2),
        seeker("n3", x=200, tag=4),
        seeker("n4", tag=4),
    ]
    plan = match(needs, helpers)
    graph = graph_of(plan, "n3")
    assert {name: (its["role"], its["x"], its["y"]) for name, its in graph.nodes.items()} == {
        "need:n3": ("asked", 0, 0),
        "provider:b": ("candidate", 1, 0),
        "need:n2": ("holder", 2, 0),
        "provider:a": ("candidate", 3, 0),
        "need:n1": ("holder", 4, 0),
        "need:n4": ("waiting", 4, 1),
    }
    assert edges(graph, "goes") == {("need:n1", "provider:a"), ("need:n2", "provider:b")}
    assert edges(graph, "could_go") == {
        ("need:n3", "provider:b"),
        ("need:n2", "provider:a"),
        ("need:n4", "provider:a"),
    }
    assert (graph.graph["needs"], graph.graph["places"]) == (4, 2)


def test_where_nobody_is_eligible_the_near_misses_are_drawn_with_their_reasons():
    helpers = [provider("full", places=0), provider("far", x=900, radius=10)]
    graph = graph_of(match([seeker()], helpers), "n1")
    assert edges(graph, "blocked") == {("need:n1", "provider:full"), ("need:n1", "provider:far")}
    assert graph.edges["need:n1", "provider:full"]["reasons"] == "capacity"
    assert graph.edges["need:n1", "provider:far"]["reasons"] == "distance"
    assert list(graph_of(match([seeker()], []), "n1")) == ["need:n1"]


def test_every_graph_is_plain_and_fits_its_grid():
    random = Random(101)
    kinds = set()
    for _ in range(60):
        plan = crowded_plan(random)
        for one in plan.problem.seekers:
            most = random.choice([2, 4, MOST])
            graph = graph_of(plan, one.key, most=most)
            check(graph, most)
            kinds |= {its for _, _, its in graph.edges(data="kind")}
    assert kinds == {"goes", "would_go", "could_go", "blocked"}


def check(graph: networkx.DiGraph, most: int = MOST) -> None:
    assert len(graph) <= most
    places = [(its["x"], its["y"]) for its in graph.nodes.values()]
    assert len(set(places)) == len(places)
    assert all(isinstance(number, int) and number >= 0 for place in places for number in place)
    for row in [*graph.nodes.values(), *graph.edges.values(), graph.graph]:
        assert all(type(value) in (int, str, bool) for value in row.values())
    for start, end in graph.edges:
        assert graph.nodes[start]["kind"] == "need"
        assert graph.nodes[end]["kind"] in ("provider", "centre")
    if "gap" in graph.graph and len(graph) < most:
        sums = {
            kind: sum(its["cost"] for its in graph.edges.values() if its["kind"] == kind)
            for kind in ("would_go", "goes")
        }
        assert graph.graph["gap"] == sums["would_go"] - sums["goes"] + graph.graph["places"]
    back = networkx.parse_graphml(graphml(graph))
    assert (dict(back.nodes.items()), dict(back.edges.items())) == (
        dict(graph.nodes.items()),
        dict(graph.edges.items()),
    )
    assert graph.graph.items() <= back.graph.items()


def test_what_does_not_fit_is_counted():
    needs = [seeker(f"n{at:02}", tag=1 + at // 20) for at in range(40)]
    plan = match(needs, [provider(places=30)], weights=Weights(load=((100, 0),)))
    graph = graph_of(plan, "n39")
    assert len(graph_of(plan, "n39", most=3)) == 3
    assert len(graph) == 6
    assert graph.nodes["provider:o1"]["more"] == 40 - 5
    drawn = [its["kind"] for its in graph.nodes.values()]
    assert drawn.count("need") + graph.graph["more_needs"] == 40
    assert drawn.count("provider") + graph.graph["more_providers"] == 1
    assert graph.nodes["need:n39"]["role"] == "asked"


def test_a_whole_district_makes_small_graphs_too():
    plan = match(*district(240, seed=3, tightness=0.8))
    for key in ("n0000000", plan.unmatched[0].seeker, plan.unmatched[-1].seeker):
        graph = graph_of(plan, key)
        check(graph)
        assert graph.graph["seeker"] == key
    assert graph_of(plan, key).nodes == graph.nodes


def test_graphml_is_for_other_programs():
    root = ElementTree.fromstring(graphml(graph_of(match([seeker()], [provider()]), "n1")))
    assert root.tag == "{http://graphml.graphdrawing.org/xmlns}graphml"
    nodes = root.findall(".//{*}node")
    assert [node.get("id") for node in nodes] == ["provider:o1", "need:n1", "centre"]


def test_a_graph_of_nothing_is_refused():
    plan = match([seeker()], [provider()])
    with pytest.raises(InputError, match="fewer than 2"):
        graph_of(plan, "n1", most=1)
    with pytest.raises(InputError, match="not in this plan"):
        graph_of(plan, "n9")
