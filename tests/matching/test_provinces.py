"""A province decided group by group is the plan of the whole."""

import os

import pytest

from matching import CertificateError, Rules, SolverError, Weights, match, provinces
from matching.audit import spot_check
from matching.columns import Columns, Ints
from matching.errors import WorkerError
from matching.network import Network
from matching.optimum import find_optimum
from matching.provinces import Decision, decide
from matching.restore import problem_of
from matching.solve import Pylmcf, chain
from matching.synthetic import province
from matching.tables import NONE, Tables


class Dies(Pylmcf):
    """Takes its process with it."""

    def __call__(self, network: Network) -> tuple[Ints, Ints | None]:
        os._exit(3)


def a_province(regional: float = 0.0, tightness: float = 0.9) -> Tables:
    return province(
        480,
        4,
        seed=3,
        tightness=tightness,
        regional=regional,
        organizations=40,
        volunteers=160,
    )


def named(tables: Tables, decision: Decision) -> dict[str, str]:
    return {
        key: tables.providers.key[at]
        for key, at in zip(tables.seekers.key, decision.provider.tolist(), strict=True)
        if at != NONE
    }


@pytest.mark.parametrize(("regional", "groups"), [(0.0, 4), (0.2, 1)])
def test_group_by_group_is_the_plan_of_the_whole_keys_included(regional: float, groups: int):
    tables = a_province(regional)
    problem = problem_of(tables, Weights(), Rules())
    plan = match(list(problem.seekers), list(problem.providers))
    decision = decide(tables)
    assert named(tables, decision) == {each.seeker: each.provider for each in plan.assignments}
    assert decision.served_by_tag == plan.served_by_tag
    assert decision.points == plan.soft_cost
    assert len(decision.proofs) == groups
    assert decision.objective == decision.bound == sum(one.objective for one in decision.proofs)
    assert all(one.objective == one.bound for one in decision.proofs)
    assert 100 < len(plan.unmatched) < 300


def test_regional_organizations_help_where_districts_apart_cannot():
    apart, together = decide(a_province()), decide(a_province(0.5))
    assert tuple(together.served_by_tag.values()) > tuple(apart.served_by_tag.values())


def test_each_group_has_a_k_of_its_own():
    proofs = decide(a_province()).proofs
    assert len({one.big_k for one in proofs}) > 1
    whole = decide(a_province(0.2)).proofs
    assert whole[0].big_k > max(one.big_k for one in proofs)


def test_processes_decide_the_same_and_tell_how_far_they_are(monkeypatch):
    tables, told = a_province(), []
    monkeypatch.setattr(provinces, "SMALL", 0)
    decision = decide(tables, processes=2, told=lambda done, of: told.append((done, of)))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    alone = decide(tables, processes=1)
    assert decision.provider.tolist() == alone.provider.tolist()
    assert decision.objective == alone.objective


def test_a_process_that_dies_is_a_loud_error(monkeypatch):
    monkeypatch.setattr(provinces, "SMALL", 0)
    with pytest.raises(WorkerError, match="a process died; undecided: 120 seekers from n0"):
        decide(a_province(), processes=2, solver=Dies())
    assert issubclass(WorkerError, SolverError)


def test_the_order_of_arrival_of_the_results_does_not_matter(monkeypatch):
    tables = a_province()
    in_order = decide(tables, keys_decide=False)
    backwards = provinces._results

    def results(*args):
        return reversed(list(backwards(*args)))

    monkeypatch.setattr(provinces, "_results", results)
    again = decide(tables, keys_decide=False)
    assert again.provider.tolist() == in_order.provider.tolist()
    assert [one.objective for one in again.proofs] == [one.objective for one in in_order.proofs]


def test_the_spot_check_finds_what_the_law_forbids():
    tables = province(200, organizations=8, volunteers=60)
    columns = Columns(problem_of(tables, Weights(), Rules()), tables)
    best = find_optimum(columns, chain())
    spot_check(best)

    spoiled = {
        "suspended": {"suspended": ~tables.providers.suspended},
        "more orders": {"places": tables.providers.places * 0},
        "were charged": {"load": tables.providers.load + 9},
    }
    for message, changes in spoiled.items():
        fields = {name: getattr(tables.providers, name) for name in tables.providers.__slots__}
        other = Tables.whole(tables.seekers, type(tables.providers)(**(fields | changes)))
        wrong = Columns(problem_of(other, Weights(), Rules()), other)
        with pytest.raises(CertificateError, match=message):
            spot_check(type(best)(**(vars(best) | {"columns": wrong})))
