"""What could be changed for a seeker left out: pairs to open, and room to make.

A pair is the seeker's own; or that of somebody who has a place that the seeker could take, and who
would move over. All of them are priced at once, as low as any answer to their reasons could be, and
only the cheapest are looked at more closely. Room is made at a provider that has a candidate pair
already, step by step, or where a pair is opened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from matching.blocks import OF_PAIR, Block
from matching.columns import OF_ASK, Bools, Columns, Ints
from matching.eligibility import Reason
from matching.explain.changes import (
    ANSWERED_BY,
    Kind,
    Parts,
    Prices,
    openings,
    places,
    price_of,
)
from matching.explain.competition import has_room, reachable
from matching.model import Provider
from matching.plan import Plan
from matching.scoring import mean_satisfaction
from matching.tables import NONE

CLOSER = 400
"""So many of the cheapest pairs are looked at more closely."""

NEVER = 2**40
"""The price of what has no answer."""


@dataclass(frozen=True, slots=True)
class Option:
    """A pair to open, or room to make, or both.

    Attributes:
        provider: where.
        opens: what opens the pair; nothing if it is open.
        room: how room is made; ``None``: it is not.
        least, most: so many places; 0 without room.
        roomy: is there a free place already, there or where somebody could move on to?
        others: is it for somebody who would move over, and not for the seeker itself?
        crowd: how many others left out could go there, as urgent or more so.
        prices: the table.
    """

    provider: Provider
    opens: Parts
    room: Kind | None
    least: int
    most: int
    roomy: bool
    others: bool
    crowd: int
    prices: Prices

    @property
    def kinds(self) -> frozenset[Kind]:
        kinds = frozenset(part.kind for part in self.opens)
        return kinds if self.room is None else kinds | {self.room}

    def parts(self, free: int) -> Parts:
        """Everything that changes when so many places are made free."""
        if self.room is None:
            return self.opens
        return (*self.opens, places(self.provider, self.room, free, self.prices))

    def in_places(self, free: int) -> Parts:
        """The same with room made by more places, of which there may be any number."""
        return replace(self, room=Kind.PLACE).parts(free)

    def price(self, free: int) -> int:
        """What that is worth."""
        return price_of(self.parts(free))


def options(plan: Plan, position: int, prices: Prices) -> list[Option]:
    """All of them: the cheapest of each set of kinds, cheapest first; then the second of each; ...

    At one price, where the seeker itself may go before where others would have to move over, and
    where few others wait before where many do.
    """
    turns: Counter[frozenset[Kind]] = Counter()
    ranked = []
    everything = sorted(
        _options(plan, position, prices),
        key=lambda each: (each.price(each.least), each.others, each.crowd),
    )
    for number, each in enumerate(everything):
        ranked.append((turns[each.kinds], number))
        turns[each.kinds] += 1
    return [everything[number] for _, number in sorted(ranked)]


def _options(plan: Plan, position: int, prices: Prices) -> Iterator[Option]:
    problem, working = plan.problem, plan.working
    ahead, beside = _rivals(plan, position)
    roomy, taken = has_room(working), reachable(working, position).providers
    may_wait = problem.seekers[position].tag >= prices.may_wait
    for j, parts, others in _openings(plan, position, prices):
        provider = problem.providers[j]
        # Whoever is more urgent and could go there, too, would go first.
        least = 1 + int(ahead[j]) * bool(taken[j])
        carried = provider.load - max(0, -provider.places)
        rest = bool(roomy[j]), others, int(ahead[j] + beside[j]), prices
        if roomy[j]:
            yield Option(provider, parts, None, 0, 0, *rest)
        yield Option(provider, parts, Kind.PLACE, least, working.columns.n, *rest)
        if may_wait and carried >= least:
            yield Option(provider, parts, Kind.WAIT, least, carried, *rest)


def _openings(plan: Plan, position: int, prices: Prices) -> Iterator[tuple[int, Parts, bool]]:
    """Providers with what opens a pair there, and whether it is for others; nothing opens it where
    the seeker could go already, step by step."""
    problem, columns = plan.problem, plan.working.columns
    own = _own(plan, position)
    for j in np.flatnonzero(reachable(plan.working, position).providers).tolist():
        yield j, (), not own[j]
    who = np.unique([position, *_could_move_over(plan, own)])
    floor = floors(columns, who, prices)
    floor[(floor == 0) & ~columns.full] = NEVER  # Candidates already.
    mean = mean_satisfaction(problem.providers, problem.weights)
    for at in np.argsort(floor, axis=None, kind="stable")[:CLOSER].tolist():
        row, j = divmod(at, columns.p)
        if floor[row, j] <= prices.dearest:
            seeker, provider = problem.seekers[int(who[row])], problem.providers[j]
            for parts in openings(seeker, provider, problem, mean, prices):
                yield j, parts, who[row] != position


def floors(columns: Columns, who: Ints, prices: Prices) -> Ints:
    """No opening of a pair of these seekers is cheaper, shape (len(who), P); ``NEVER``: there is none."""
    floor = np.zeros((len(who), columns.p), np.int64)
    everybody = np.arange(columns.p)
    for ask, rows in columns.by_ask(who):
        block = Block(columns, rows, everybody)
        stands = {reason: judge(columns, ask, everybody) for reason, judge in OF_ASK.items()}
        stands |= {reason: of_pair(block) for reason, of_pair in OF_PAIR.items()}
        at = np.searchsorted(who, rows)
        for reason, where in stands.items():
            floor[at] += where * _least(reason, prices)
        floor[at] += stands[Reason.DISTANCE] * _metres(block, prices)
        floor[at] += _too_dear(block, prices)
    return np.minimum(floor, NEVER)


def _least(reason: Reason, prices: Prices) -> int:
    if reason is Reason.CAPACITY:
        return 0  # Room is made apart.
    return min((prices.of(kind) for kind in ANSWERED_BY.get(reason, ())), default=NEVER)


def _metres(block: Block, prices: Prices) -> Ints:
    """What the metres missing cost after the first step, at least."""
    radius = block.columns.tables.providers.radius[block.cols].astype(np.int64)
    missing = np.sqrt(block.square_distance).astype(np.int64) - 1 - radius
    return np.maximum(missing // prices.radius_step, 0) * prices.radius


def _too_dear(block: Block, prices: Prices) -> Ints:
    """What it costs to come below the threshold: a wish given up, if that is enough."""
    row, col = np.indices((len(block.rows), len(block.cols))).reshape(2, -1)
    weights = block.columns.problem.weights
    above = block.cost(row, col) - weights.threshold
    wished = block.columns.tables.seekers.wish[block.rows[row]] != NONE
    helps = np.where(wished & (above <= weights.wish), prices.wish, NEVER)
    return np.where(above > 0, helps, 0).reshape(len(block.rows), len(block.cols))


def _own(plan: Plan, position: int) -> Bools:
    """Which providers are candidates of the seeker itself, shape (P,)."""
    pairs = plan.working.pairs
    own = np.zeros(plan.working.columns.p, bool)
    own[pairs.provider[pairs.seeker == position]] = True
    return own


def _could_move_over(plan: Plan, own: Bools) -> list[int]:
    """Positions of those who hold a place that the seeker could have."""
    pairs, flow = plan.working.pairs, plan.working.flow
    return pairs.seeker[(flow[: len(pairs)] > 0) & own[pairs.provider]].tolist()


def _rivals(plan: Plan, position: int) -> tuple[Ints, Ints]:
    """How many others left out could go to each provider: more urgent, as urgent; shapes (P,)."""
    working = plan.working
    pairs, tag = working.pairs, working.columns.tag
    waits = working.flow[working.layout.unserved_arcs] > 0
    waits[position] = False

    def there(counts: Bools) -> Ints:
        who = pairs.provider[(waits & counts)[pairs.seeker]]
        return np.bincount(who, minlength=working.columns.p)

    return there(tag < tag[position]), there(tag == tag[position])
