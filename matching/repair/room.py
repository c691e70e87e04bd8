"""Room for one more: who would have to be asked elsewhere so that a more urgent need finds a place.

Some places are held by offers that nobody has answered yet. What serves the comer with the fewest
changed offers is one alternating path: the comer takes the place of a first offer, this one that of
a second, and so on; the last takes a free place, or is left out. Any plan that serves the comer
differs from what stands by such paths and by cycles (C. Berge, *Two theorems in graph theory*, 1957),
and all but the comer's own path can be undone. So a shortest path is the least that can be done.

Layer by layer the cheapest way to each offer is found; points may fall along a way, but the number
of offers always rises, so that no layer looks back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import zip_longest
from typing import NamedTuple

from matching.candidates import find_pairs
from matching.columns import Columns
from matching.errors import InputError
from matching.explain import Move
from matching.model import Problem, Provider, Seeker
from matching.scoring import mean_satisfaction, pair_terms, place_price
from matching.weights import Rules, Weights


class End(NamedTuple):
    """How a path may end; the least is the best.

    Attributes:
        left_out: 0 if everybody has a place; else the more urgent whoever is left out, the more.
        changed: number of offers taken back.
        points: what the path makes dearer.
        youth: less for the later of two keys: first come, first served.
        last, to: who moves last, and where to; "" is nowhere.
    """

    left_out: int
    changed: int
    points: int
    youth: int
    last: str
    to: str


class Reached(NamedTuple):
    """The cheapest way to an offer: ``points`` so far, ``after`` whom it comes, ``changed`` offers."""

    points: int
    after: str
    changed: int


def make_room(
    comer: Seeker,
    waiting: Iterable[Seeker],
    providers: Iterable[Provider],
    *,
    weights: Weights | None = None,
    rules: Rules | None = None,
) -> tuple[Move, ...]:
    """The fewest offers to take back so that the comer is served, and where everybody goes then.

    First, nobody is left out for it if that can be; else one who is as little urgent as can be. Then
    as few offers change as can be. Then the plan gets as little dearer as can be.

    Args:
        waiting: who has been asked for and not been answered, each with the provider that was asked as
            ``offered``; only these move. All are less urgent than the comer.
        providers: as they stand, with the places that are free beside those offers.

    Returns:
        The comer's move first, then the offers in the order in which one makes room for the next;
        without an offer if there is a free place; empty if no single path serves the comer. Where
        visits by week bind, a path frees no more in a week than it takes, and there may be other plans.

    Raises:
        InputError: somebody who waits is as urgent as the comer, or was not offered.

    >>> def need(key, **more):
    ...     return Seeker(key=key, need_type="t", subcategory="A1", group="E", level=1, x=0, y=0,
    ...                   community="c", subdistrict="s", **more)
    >>> def volunteer(key, x, places):
    ...     return Provider(key=key, kind="volunteer", party=key, places=places, load=1, x=x, y=0,
    ...                     subcategories=frozenset({"A1"}), groups=frozenset({"E"}),
    ...                     levels=frozenset({1}), qualifications=frozenset())
    >>> near, far = volunteer("v1", 0, 0), volunteer("v2", 900, 1)
    >>> urgent, asked = need("n2", tag=1, refused=frozenset({"v2"})), need("n1", tag=3, offered="v1")
    >>> [(m.seeker, m.before, m.after) for m in make_room(urgent, [asked], [near, far])]
    [('n2', None, 'v1'), ('n1', 'v1', 'v2')]
    """
    waiting = sorted(waiting, key=lambda each: each.key)
    for each in waiting:
        if each.offered is None or each.tag <= comer.tag:
            raise InputError(f"seeker {each.key} cannot make room for {comer.key}")
    search = _Search(comer, waiting, list(providers), weights or Weights(), rules or Rules())
    best = min(search.ends(), default=None)
    return search.moves(best) if best else ()


class _Search:
    """From the comer on, layer by layer, over everybody who might make room."""

    def __init__(
        self,
        comer: Seeker,
        waiting: list[Seeker],
        providers: list[Provider],
        weights: Weights,
        rules: Rules,
    ) -> None:
        self.comer, self.weights = comer, weights
        self.seekers = {each.key: each for each in (comer, *waiting)}
        self.providers = {each.key: each for each in providers}
        self.mean = mean_satisfaction(providers, weights)
        self.youth = {each.key: -at for at, each in enumerate(waiting)}
        self.asked: dict[str, list[str]] = defaultdict(list)
        for each in waiting:
            self.asked[each.offered or ""].append(each.key)
        self.costs = self._costs(rules)
        self.reached = {comer.key: Reached(0, "", 0)}
        self._reach()

    def ends(self) -> Iterator[End]:
        """Every end of a cheapest way: at a free place, or with the last left out."""
        for key, way in self.reached.items():
            youth = self.youth.get(key, 0)
            for to, cost in self.costs[key].items():
                if self._is_free(to, key):
                    price = place_price(self.providers[to], 0, self.weights)
                    yield End(0, way.changed, way.points + cost + price, youth, key, to)
            if way.changed:
                left_out = 5 - self.seekers[key].tag
                yield End(left_out, way.changed, way.points, youth, key, "")

    def moves(self, end: End) -> tuple[Move, ...]:
        """Everybody on the way to this end, the comer first."""
        moves, key, to = [], end.last, end.to
        while key:
            one = self.seekers[key]
            moves.append(Move(key, one.tag, one.offered, to or None))
            key, to = self.reached[key].after, one.offered or ""
        return tuple(reversed(moves))

    def _costs(self, rules: Rules) -> dict[str, dict[str, int]]:
        """Points of every pair that may be, whether or not there is a place, by seeker and provider."""
        roomy = (
            replace(each, places=max(each.places, 1), visits=None)
            for each in self.providers.values()
        )
        problem = Problem.of(self.seekers.values(), roomy, self.weights, rules)
        pairs = find_pairs(Columns(problem))
        costs: dict[str, dict[str, int]] = {key: {} for key in self.seekers}
        for seeker, provider, cost in zip(
            pairs.seeker.tolist(), pairs.provider.tolist(), pairs.cost.tolist(), strict=True
        ):
            one, to = problem.seekers[seeker], problem.providers[provider].key
            if to != one.offered:
                costs[one.key][to] = cost
        return costs

    def _reach(self) -> None:
        layer = [self.comer.key]
        while layer:
            following: dict[str, Reached] = {}
            for key in layer:
                for asked, way in self._steps(key):
                    if asked not in following or way.points < following[asked].points:
                        following[asked] = way
            self.reached |= following
            layer = sorted(following)

    def _steps(self, key: str) -> Iterator[tuple[str, Reached]]:
        """Whose place this one could take, of those who have not been reached before."""
        way, passed = self.reached[key], self._passed(key)
        for to in self.costs[key].keys() & self.asked.keys() - passed:
            for asked in self.asked[to]:
                if asked not in self.reached and self._fits(to, key, asked):
                    points = way.points + self.costs[key][to] - self._paid(asked)
                    yield asked, Reached(points, key, way.changed + 1)

    def _passed(self, key: str) -> set[str]:
        """The providers on the way to this one: nobody changes twice there."""
        passed = set()
        while key:
            passed.add(self.seekers[key].offered or "")
            key = self.reached[key].after
        return passed

    def _paid(self, asked: str) -> int:
        one = self.seekers[asked]
        provider = self.providers[one.offered or ""]
        return sum(pair_terms(one, provider, self.mean, self.weights).values())

    def _is_free(self, to: str, key: str) -> bool:
        return self.providers[to].places > 0 and self._fits(to, key) and to not in self._passed(key)

    def _fits(self, to: str, comes: str, goes: str = "") -> bool:
        """Do the visits that are left, and those of whoever goes, suffice in every week?"""
        left = self.providers[to].visits
        if left is None:
            return True
        freed = self.seekers[goes].visits if goes else ()
        weeks = zip_longest(left, freed[: len(left)], fillvalue=0)
        return all(
            wanted <= sum(week)
            for wanted, week in zip(self.seekers[comes].visits, weeks, strict=False)
        )
