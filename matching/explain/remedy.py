"""The cheapest repair: the least change of the world after which a seeker left out is served.

What is tried are the ``options``: a pair opened by an answer to each reason that stands between the
two, room made at a provider, or both. Whether it helps is not argued but tried: the changed problem
is solved again, and a remedy counts only if the seeker is served and nobody who had a place is
without one. An option is passed over only if it cannot be cheaper than what was found, so when the
tries suffice, the cheapest option that helps is found, and of that every part is needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from matching.explain.again import effect_of, solved_again
from matching.explain.changes import Kind, Part, Parts, Prices, changed, less, price_of
from matching.explain.left_out import unmatched_of
from matching.explain.moves import Effect
from matching.explain.options import Option, options
from matching.model import Problem
from matching.plan import Plan


@dataclass(frozen=True, slots=True)
class Remedy:
    """What would have to change so that one seeker is served.

    Attributes:
        seeker: key.
        price: sum of the parts.
        parts: all of them are needed, and no less of any.
        effect: what the plan of the changed problem does differently, the seeker first. Nobody is
            lost.
        certain: every option was tried that could be cheaper; ``False``: the tries ran out before.
    """

    seeker: str
    price: int
    parts: Parts
    effect: Effect
    certain: bool = True

    @property
    def kinds(self) -> frozenset[Kind]:
        return frozenset(part.kind for part in self.parts)


def remedies(
    plan: Plan,
    seeker_key: str,
    *,
    prices: Prices | None = None,
    most: int = 3,
    tries: int = 40,
) -> tuple[Remedy, ...]:
    """The cheapest remedies of different kinds for a seeker left out, cheapest first.

    No remedy is named that only adds to the kinds of a cheaper one.

    Args:
        plan: the proven plan.
        seeker_key: who was left out.
        prices: the table that says what "cheap" means; the default if ``None``.
        most: so many remedies.
        tries: so many times at most a plan is solved. When they run out, what was found is handed
            out: each remedy holds, but none is ``certain`` to be the cheapest.

    Raises:
        InputError: the seeker is not in the plan, or is served.
    """
    unmatched_of(plan, seeker_key)
    position = plan.position_of(seeker_key)
    prices = prices or Prices()
    search = _Search(plan, position, prices, most, tries)
    certain = search.run(options(plan, position, prices))
    return tuple(replace(each, certain=certain) for each in search.best())


def apply(problem: Problem, remedy: Remedy) -> Problem:
    """The problem when everything that the remedy names has happened."""
    return changed(problem, remedy.parts)


class _OutOfTries(Exception):
    """No more plans are solved."""


@dataclass
class _Search:
    """What was tried and found for the seeker at one position.

    Attributes:
        tries: how many are left.
        tried: what the plan solved again does differently, by what was changed.
        found: the cheapest remedy of each set of kinds.
    """

    plan: Plan
    position: int
    prices: Prices
    most: int
    tries: int
    tried: dict[frozenset[Part], Effect] = field(default_factory=dict)
    found: dict[frozenset[Kind], Remedy] = field(default_factory=dict)

    def run(self, options: Iterable[Option]) -> bool:
        """Try the options in this order that can be better than what was found; all of them?"""
        try:
            for option in options:
                parts = self._least(option, self._ceiling(option.kinds))
                if parts is not None:
                    self._keep(self._minimal(parts))
        except _OutOfTries:
            return False
        return True

    def best(self) -> list[Remedy]:
        """The cheapest, without those that only add to the kinds of a cheaper one."""
        best: list[Remedy] = []
        for each in sorted(self.found.values(), key=lambda each: (each.price, sorted(each.kinds))):
            if not any(cheaper.kinds < each.kinds for cheaper in best):
                best.append(each)
        return best[: self.most]

    def _ceiling(self, kinds: frozenset[Kind]) -> int:
        """What a remedy of these kinds must cost less than, to be of use."""
        prices = [each.price for each in self.found.values() if each.kinds <= kinds]
        best = self.best()
        if len(best) == self.most:
            prices.append(best[-1].price)
        return min(prices, default=self.prices.dearest + 1)

    def _least(self, option: Option, ceiling: int) -> Parts | None:
        """The option with as few places as serve the seeker, if any number below the ceiling does."""
        if option.price(option.least) >= ceiling:
            return None
        if not option.rooms:
            return option.opens if self._helps(option.opens) else None
        low, high = self._between(option)
        while high > low and option.price(high) >= ceiling:
            high -= 1
        if high <= low or not self._helps(option.parts(high)):
            return None
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self._helps(option.parts(middle)) else (middle, high)
        return option.parts(high)

    def _between(self, option: Option) -> tuple[int, int]:
        """How many places are too few, and how many are enough if any are.

        Told by whom all the places one could wish for would bring in: the more urgent of them come
        before the seeker, and for all of them there is a place when there are as many as they are.
        """
        most = option.least + len(self.plan.unmatched)
        any_number = option.in_places(most)
        if not self._helps(any_number):
            return 0, 0
        if Kind.VISIT in option.rooms:
            return 0, most  # The others may want more visits than the seeker, or fewer.
        came_in = self._effect(any_number).served
        tag = self.plan.problem.seekers[self.position].tag
        before = sum(more for each, more in came_in.items() if each < tag)
        low = 0 if option.roomy else max(option.least - 1, before)
        return low, min(option.most, sum(came_in.values()))

    def _minimal(self, parts: Parts) -> Parts:
        """Without anything that is not needed."""
        for at, part in enumerate(parts):
            part_of_it = less(part, self.plan.problem, self.prices)
            for instead in ((), (part_of_it,) if part_of_it else ()):
                smaller = (*parts[:at], *instead, *parts[at + 1 :])
                if smaller and self._helps(smaller):
                    return self._minimal(smaller)
        return parts

    def _keep(self, parts: Parts) -> None:
        remedy = Remedy(self._key, price_of(parts), parts, self._effect(parts))
        known = self.found.get(remedy.kinds)
        if known is None or remedy.price < known.price:
            self.found[remedy.kinds] = remedy

    def _helps(self, parts: Parts) -> bool:
        """Is the seeker served, and has nobody lost a place?"""
        effect = self._effect(parts)
        served = effect.moves and effect.moves[0].seeker == self._key and effect.moves[0].after
        return bool(served) and not effect.lost

    def _effect(self, parts: Parts) -> Effect:
        key = frozenset(parts)
        if key not in self.tried:
            if self.tries < 1:
                raise _OutOfTries
            self.tries -= 1
            again = solved_again(changed(self.plan.problem, parts))
            self.tried[key] = effect_of(self.plan, again, first=self._key)
        return self.tried[key]

    @property
    def _key(self) -> str:
        return self.plan.problem.seekers[self.position].key
