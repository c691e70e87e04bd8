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
    begin_later,
    openings,
    places,
    price_of,
    visits,
)
from matching.explain.competition import has_room, reachable
from matching.explain.weekly import remaining
from matching.model import Provider, Seeker
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
        rooms: how room is made there; nothing: it is not.
        wanted, left: visits of the seeker who would go there, and what the provider can still make
            beside the plan, in the weeks that it limits.
        least, most: so many orders more; 0 without room.
        roomy: is there a free place already, there or where somebody could move on to?
        others: is it for somebody who would move over, and not for the seeker itself?
        crowd: how many others left out could go there, as urgent or more so.
        prices: the table.
    """

    provider: Provider
    opens: Parts
    rooms: tuple[Kind, ...]
    wanted: tuple[int, ...]
    left: tuple[int, ...]
    least: int
    most: int
    roomy: bool
    others: bool
    crowd: int
    prices: Prices

    @property
    def kinds(self) -> frozenset[Kind]:
        return frozenset(part.kind for part in self.opens) | {*self.rooms}

    def parts(self, orders: int) -> Parts:
        """Everything that changes when room is made for so many orders."""
        return (*self.opens, *(part for room in self.rooms for part in self._room(room, orders)))

    def _room(self, room: Kind, orders: int) -> Parts:
        if room is Kind.VISIT:
            return visits(self.provider, self.wanted, self.left, orders, self.prices)
        return (places(self.provider, room, orders, self.prices),)

    def in_places(self, orders: int) -> Parts:
        """The same with places instead of waiting, of which there may be any number."""
        rooms = tuple(Kind.PLACE if room is Kind.WAIT else room for room in self.rooms)
        return replace(self, rooms=rooms).parts(orders)

    def price(self, orders: int) -> int:
        """What that is worth."""
        return price_of(self.parts(orders))


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
    left = remaining(working)
    may_wait = problem.seekers[position].tag >= prices.may_wait
    for j, i, opens in _openings(plan, position, prices):
        provider, weeks = problem.providers[j], len(problem.providers[j].visits or ())
        wanted = () if i is None else problem.seekers[i].visits[:weeks]
        # Whoever is more urgent and could go there, too, would go first.
        least = 1 + int(ahead[j]) * bool(taken[j])
        carried = provider.load - max(0, -provider.places)
        base = Option(
            provider=provider,
            opens=opens,
            rooms=(Kind.PLACE,),
            wanted=wanted,
            left=tuple(left[j, :weeks].tolist()),
            least=least,
            most=working.columns.n,
            roomy=bool(roomy[j]),
            others=i != position,
            crowd=int(ahead[j] + beside[j]),
            prices=prices,
        )
        yield base
        if may_wait and carried >= least:
            yield replace(base, rooms=(Kind.WAIT,), most=carried)
        if roomy[j] and opens:
            yield replace(base, rooms=(), least=0, most=0)
        many = 1 + len(plan.unmatched)
        if i is not None and visits(provider, wanted, base.left, many, prices):
            yield from _in_a_full_week(base, problem.seekers[i], may_wait)


def _in_a_full_week(base: Option, seeker: Seeker, may_wait: bool) -> Iterator[Option]:
    """Room where the visits of a week are given out: more of them, or the whole order later."""
    opens = tuple(part for part in base.opens if part.kind is not Kind.VISIT)
    base = replace(base, opens=opens, least=1)
    yield replace(base, rooms=(Kind.PLACE, Kind.VISIT))
    is_full = bool(visits(base.provider, base.wanted, base.left, 1, base.prices))
    if is_full and base.roomy:
        yield replace(base, rooms=(Kind.VISIT,))
    if is_full and may_wait:
        later = begin_later(seeker, base.wanted, base.left, base.prices)
        opens = (*(part for part in opens if part.kind is not Kind.LATER), later)
        yield replace(base, opens=opens)
        if base.roomy:
            yield replace(base, opens=opens, rooms=(), least=0, most=0)


def _openings(plan: Plan, position: int, prices: Prices) -> Iterator[tuple[int, int | None, Parts]]:
    """Providers, who would go there and what opens the pair: nothing where the seeker could go
    already, itself or, with nobody named, step by step."""
    problem, columns = plan.problem, plan.working.columns
    own = _own(plan, position)
    movers = _could_move_over(plan, own)
    for j in np.flatnonzero(reachable(plan.working, position).providers).tolist():
        for i in [position] if own[j] else _of_each_rhythm(plan, movers, j):
            yield j, i, ()
    who = np.unique([position, *movers])
    floor = floors(columns, who, prices)
    floor[(floor == 0) & ~columns.full] = NEVER  # Candidates already.
    mean = mean_satisfaction(problem.providers, problem.weights)
    for at in np.argsort(floor, axis=None, kind="stable")[:CLOSER].tolist():
        row, j = divmod(at, columns.p)
        if floor[row, j] <= prices.dearest:
            i, provider = int(who[row]), problem.providers[j]
            for parts in openings(problem.seekers[i], provider, problem, mean, prices):
                yield j, i, parts


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


def _of_each_rhythm(plan: Plan, movers: list[int], j: int) -> list[int | None]:
    """One of those who could move over to a provider for each way of wanting visits by week; nobody
    if it does not matter, or if none of them could."""
    arc_of, seekers = plan.working.layout.arc_of, plan.problem.seekers
    if plan.problem.providers[j].visits is None:
        return [None]
    of_each = {seekers[i].visits: i for i in movers if arc_of(i, j) is not None}
    return [*of_each.values()] or [None]


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
