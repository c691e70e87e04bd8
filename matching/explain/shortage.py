"""Shortage prices: what one more place would be worth, at each provider and in each place.

The price of a place is what the best plan gains by it: a seeker of some tag comes in, or points are
saved. It is exact for one place more, from one pass over the proven flow (``reach``).

**A provider's own place.** With one more place the provider is less busy, so all its places become
cheaper or stay. Let ``p[0] <= p[1] <= ...`` be the prices of its places now and ``q`` those with
one more; a place is priced by its share, so ``q[k] <= p[k] <= q[k + 1]``. The plan that uses ``u`` of
its places saves ``p[k] - q[k]`` on each, and may fill one more at ``q[u]``; never two, since a second
would cost at least ``p[u]``, at which not even the first was worth it.

**A place that is not there yet** (``newcomer``): what a tender could buy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from matching.candidates import Pairs, find_pairs
from matching.columns import Columns, Ints
from matching.explain.reach import Reach, from_sink
from matching.model import Problem, Provider, Seeker
from matching.plan import Plan
from matching.scoring import mean_satisfaction, pair_terms, place_price

VERSION = "1"


@dataclass(frozen=True, slots=True)
class PlaceValue:
    """What one more free place of a provider would change; one that is full by ``places`` of 0 or
    less is meant to have one.

    Attributes:
        provider: key.
        serves: tag of the seeker who would come in; ``None``: nobody would.
        points: by how much the points of the plan would rise; negative is a saving.
    """

    provider: str
    serves: int | None
    points: int


@dataclass(frozen=True, slots=True)
class CellValue:
    """What a ``newcomer`` would change, by service and place.

    Attributes:
        subcategory, subdistrict: codes.
        week: the only week, from 0, in which it would come; ``None``: any.
        needs: seekers who ask for this there, in that week only.
        left_out: those of them whom the plan leaves out.
        serves, points: as in ``PlaceValue``.
    """

    subcategory: str
    subdistrict: str
    week: int | None
    needs: int
    left_out: int
    serves: int | None
    points: int


@dataclass(frozen=True, slots=True)
class Shortages:
    """All shortage prices of one plan, as plain values to keep with it.

    Attributes:
        version: of this table's meaning.
        input_digest, weights_version, rules_version: of the plan.
        providers: every provider, sorted by key.
        cells: every service and subdistrict that anybody asks for, sorted; then the same by week,
            if any provider has weekly limits.
    """

    version: str
    input_digest: str
    weights_version: str
    rules_version: str
    providers: tuple[PlaceValue, ...]
    cells: tuple[CellValue, ...]


def shortages(plan: Plan) -> Shortages:
    """What one more place would be worth, for every provider, service, subdistrict and week."""
    reach = from_sink(plan.working)
    return Shortages(
        version=VERSION,
        input_digest=plan.input_digest,
        weights_version=plan.weights_version,
        rules_version=plan.rules_version,
        providers=tuple(_place_values(plan, reach)),
        cells=tuple(_cell_values(plan, reach)),
    )


def with_one_more(provider: Provider) -> Provider:
    """The provider with one more free place.

    >>> from matching import Provider
    >>> full = Provider(key="v", kind="volunteer", party="v", places=-2, load=3, x=0, y=0,
    ...                 subcategories=frozenset(), groups=frozenset(), levels=frozenset(),
    ...                 qualifications=frozenset())
    >>> with_one_more(full).places
    1
    """
    return replace(provider, places=max(provider.places, 0) + 1)


def newcomer(
    problem: Problem, subcategory: str, subdistrict: str, week: int | None = None
) -> Provider:
    """The provider that a cell assumes: one free place, and nothing that stands in the way.

    It offers this one service, every need type of it, to this one subdistrict, from the middle of
    all seekers there. It serves all groups and levels, holds every qualification, speaks every
    language and sends whoever is asked for in the whole input, as many at once as anybody asks for,
    at any time of the week. Nobody knows it yet: no satisfaction of its own, so it counts as the
    mean of all; no load; nobody's former, picked or conflicting provider. ``week``: it comes in that
    week only, and then as often as anybody wants.
    """
    return _standing_in(
        _anybodys(problem), _middles(problem)[subdistrict], subcategory, subdistrict, week
    )


def _anybodys(problem: Problem) -> Provider:
    """A newcomer to whom anybody could go, wherever and for whatever."""
    seekers = problem.seekers
    return Provider(
        key="",
        kind="organization",
        party="",
        subcategories=frozenset(),
        groups=frozenset(group for each in seekers for group in each.all_groups),
        levels=frozenset({1, 2, 3, 4}),
        languages=frozenset(each.language for each in seekers if each.language),
        sexes=frozenset(each.sex for each in seekers if each.sex),
        x=0,
        y=0,
        qualifications=frozenset(
            code for each in seekers for clause in each.qualifications for code in clause
        ),
        helpers=max(each.helpers for each in seekers),
        places=1,
        load=0,
        visits=(99,) * max(len(each.visits) for each in seekers),
    )


def _middles(problem: Problem) -> dict[str, tuple[int, int]]:
    """Mean place of the seekers of each subdistrict, in whole metres."""
    there: dict[str, list[Seeker]] = {}
    for each in problem.seekers:
        there.setdefault(each.subdistrict, []).append(each)
    return {
        subdistrict: (sum(e.x for e in each) // len(each), sum(e.y for e in each) // len(each))
        for subdistrict, each in there.items()
    }


def _standing_in(
    anybodys: Provider,
    middle: tuple[int, int],
    subcategory: str,
    subdistrict: str,
    week: int | None,
) -> Provider:
    key, weeks = f"{subcategory}@{subdistrict}", range(len(anybodys.visits or ()))
    return replace(
        anybodys,
        key=key,
        party=key,
        subcategories=frozenset({subcategory}),
        subdistricts=frozenset({subdistrict}),
        x=middle[0],
        y=middle[1],
        visits=None if week is None else tuple(99 * (at == week) for at in weeks),
    )


def _place_values(plan: Plan, reach: Reach) -> Iterator[PlaceValue]:
    working, problem = plan.working, plan.problem
    used = np.bincount(
        working.pairs.provider[working.flow[: len(working.pairs)] > 0], minlength=working.columns.p
    )
    best = _best_of_full(problem, reach)
    for j, provider in enumerate(problem.providers):
        node = working.layout.node_of[j]
        ways = best if provider.places < 1 else {j: _change(reach, node)} if node >= 0 else {}
        yield _place_value(problem, provider, int(used[j]), ways.get(j))


Change = tuple[int, int]
"""Units and points, compared in this order; less is better."""


def _change(reach: Reach, node: int) -> Change | None:
    return (int(reach.units[node]), int(reach.points[node])) if reach.reached[node] else None


def _place_value(
    problem: Problem, provider: Provider, used: int, change: Change | None
) -> PlaceValue:
    """The theorem of this module's head; ``change`` is what one more coming in would bring."""
    more, weights = with_one_more(provider), problem.weights
    saved = sum(
        place_price(provider, taken, weights) - place_price(more, taken, weights)
        for taken in range(used)
    )
    units, points = 0, 0
    if change is not None:
        units, points = min((0, 0), (change[0], change[1] + place_price(more, used, weights)))
    return PlaceValue(provider.key, units + 5 if units else None, points - saved)


def _best_of_full(problem: Problem, reach: Reach) -> dict[int, Change]:
    """For providers without a place, who are not in the network: whom they would take first."""
    full = [each.places < 1 for each in problem.providers]
    if not any(full):
        return {}
    opened = tuple(with_one_more(each) if each.places < 1 else each for each in problem.providers)
    pairs = find_pairs(Columns(replace(problem, providers=opened)))
    kept = np.array(full)[pairs.provider]
    pairs = Pairs(pairs.seeker[kept], pairs.provider[kept], pairs.cost[kept])
    return _best(pairs.provider, pairs.seeker, pairs.cost, reach)


def _best(group: Ints, seeker: Ints, cost: Ints, reach: Reach) -> dict[int, Change]:
    """The best change in each group when one of its seekers moves at this cost."""
    units, points = reach.units[seeker], reach.points[seeker] + cost
    order = np.lexsort((points, units, group))
    first = order[np.flatnonzero(np.diff(group[order], prepend=-1))]
    rows = zip(group[first].tolist(), units[first].tolist(), points[first].tolist(), strict=True)
    return {number: (unit, point) for number, unit, point in rows}


def _cell_values(plan: Plan, reach: Reach) -> Iterator[CellValue]:
    """Cells without a week first."""
    problem, cells = plan.problem, _cells(plan.problem)
    if not cells:
        return
    anybodys, middles = _anybodys(problem), _middles(problem)
    left_out = {each.seeker for each in plan.unmatched}
    mean = mean_satisfaction(problem.providers, problem.weights)
    for cell in sorted(cells, key=lambda cell: (cell[2] is not None, cell)):
        place = _standing_in(anybodys, middles[cell[1]], *cell)
        change = min(
            (
                (int(reach.units[i]), int(reach.points[i]) + points)
                for i in cells[cell]
                if (points := _points(problem, problem.seekers[i], place, mean)) is not None
            ),
            default=None,
        )
        value = _place_value(problem, replace(place, places=0), 0, change)
        without = sum(problem.seekers[i].key in left_out for i in cells[cell])
        yield CellValue(*cell, len(cells[cell]), without, value.serves, value.points)


Cell = tuple[str, str, int | None]
"""Subcategory, subdistrict, week."""


def _cells(problem: Problem) -> dict[Cell, list[int]]:
    """Positions of the seekers of each cell; those who want one week only also by that week."""
    weeks = any(each.visits is not None for each in problem.providers)
    cells: dict[Cell, list[int]] = {}
    for i, seeker in enumerate(problem.seekers):
        cells.setdefault((seeker.subcategory, seeker.subdistrict, None), []).append(i)
        wanted = [week for week, visits in enumerate(seeker.visits) if visits]
        if weeks and len(wanted) == 1:
            cells.setdefault((seeker.subcategory, seeker.subdistrict, wanted[0]), []).append(i)
    return cells


def _points(
    problem: Problem, seeker: Seeker, provider: Provider, mean: tuple[int, int]
) -> int | None:
    points = sum(pair_terms(seeker, provider, mean, problem.weights).values())
    return points if points <= problem.weights.threshold else None
