"""The figures are those of what was decided, and what they are compared with is what it says."""

import numpy as np
import pytest

from matching import Rules, Weights, bench
from matching.bench import SCALES, Scale, greedy, lines, measure
from matching.candidates import find_pairs
from matching.columns import Columns
from matching.provinces import decide
from matching.restore import problem_of
from matching.scoring import place_price
from matching.synthetic import province


@pytest.fixture
def tiny(monkeypatch) -> None:
    scales = {
        "S": Scale(60, organizations=8, volunteers=40, repeats=2),
        "L": Scale(120, districts=3, organizations=24, volunteers=80, repeats=1),
    }
    monkeypatch.setattr(bench, "SCALES", scales)


@pytest.mark.usefixtures("tiny")
def test_the_figures_are_those_of_the_plan():
    told: list[str] = []
    figures = measure("S", tell=told.append)
    decision = decide(bench.SCALES["S"].tables(0.0))
    assert figures["gap"] == 0
    assert figures["points"] == decision.points
    assert figures["served_by_tag"] == decision.served_by_tag
    assert figures["needs"] == 60
    assert figures["lexsorts"]["lexsort"] == 1
    assert figures["lexsorts"].keys() == figures["ms"].keys()
    assert {"end_to_end", "candidates", "solve", "match", "networkx"} < figures["ms"].keys()
    solve, reference = figures["ms"]["solve"], figures["ms"]["networkx"]
    assert figures["times_faster_than_networkx"] == pytest.approx(reference / solve, rel=0.05)
    assert figures["machine"]["cores"] > 0
    assert figures["cpu_lexsorts"] > 1
    assert figures["peak_mib"]["parent"] >= figures["peak_mib"]["before"] > 10
    assert {"run 1 of 2", "run 2 of 2", "networkx"} < set(told)


@pytest.mark.usefixtures("tiny")
def test_without_the_reference_it_is_not_told():
    figures = measure("S", repeats=1, networkx=False)
    assert "networkx" not in figures["ms"]
    assert figures["times_faster_than_networkx"] is None
    assert not any("networkx" in line for line in lines(figures))


@pytest.mark.usefixtures("tiny")
def test_regional_organizations_make_one_group_of_the_districts(monkeypatch):
    monkeypatch.setattr(bench, "REGIONAL", 0.5)
    assert measure("L", networkx=False)["groups"] == 3
    figures = measure("L", regional=True, networkx=False)
    assert (figures["groups"], figures["regional"]) == (1, 0.5)
    assert "1 groups" in next(lines(figures))


def test_greed_is_by_tag_then_the_cheapest_free_provider():
    tables = province(150, tightness=0.8, organizations=6, volunteers=50)
    problem = problem_of(tables, Weights(), Rules())
    columns = Columns(problem, tables)
    pairs = find_pairs(columns)
    free = {at: each.places for at, each in enumerate(problem.providers)}
    taken = dict.fromkeys(free, 0)
    points, served = 0, dict.fromkeys(range(1, 5), 0)
    by_tag = sorted(range(150), key=lambda at: (problem.seekers[at].tag, at))
    for seeker in by_tag:
        own = np.flatnonzero(pairs.seeker == seeker)
        offers = [(int(pairs.cost[at]), int(pairs.provider[at])) for at in own]
        offers = [offer for offer in offers if taken[offer[1]] < free[offer[1]]]
        if offers:
            cost, provider = min(offers)
            points += cost + place_price(
                problem.providers[provider], taken[provider], problem.weights
            )
            taken[provider] += 1
            served[problem.seekers[seeker].tag] += 1
    assert greedy(columns, pairs) == (served, points)
    assert sum(served.values()) > 50


def test_the_scales_grow_tenfold_from_a_district_to_a_province():
    assert [SCALES[name].needs for name in "SML"] == [300, 6_000, 60_000]
    assert (SCALES["XL"].needs, SCALES["XL"].districts) == (600_000, 120)
