"""A proven plan as books that change line by line: who goes where, and what keeps it proven.

The network of ``network`` is kept contracted. A seeker ``v`` that goes to provider ``j`` fills one
arc, so its potential may always be ``y[j] - cost[v, j]``; only providers need a number of their own,
and the sink's is 0. What stands is then an optimum exactly when (complementary slackness; R. Ahuja,
T. Magnanti, J. Orlin, *Network Flows*, 1993, section 9.3)

* no seeker gains elsewhere: ``cost[v, h] - cost[v, j] + y[j] - y[h] >= 0`` for all it may go to;
* no free place is worth taking: ``price of the next place + y[j] >= 0``;
* no taken place is worth giving back: ``price of the last place + y[j] <= 0``.

A cost is one whole number of two parts: points, and far below them changed offers, 0 where the
seeker stood when the change began and 1 everywhere else. Nobody moved is the least there is of the
second part, so what stood is an optimum of the whole number, too, by the potentials of the first
part alone. And the least of the whole number is the least of the points and, among those, the fewest
changed offers.
"""

from __future__ import annotations

from itertools import pairwise, zip_longest

import numpy as np

from matching.eligibility import HARD, Reason
from matching.model import Problem, Provider, Seeker
from matching.network import Layout
from matching.plan import Plan
from matching.scoring import mean_satisfaction, pair_terms, place_price

POINT = 2**32
"""One point, in changed offers: more than all moves of one change, so that the parts never mix."""

NOBODY, NEW, GONE = -1, -2, -3
"""Instead of a provider: stays with the dispatch centre; was not there before; is there no more."""

SELECTIVE = (Reason.SERVICE, Reason.DISTANCE, Reason.QUALIFICATION, Reason.GROUP)

JUDGES = tuple(HARD[reason] for reason in sorted(HARD, key=lambda each: each not in SELECTIVE))
"""The whole readable law; those first that refuse most, which is quicker and comes to the same."""


def points(cost: int) -> int:
    """The points of a cost, or of a sum of costs, without the changed offers.

    >>> points(7 * POINT + 3), points(7 * POINT - 3)
    (7, 7)
    """
    return (cost + POINT // 2) // POINT


class Books:
    """Everything that a change looks up or rewrites.

    Seekers and providers are positions; those of withdrawn seekers are not used again. Costs and
    potentials are in parts of a ``POINT``.

    Attributes:
        seekers, providers: the input as it stands.
        position: seeker key -> position; ``provider_position`` likewise.
        arcs: for each seeker, provider -> cost of going there.
        wanting: the same for each provider, seeker -> cost.
        unserved: for each seeker, cost of going nowhere.
        goes: where each seeker goes: a provider, ``NOBODY`` or ``GONE``.
        paid: cost of what it does.
        rent: potential of where it goes, less what it pays: its own potential.
        holders: for each provider, who goes there.
        taken: for each provider, how many places are in use. In between, this and the number of
            holders may differ: the difference is still to be brought somewhere.
        potential: ``y`` of each provider.
        stood: where everybody stood before this change whose line was touched.
        objective: of the whole plan, in points; ``big_k``: the unit of the unserved costs.
    """

    def __init__(self, plan: Plan) -> None:
        problem = plan.problem
        self.weights, self.rules = problem.weights, problem.rules
        self.mean = mean_satisfaction(problem.providers, problem.weights)
        self.seekers, self.providers = list(problem.seekers), list(problem.providers)
        self.position = {each.key: at for at, each in enumerate(problem.seekers)}
        self.provider_position = {each.key: at for at, each in enumerate(problem.providers)}
        self.big_k = plan.big_k
        self.stood: dict[int, int] = {}
        self._lifted: set[int] = set()
        self._offering = self._by_subcategory()
        self._copy_pairs(plan.working.layout)
        self._copy_flow(plan)
        self._copy_potential(plan)
        self.objective = plan.soft_cost + self.unserved_cost()

    # -- looked up --

    def price(self, j: int, taken: int) -> int:
        """Cost of the place of ``j`` that comes after ``taken`` others."""
        return POINT * place_price(self.providers[j], taken, self.weights)

    def usable(self, j: int) -> int:
        """Its places, as far as there is somebody to take them."""
        return min(max(self.providers[j].places, 0), len(self.wanting[j]))

    def problem(self) -> Problem:
        """The input as it stands, in canonical order."""
        present = (self.seekers[v] for v in self.position.values())
        return Problem.of(present, self.providers, self.weights, self.rules)

    def served_by_tag(self) -> dict[int, int]:
        return {tag: self._present[tag] - self._waiting[tag] for tag in range(1, 5)}

    def unserved_cost(self) -> int:
        """What those left out cost in the objective."""
        return self.big_k * sum((5 - tag) * self._waiting[tag] for tag in range(1, 5))

    def sufficient_k(self, seekers: int) -> int:
        """A ``K`` that makes the order by tag exact for so many seekers, whatever they may be.

        The bound of ``network.sufficient_k`` with the dearest pair and place that can ever be.
        """
        weights = self.weights
        dearest_place = weights.load[-1][1] + weights.load_per_order * weights.load_orders
        return (min(seekers, len(self.providers)) + 1) * (weights.threshold + dearest_place) + 1

    def where_nobody_gains(self, j: int) -> int:
        """The highest potential of ``j`` at which nobody would rather go there."""
        return min(
            (cost + self.rent[v] for v, cost in self.wanting[j].items() if self.goes[v] != j),
            default=-self.price(j, 0),
        )

    def pair(self, seeker: Seeker, provider: Provider) -> int | None:
        """Points of a pair by the readable law; ``None`` if it may not be."""
        for stands_in_the_way in JUDGES:
            if stands_in_the_way(seeker, provider, self.rules):
                return None
        pair = sum(pair_terms(seeker, provider, self.mean, self.weights).values())
        return pair if pair <= self.weights.threshold else None

    def is_optimum(self) -> bool:
        """Do the three conditions hold everywhere?

        Not where visits by week bind: these are not part of this network.
        """
        return all(map(self._would_stay, self.position.values())) and all(
            (self.taken[j] == self.usable(j) or self.price(j, self.taken[j]) + y >= 0)
            and (not self.taken[j] or self.price(j, self.taken[j] - 1) + y <= 0)
            for j, y in enumerate(self.potential)
        )

    def _would_stay(self, v: int) -> bool:
        """Does a seeker gain nowhere?"""
        rent = self.rent[v]
        return self.unserved[v] + rent >= 0 and all(
            cost + rent >= self.potential[j] for j, cost in self.arcs[v].items()
        )

    def is_overfull(self, j: int) -> bool:
        """Do those who go there want more visits in some week than it can still make?"""
        left = self.providers[j].visits or ()
        wanted = [self.seekers[v].visits[: len(left)] for v in self.holders[j]]
        weeks = zip_longest(*wanted, fillvalue=0)
        return any(sum(week) > most for week, most in zip(weeks, left, strict=False))

    # -- what comes and goes --

    def add(self, seeker: Seeker, stood: int = NEW) -> int:
        """Enter a seeker who goes to nobody yet, and give its position.

        ``stood`` is where it is said to have stood: one asked again keeps to its provider.
        """
        v = len(self.seekers)
        self.seekers.append(seeker)
        self.position[seeker.key] = v
        self.stood[v] = stood
        self.arcs.append({})
        for j in self._offering.get(seeker.subcategory, ()):
            pair = self.pair(seeker, self.providers[j])
            if pair is not None:
                self._open_next_place(j)
                self._enter_pair(v, j, pair * POINT + (j != stood))
        self.unserved.append(self._unserved(seeker) + (stood != NOBODY))
        self.goes.append(NOBODY)
        self.paid.append(self.unserved[v])
        self.rent.append(-self.unserved[v])
        self.objective += points(self.paid[v])
        self._present[seeker.tag] += 1
        self._waiting[seeker.tag] += 1
        return v

    def _open_next_place(self, j: int) -> None:
        """Before one more may come. Where all who may come do, the price of a further place only
        counts from now on; raising the potential to it is in nobody's way."""
        if self.taken[j] == self.usable(j) == len(self.wanting[j]):
            self.lift(j, max(0, -self.price(j, self.taken[j]) - self.potential[j]))

    def drop(self, v: int) -> None:
        """Strike a seeker out; the place it had stays taken until somebody brings it back."""
        seeker = self.seekers[v]
        if self.goes[v] == NOBODY:
            self._waiting[seeker.tag] -= 1
        else:
            self.holders[self.goes[v]].remove(v)
        self._present[seeker.tag] -= 1
        self.objective -= points(self.paid[v])
        self.stood.setdefault(v, self.goes[v])
        self.goes[v] = GONE
        for j in self.arcs[v]:
            del self.wanting[j][v]
        self.arcs[v] = {}
        del self.position[seeker.key]

    def refit(self, provider: Provider) -> bool:
        """Other places, another load, other visits left.

        Returns:
            Whether single ways are enough to settle it. They are not when others may come to one
            who has somebody already, or when somebody may no longer stay.
        """
        j = self.provider_position[provider.key]
        before = self.providers[j]
        self.objective -= points(self._price_of_all(j))
        self.providers[j] = provider
        self.objective += points(self._price_of_all(j))
        if provider.places < 1 or (before.places > 0 and before.visits == provider.visits):
            return True
        had_somebody = bool(self.holders[j])
        unsettled = self._judge_again(j)
        if had_somebody:
            return not unsettled
        self.lift(j, self.where_nobody_gains(j) - self.potential[j])
        return True

    def _judge_again(self, j: int) -> bool:
        """Who may go there now. Is anybody new among them, or did anybody have to leave?"""
        unsettled = False
        for v in self.position.values():
            pair = self.pair(self.seekers[v], self.providers[j])
            if pair is not None and j not in self.arcs[v]:
                stood = self.stood.get(v, self.goes[v])
                self._enter_pair(v, j, pair * POINT + (stood != j))
                unsettled = True
            elif pair is None and j in self.arcs[v]:
                if self.goes[v] == j:
                    self.send(v, NOBODY)
                    unsettled = True
                del self.arcs[v][j], self.wanting[j][v]
        return unsettled

    def level(self, j: int) -> None:
        """Take every place that is worth it at this potential, give back every one that is not."""
        y = self.potential[j]
        while self.taken[j] > self.usable(j) or (
            self.taken[j] and self.price(j, self.taken[j] - 1) + y > 0
        ):
            self.give_back(j)
        while self.taken[j] < self.usable(j) and self.price(j, self.taken[j]) + y < 0:
            self.take(j)

    # -- what moves --

    def send(self, v: int, to: int) -> None:
        """Let a seeker go elsewhere; places are counted apart."""
        seeker, before = self.seekers[v], self.goes[v]
        self.stood.setdefault(v, before)
        if before == NOBODY:
            self._waiting[seeker.tag] -= 1
        else:
            self.holders[before].remove(v)
        if to == NOBODY:
            self._waiting[seeker.tag] += 1
        else:
            self.holders[to].add(v)
        cost = self.unserved[v] if to == NOBODY else self.arcs[v][to]
        self.objective += points(cost) - points(self.paid[v])
        self.goes[v], self.paid[v] = to, cost
        self.rent[v] = (0 if to == NOBODY else self.potential[to]) - cost

    def take(self, j: int) -> None:
        self.objective += points(self.price(j, self.taken[j]))
        self.taken[j] += 1

    def give_back(self, j: int) -> None:
        self.taken[j] -= 1
        self.objective -= points(self.price(j, self.taken[j]))

    def lift(self, j: int, by: int) -> None:
        """Raise a potential, and with it those of all who go there."""
        self.potential[j] += by
        for v in self.holders[j]:
            self.rent[v] += by
        self._lifted.add(j)

    def raise_k(self, big_k: int) -> None:
        """Dearer to leave anybody out. The potentials have to follow (``shifts.follow_k``)."""
        before = self.unserved_cost()
        rise, self.big_k = big_k - self.big_k, big_k
        self.objective += self.unserved_cost() - before
        for v in self.position.values():
            self.unserved[v] += POINT * rise * (5 - self.seekers[v].tag)
            if self.goes[v] == NOBODY:
                self.paid[v] = self.unserved[v]
                self.rent[v] = -self.paid[v]

    def close(self) -> dict[int, int]:
        """End the change: what stands now is what the next change keeps to.

        Returns:
            Where everybody stood before whose line was touched.
        """
        for v, before in self.stood.items():
            if self.goes[v] not in (before, GONE):
                self._count(v, before, 1)
                self._count(v, self.goes[v], -1)
                self.paid[v] -= 1
                self.rent[v] += 1
        for j in self._lifted:
            self.lift(j, POINT * points(self.potential[j]) - self.potential[j])
        self._lifted.clear()
        stood, self.stood = self.stood, {}
        return stood

    def _count(self, v: int, to: int, offers: int) -> None:
        if to == NOBODY:
            self.unserved[v] += offers
        elif to in self.arcs[v]:
            self._enter_pair(v, to, self.arcs[v][to] + offers)

    def _enter_pair(self, v: int, j: int, cost: int) -> None:
        self.arcs[v][j] = self.wanting[j][v] = cost

    # -- small sums --

    def _unserved(self, seeker: Seeker) -> int:
        return POINT * self.big_k * (5 - seeker.tag)

    def _price_of_all(self, j: int) -> int:
        return sum(self.price(j, taken) for taken in range(self.taken[j]))

    # -- how they are opened --

    def _by_subcategory(self) -> dict[str, list[int]]:
        offering: dict[str, list[int]] = {}
        for j, provider in enumerate(self.providers):
            for subcategory in provider.subcategories:
                offering.setdefault(subcategory, []).append(j)
        return offering

    def _copy_pairs(self, layout: Layout) -> None:
        pairs = layout.pairs
        provider, cost = pairs.provider.tolist(), (pairs.cost.astype(np.int64) * POINT + 1).tolist()
        self.arcs = [
            dict(zip(provider[first:last], cost[first:last], strict=True))
            for first, last in pairwise(layout.first_arc.tolist())
        ]
        self.wanting: list[dict[int, int]] = [{} for _ in self.providers]
        for v, arcs in enumerate(self.arcs):
            for j, cost in arcs.items():
                self.wanting[j][v] = cost

    def _copy_flow(self, plan: Plan) -> None:
        self.goes = [NOBODY] * len(self.seekers)
        self.holders: list[set[int]] = [set() for _ in self.providers]
        for each in plan.assignments:
            v, j = self.position[each.seeker], self.provider_position[each.provider]
            self.goes[v] = j
            self.holders[j].add(v)
            self._count(v, j, -1)
        self.taken = [len(holders) for holders in self.holders]
        self.unserved = [
            self._unserved(seeker) + (j != NOBODY)
            for seeker, j in zip(self.seekers, self.goes, strict=True)
        ]
        self.paid = [
            self.unserved[v] if j == NOBODY else self.arcs[v][j] for v, j in enumerate(self.goes)
        ]
        self._present, self._waiting = [0] * 5, [0] * 5
        for seeker, j in zip(self.seekers, self.goes, strict=True):
            self._present[seeker.tag] += 1
            self._waiting[seeker.tag] += j == NOBODY

    def _copy_potential(self, plan: Plan) -> None:
        """Of the proof; one without candidates stands where its first place is just worth it."""
        layout, y = plan.working.layout, plan.working.potential
        self.potential = [-self.price(j, 0) for j in range(len(self.providers))]
        nodes = layout.node_of[layout.provider_at]
        for j, proven in zip(
            layout.provider_at.tolist(), (y[nodes] - y[layout.sink]).tolist(), strict=True
        ):
            self.potential[j] = POINT * proven
        self.rent = [
            (0 if j == NOBODY else self.potential[j]) - paid
            for j, paid in zip(self.goes, self.paid, strict=True)
        ]
