"""Whole provinces: every group of districts decided by itself, in a process of its own.

Groups share no provider (``districts``), so a plan of the whole is any choice of one plan per group:
the most needs of tag 1 are the most in every group, and so on down to the points. So the groups' plans
together are the plan of the whole, keys included, and the proof of the whole is the proofs of all:
objective and bound are sums. Each group has its own ``K``, which keeps the numbers small.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice

import numpy as np

from matching.audit import spot_check
from matching.columns import Columns
from matching.districts import Group, groups_of
from matching.errors import WorkerError
from matching.optimum import Stopwatch, find_optimum
from matching.restore import problem_of
from matching.solve import Solver, chain
from matching.tables import NONE, Ints, Small, Tables
from matching.weights import Rules, Weights

SMALL = 20_000
"""Seekers up to which starting processes takes longer than deciding."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What was proven of one group.

    Attributes:
        seekers, pairs: how many there were.
        objective, bound: equal; in units of the group's own ``big_k``.
        points: sum of the soft cost.
        big_k: unit of the unserved costs.
        solver, solver_version, failed: as in ``Solution``.
        timings: milliseconds by stage.
    """

    seekers: int
    pairs: int
    objective: int
    bound: int
    points: int
    big_k: int
    solver: str
    solver_version: str
    failed: tuple[str, ...]
    timings: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Decision:
    """The optimum of a province.

    Attributes:
        provider: position of each seeker's provider, ``NONE`` for none, shape (N,).
        served_by_tag: number served of each tag 1..4.
        proofs: one for each group; together they are the certificate.
    """

    provider: Small
    served_by_tag: Mapping[int, int]
    proofs: tuple[Proof, ...]

    @property
    def points(self) -> int:
        return sum(proof.points for proof in self.proofs)

    @property
    def objective(self) -> int:
        return sum(proof.objective for proof in self.proofs)

    @property
    def bound(self) -> int:
        return sum(proof.bound for proof in self.proofs)

    @property
    def gap(self) -> int:
        return self.objective - self.bound


def decide(
    tables: Tables,
    *,
    weights: Weights | None = None,
    rules: Rules | None = None,
    solver: str | Solver | None = None,
    processes: int | None = None,
    keys_decide: bool = True,
    told: Callable[[int, int], None] | None = None,
) -> Decision:
    """The best plan of a province, proven group by group.

    Args:
        tables: the whole input.
        weights, rules, solver: as in ``match``.
        processes: at most so many at once, all cores if ``None``; a small input takes none.
        keys_decide: as in ``find_optimum``.
        told: is called after each group with the number of groups done, and of all.

    Raises:
        CertificateError: a group has no answer that proves itself.
        WorkerError: a process died.
    """
    task = _Task(weights or Weights(), rules or Rules(), solver, keys_decide)
    groups = sorted(groups_of(tables, task.weights), key=lambda group: -len(group.seekers))
    provider = np.full(len(tables.seekers), NONE, np.int32)
    proofs: dict[int, Proof] = {}
    for done, (at, (chosen, proof)) in enumerate(_results(task, tables, groups, processes), 1):
        seekers, providers = groups[at]
        provider[seekers[chosen != NONE]] = providers[chosen[chosen != NONE]]
        proofs[at] = proof
        if told:
            told(done, len(groups))
    served = np.bincount(tables.seekers.tag[provider != NONE], minlength=5).tolist()
    in_order = tuple(proofs[at] for at in range(len(groups)))
    return Decision(provider, dict(zip(range(1, 5), served[1:], strict=True)), in_order)


@dataclass(frozen=True, slots=True)
class _Task:
    """Decides one group; travels to another process."""

    weights: Weights
    rules: Rules
    solver: str | Solver | None
    keys_decide: bool

    def __call__(self, tables: Tables) -> tuple[Ints, Proof]:
        """Position of each seeker's provider within the group, or ``NONE``; and the proof."""
        watch = Stopwatch()
        columns = Columns(problem_of(tables, self.weights, self.rules), tables)
        best = find_optimum(columns, chain(self.solver), keys_decide=self.keys_decide, watch=watch)
        spot_check(best)
        watch.lap("audit")
        proof = Proof(
            seekers=columns.n,
            pairs=len(best.layout.pairs),
            objective=best.certificate.objective,
            bound=best.certificate.bound,
            points=best.points,
            big_k=best.layout.big_k,
            solver=best.solver,
            solver_version=best.solver_version,
            failed=best.failed,
            timings=watch.read(),
        )
        return best.chosen, proof


Result = tuple[int, tuple[Ints, Proof]]
"""Number of a group, and what was decided."""


def _results(
    task: _Task, tables: Tables, groups: list[Group], processes: int | None
) -> Iterator[Result]:
    at_once = min(processes or cores(), len(groups))
    if at_once < 2 or len(tables.seekers) <= SMALL:
        return ((at, task(tables.take(*group))) for at, group in enumerate(groups))
    return _from_processes(task, tables, groups, at_once)


def _from_processes(
    task: _Task, tables: Tables, groups: list[Group], at_once: int
) -> Iterator[Result]:
    """Results as they come; no more parts of the tables are cut out than are needed next."""
    with ProcessPoolExecutor(at_once, mp_context=context()) as pool:
        waiting = enumerate(groups)
        running: dict[Future[tuple[Ints, Proof]], int] = {}
        while True:
            for at, group in islice(waiting, 2 * at_once - len(running)):
                running[pool.submit(task, tables.take(*group))] = at
            if not running:
                return
            for done in wait(running, return_when=FIRST_COMPLETED).done:
                at = running.pop(done)
                try:
                    yield at, done.result()
                except BrokenProcessPool as error:
                    raise WorkerError(f"a process died; {_named(tables, groups[at])}") from error


def _named(tables: Tables, group: Group) -> str:
    keys = tables.seekers.key[group.seekers]
    return f"undecided: {len(keys)} seekers from {keys[0]} to {keys[-1]}, and perhaps more"


def context() -> multiprocessing.context.BaseContext:
    """Forking is quick, but not safe where other threads may hold a lock."""
    alone = sys.platform == "linux" and threading.active_count() == 1
    return multiprocessing.get_context("fork" if alone else "spawn")


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
