"""Going in steps ends with the same optimum, proven on all arcs, however poor the guess."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from matching import Problem, Rules, Weights, stepwise
from matching.candidates import find_pairs
from matching.certificate import verify
from matching.columns import Columns, Ints
from matching.network import Network, build
from matching.optimum import find_optimum
from matching.restore import problem_of
from matching.solve import Networkx, Ortools, Pylmcf, chain
from matching.stepwise import Stepwise, guess_from_districts, promising, settle
from matching.synthetic import province
from tests.matching.instances import small


@pytest.fixture
def steps(monkeypatch) -> None:
    """Every network counts as large, and the guess is poor."""
    monkeypatch.setattr(stepwise, "LARGE", 1)
    monkeypatch.setattr(stepwise, "PROMISING", 1)
    monkeypatch.setattr(stepwise, "SHARE", 0)


class Counting(Pylmcf):
    """Notes the arcs of every network it is given."""

    def __init__(self) -> None:
        self.arcs: list[int] = []

    def __call__(self, network: Network) -> tuple[Ints, Ints | None]:
        self.arcs.append(len(network.tail))
        return super().__call__(network)


def networks(many: int) -> Iterator[Network]:
    random = Random(4)
    for _ in range(many):
        columns = Columns(Problem.of(*small(random)))
        yield build(columns, find_pairs(columns)).network
    for tightness in (0.6, 1.0, 1.4):
        tables = province(150, tightness=tightness, organizations=6, volunteers=60)
        columns = Columns(problem_of(tables, Weights(), Rules()), tables)
        yield build(columns, find_pairs(columns)).network


@pytest.mark.usefixtures("steps")
@pytest.mark.parametrize("solver", [Pylmcf(), Networkx()])
def test_steps_end_at_the_optimum(solver):
    several = 0
    for network in networks(80):
        flow, potential = Stepwise(solver)(network)
        at_once, prices = Pylmcf()(network)
        expected = verify(network, at_once, prices)
        assert verify(network, flow, potential) == expected
        several += len(promising(network)) < len(network.tail)
    assert several > 15


@pytest.mark.usefixtures("steps")
def test_a_solver_without_prices_can_go_in_steps_too():
    pytest.importorskip("ortools")
    for network in networks(20):
        flow, potential = Stepwise(Ortools())(network)
        verify(network, flow, potential)


def test_any_plan_and_any_prices_are_settled():
    random = np.random.default_rng(3)
    for network in networks(40):
        nobody = network.head == len(network.supply) - 1
        from_source = network.supply[network.tail] > 0
        flow = np.where(nobody & from_source, 1, 0)
        potential = random.integers(-900, 0, len(network.supply))
        potential[-1] = 0
        verify(network, *settle(network, flow, potential, Pylmcf()))
        assert not flow[~nobody].any()  # the guess is left as it was


def test_districts_that_share_providers_are_settled_with_few_arcs(monkeypatch):
    monkeypatch.setattr(stepwise, "LARGE", 1000)
    tables = province(400, 4, tightness=0.9, regional=0.5, organizations=60, volunteers=120)
    columns = Columns(problem_of(tables, Weights(), Rules()), tables)
    whole = build(columns, find_pairs(columns)).network
    solver = Counting()
    best = find_optimum(columns, [solver])
    assert best.certificate == verify(whole, *Pylmcf()(whole))
    assert max(solver.arcs) < len(whole.tail) * 0.8

    number = np.concatenate([tables.seekers.district, np.zeros(len(whole.supply) - 400, int)])
    number[-1] = -1
    flow, potential = guess_from_districts(whole, number, Pylmcf())
    assert (whole.cost @ flow) > best.certificate.objective  # the wrong homes cost something
    verify(whole, *settle(whole, flow, potential, Pylmcf()))


def test_a_network_that_is_not_large_is_solved_at_once():
    tables = province(300, organizations=10, volunteers=60)
    solver = Counting()
    columns = Columns(problem_of(tables, Weights(), Rules()), tables)
    best = find_optimum(columns, chain(solver), keys_decide=False)
    assert solver.arcs == [len(best.layout.network.tail)]


@pytest.mark.usefixtures("steps")
def test_weeks_that_can_be_full_belong_to_the_district_of_their_provider():
    random = Random(8)
    tables = province(160, 3, regional=1.0, organizations=15, volunteers=30)
    problem = problem_of(tables, Weights(), Rules())
    seekers = [replace(each, visits=random.choice([(1,), (1, 1)])) for each in problem.seekers]
    providers = [replace(each, visits=(3, 2), places=9) for each in problem.providers]
    columns = Columns(Problem.of(seekers, providers, Weights(), Rules()))
    whole = build(columns, find_pairs(columns))
    assert len(whole.limits.in_tree) > 10
    best = find_optimum(columns, [Pylmcf()], keys_decide=False)
    assert best.certificate == verify(whole.network, *Pylmcf()(whole.network))
