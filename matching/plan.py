"""What comes out: a plan, with its proof, its reasons and what it was made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from matching.candidates import Pairs
from matching.columns import Columns, Ints
from matching.eligibility import Reason
from matching.errors import InputError
from matching.model import Problem
from matching.network import Layout
from matching.residual import Residual


@dataclass(frozen=True, slots=True)
class Assignment:
    """One seeker goes to one provider.

    Attributes:
        seeker, provider: keys.
        terms: points by name: travel, quality, continuity, wish, move, load. ``load`` is the price of
            the place that this seeker takes; the places of one provider are counted off to its
            seekers by tag, then key.
        total: sum of the terms.
    """

    seeker: str
    provider: str
    terms: Mapping[str, int]
    total: int


@dataclass(frozen=True, slots=True)
class Unmatched:
    """One seeker stays with the dispatch centre.

    Attributes:
        seeker: key.
        tag: 1..4.
        offering: number of providers that have the subcategory on offer.
        reasons: for each reason, how many of these it excludes; one may have several.
        first: the same, but each counted once, under its first reason in the order of ``Reason``;
            together with ``eligible`` they add up to ``offering``.
        eligible: how many nothing excludes.
        competition: there are eligible providers, but all their places are taken.
    """

    seeker: str
    tag: int
    offering: int
    reasons: Counter[Reason]
    first: Counter[Reason]
    eligible: int

    @property
    def competition(self) -> bool:
        return self.eligible > 0


@dataclass(frozen=True)
class Working:
    """The arrays behind a plan, kept so that it can be explained without solving again.

    Attributes:
        columns: the input in columns.
        layout: the network and what its arcs mean.
        flow, potential: the proven optimum, shapes (A,) and (V,). Where limits by week cross
            (``branching``), the potential is that of the best flow without them.
    """

    columns: Columns
    layout: Layout
    flow: Ints
    potential: Ints

    @property
    def pairs(self) -> Pairs:
        return self.layout.pairs

    @cached_property
    def residual(self) -> Residual:
        """What could still move."""
        return Residual(self.layout.network, self.flow, self.potential)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The optimum of one round. Two plans are equal when they decide the same on the same input.

    Attributes:
        assignments: sorted by seeker key.
        unmatched: sorted by seeker key.
        served_by_tag: number served of each tag 1..4.
        objective: ``unserved_cost + soft_cost``, the number that was minimised.
        bound: proven lower bound of the objective of any plan.
        gap: ``objective - bound``; 0 unless limits by week cross and the effort was spent before all
            was proven.
        big_k: unit of the unserved costs in the network.
        prices: of leaving out one seeker of each tag 1..4, in the objective: ``(5 - tag) * big_k``, or
            those of ``branching.lexicon`` where limits by week cross.
        certificate: ``"verified"``: nothing is better; ``"bounded"``: the gap is all that is known.
        leaves: how many flows prove it: 1, or the closed boxes of ``branching``.
        input_digest: SHA-256 of the input with weights and rules (``record.digest``).
        weights_version, rules_version: as handed in.
        solver, solver_version: who found it.
        failed_solvers: what went wrong with solvers asked before; empty on a good day.
        timings: milliseconds by stage.
        recorded: the whole input as text (``record.text``), to be kept with the plan.
        problem: the whole input, in canonical order.
        working: the arrays behind it.
    """

    assignments: tuple[Assignment, ...]
    unmatched: tuple[Unmatched, ...]
    served_by_tag: Mapping[int, int]
    objective: int
    bound: int
    gap: int
    big_k: int
    prices: Mapping[int, int]
    certificate: str
    input_digest: str
    weights_version: str
    rules_version: str
    leaves: int = field(compare=False)
    solver: str = field(compare=False)
    solver_version: str = field(compare=False)
    failed_solvers: tuple[str, ...] = field(compare=False)
    timings: Mapping[str, float] = field(compare=False)
    recorded: bytes = field(compare=False, repr=False)
    problem: Problem = field(compare=False, repr=False)
    working: Working = field(compare=False, repr=False)

    @property
    def soft_cost(self) -> int:
        """Sum of the points of all assignments."""
        return sum(assignment.total for assignment in self.assignments)

    @property
    def unserved_cost(self) -> int:
        """What leaving seekers out costs in the objective."""
        return sum(self.prices[unmatched.tag] for unmatched in self.unmatched)

    def assignment_of(self, seeker: str) -> Assignment | None:
        """The assignment of a seeker by key; ``None`` if it stays unmatched."""
        self.position_of(seeker)
        return self._assignment_of.get(seeker)

    def position_of(self, seeker: str) -> int:
        """Position of a seeker in the problem."""
        if seeker not in self._position_of:
            raise InputError(f"seeker {seeker} is not in this plan")
        return self._position_of[seeker]

    @cached_property
    def _assignment_of(self) -> dict[str, Assignment]:
        return {assignment.seeker: assignment for assignment in self.assignments}

    @cached_property
    def _position_of(self) -> dict[str, int]:
        return {seeker.key: at for at, seeker in enumerate(self.problem.seekers)}
