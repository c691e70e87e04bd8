"""A solver is never believed: every doctored answer is found out, and the next solver is asked."""

import logging
from dataclasses import replace

import numpy as np
import pytest

from matching import CertificateError, Problem, Rules, SolverError, Weights, match, solve
from matching.candidates import find_pairs
from matching.certificate import bound, recover_potential, verify
from matching.columns import Columns
from matching.network import build
from matching.synthetic import district
from tests.matching.instances import provider, seeker


@pytest.fixture(scope="module")
def proven():
    seekers, providers = district(120, seed=4, tightness=0.9)
    columns = Columns(Problem.of(seekers, providers, Weights(), Rules()))
    layout = build(columns, find_pairs(columns))
    return layout, solve.solve(layout.network, solve.SOLVERS)


def test_a_proven_answer_has_no_gap(proven):
    layout, solution = proven
    certificate = verify(layout.network, solution.flow, solution.potential)
    assert certificate.gap == 0
    assert certificate.objective == int(layout.network.cost @ solution.flow)


def test_a_worse_flow_that_keeps_every_capacity_is_found_out(proven):
    layout, solution = proven
    flow = solution.flow.copy()
    served = int(layout.pairs.seeker[np.flatnonzero(flow[: len(layout.pairs)])[0]])
    arc = int(np.flatnonzero(flow[: len(layout.pairs)])[0])
    node = layout.network.head[arc]
    place = np.flatnonzero((layout.network.tail == node) & (flow > 0))[-1]
    flow[arc] -= 1
    flow[place] -= 1
    flow[layout.unserved_arcs.start + served] += 1
    with pytest.raises(CertificateError, match="not proven optimal"):
        verify(layout.network, flow, solution.potential)
    with pytest.raises(CertificateError, match="negative cost"):
        recover_potential(layout.network, flow)


def test_a_flow_over_capacity_or_below_nothing_is_found_out(proven):
    layout, solution = proven
    for units in (2, -1):
        flow = solution.flow.copy()
        flow[0] = units
        with pytest.raises(CertificateError, match="capacity"):
            verify(layout.network, flow, solution.potential)


def test_a_flow_that_loses_a_unit_is_found_out(proven):
    layout, solution = proven
    flow = solution.flow.copy()
    flow[np.flatnonzero(flow)[0]] = 0
    with pytest.raises(CertificateError, match="balance"):
        verify(layout.network, flow, solution.potential)


def test_a_wrong_potential_never_proves_more_than_the_truth(proven):
    layout, solution = proven
    random = np.random.default_rng(1)
    best = verify(layout.network, solution.flow, solution.potential).objective
    for _ in range(50):
        wrong = solution.potential.copy()
        wrong[random.integers(len(wrong))] += random.integers(1, 10**6) * random.choice([-1, 1])
        assert bound(layout.network, wrong) <= best
    with pytest.raises(CertificateError, match="not proven"):
        verify(layout.network, solution.flow, np.zeros_like(solution.potential))


def test_numbers_that_would_wrap_around_and_wrong_shapes_are_refused(proven):
    layout, solution = proven
    with pytest.raises(CertificateError, match="64 bits"):
        verify(layout.network, solution.flow, solution.potential + 2**61)
    with pytest.raises(CertificateError, match="shape"):
        verify(layout.network, solution.flow[:-1], solution.potential)
    with pytest.raises(CertificateError, match="shape"):
        verify(layout.network, solution.flow.astype(float), solution.potential)
    dear = replace(layout.network, cost=np.full_like(layout.network.cost, 2**61))
    with pytest.raises(CertificateError, match="64 bits"):
        verify(dear, solution.flow, solution.potential)


def test_a_recovered_potential_proves_the_same_optimum(proven):
    layout, solution = proven
    potential = recover_potential(layout.network, solution.flow)
    assert verify(layout.network, solution.flow, potential) == solution.certificate


class Doctored:
    """A solver with a foreign hand in it."""

    name = "doctored"
    version = "0"

    def __init__(self, change):
        self.change = change

    def __call__(self, network):
        return self.change(*solve.Pylmcf()(network))


def refuse(flow, potential):
    raise RuntimeError("out of order")


@pytest.mark.parametrize(
    "change",
    [
        lambda flow, potential: (flow * 0, potential),
        lambda flow, potential: (flow, potential * 2),
        lambda flow, potential: (flow[:-1], None),
        lambda flow, potential: (flow.astype(np.int32), potential),
        lambda flow, potential: (flow * 2, None),
        lambda flow, potential: None,
        refuse,
    ],
)
def test_the_next_solver_is_asked_and_it_is_said_aloud(change, caplog):
    needs = [seeker("n1"), seeker("n2", tag=1)]
    with caplog.at_level(logging.ERROR, "matching"):
        plan = match(needs, [provider()], solver=Doctored(change))
    assert plan == match(needs, [provider()])
    assert (plan.solver, plan.certificate) == ("pylmcf", "verified")
    assert plan.failed_solvers
    assert all(each.startswith("doctored: ") for each in plan.failed_solvers)
    assert "doctored" in caplog.text


def test_a_round_without_any_proof_fails(monkeypatch):
    monkeypatch.setattr(solve, "SOLVERS", (Doctored(refuse),))
    with pytest.raises(CertificateError, match="doctored: RuntimeError: out of order"):
        match([seeker()], [provider()])


def test_a_solver_that_is_not_installed_is_passed_over_aloud(caplog):
    class Missing(Doctored):
        name = "missing"
        version = None

    with caplog.at_level(logging.WARNING, "matching"):
        plan = match([seeker()], [provider()], solver=Missing(refuse))
    assert plan.solver == "pylmcf"
    assert set(plan.failed_solvers) == {"missing: not installed"}
    assert "missing: not installed" in caplog.text


def test_an_unknown_solver_is_an_error():
    with pytest.raises(SolverError, match="there are pylmcf, ortools, networkx"):
        match([seeker()], [provider()], solver="gurobi")
