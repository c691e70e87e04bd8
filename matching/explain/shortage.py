"""Shortage prices: what one more place would be worth, at each provider and in each place.

The price of a place is what the best plan gains by it: a seeker of some tag comes in, or points are
saved. It is exact for one place more, from one pass over the proven flow (``reach``).

**A provider's own place.** With one more place the provider is less busy, so all its places become
cheaper or stay. Let ``p[0] <= p[1] <= ...`` be the prices of its places now and ``q`` those with
one more; a place is priced by its share, so ``q[k] <= p[k] <= q[k + 1]``. The plan that uses ``u`` of
its places saves ``p[k] - q[k]`` on each, and may fill one more at ``q[u]``; never two, since a second
would cost at least ``p[u]``, at which not even the first was worth it.

Where visits by week keep the best one from coming in although there is a place, the plan is solved
again (``weekly``).

**A place that is not there yet** (``newcomer``): what a tender could buy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from matching.candidates import Pairs, find_pairs
from matching.columns import Columns
from matching.explain.again import effect_of, solved_again
from matching.explain.moves import Move, along
from matching.explain.newcomer import Newcomers
from matching.explain.reach import Reach, from_sink
from matching.explain.weekly import Weekly, is_flow, keeps_weeks
from matching.model import Problem, Provider, Seeker
from matching.plan import Plan
from matching.scoring import Mean, mean_satisfaction, pair_terms, place_price

VERSION = "1"


@dataclass(frozen=True, slots=True)
class PlaceValue:
    """What one more free place of a provider would change; one that is full by ``places`` of 0 or
    less is meant to have one.

    Attributes:
        provider: key.
        serves: tag of the seeker who would come in; ``None``: nobody would. Where weeks out of step
            decide, others may have to leave for it, all less urgent.
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
        providers: every provider, sorted by key, if they were asked for.
        cells: every service and subdistrict that anybody asks for, sorted; then the same by week,
            if any provider has weekly limits. Where weeks cross, cells are missing that would have to
            be solved again when the tries are used up; those of most left out are tried first.
    """

    version: str
    input_digest: str
    weights_version: str
    rules_version: str
    providers: tuple[PlaceValue, ...]
    cells: tuple[CellValue, ...]


def shortages(plan: Plan, *, of_providers: bool = False, tries: int = 12) -> Shortages:
    """What one more place would be worth, for every service, subdistrict and week.

    Args:
        tries: so many cells may be solved again; the others come from one pass.
        of_providers: for every provider's own place, too. Usually as quick; but where visits by week
            bind, some of these have to be solved one by one.
    """
    reach = from_sink(plan.working) if is_flow(plan.working) else None
    return Shortages(
        version=VERSION,
        input_digest=plan.input_digest,
        weights_version=plan.weights_version,
        rules_version=plan.rules_version,
        providers=tuple(_place_values(plan, reach)) if of_providers else (),
        cells=tuple(_cell_values(plan, reach, tries)),
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


class Step(NamedTuple):
    """What one place more would lead to, without its own price.

    Attributes:
        units, points: as in ``Reach``; compared in this order, less is better.
        node: where the way from the sink ends.
        comes: position of the seeker who would take the place; -1: whom the way brings there.
    """

    units: int
    points: int
    node: int
    comes: int = -1


def _place_values(plan: Plan, reach: Reach | None) -> Iterator[PlaceValue]:
    problem, layout = plan.problem, plan.working.layout
    if reach is None:
        yield from (_solved_again(plan, with_one_more(each)) for each in problem.providers)
        return
    weekly = Weekly(plan.working, reach)
    best = _best_of_full(problem, reach)
    for j, provider in enumerate(problem.providers):
        step = best.get(j) if provider.places < 1 else _step(reach, int(layout.node_of[j]))
        used = len(weekly.holders(j))
        value, fills = _value(problem, provider, used, step)
        if fills and step and provider.visits and weekly.fits_one_more(j) is False:
            value, _ = _value(problem, provider, used, None)
        elif fills and step and not _is_true(plan, step, provider):
            value = _solved_again(plan, with_one_more(provider))
        yield value


def _step(reach: Reach, node: int) -> Step | None:
    if node < 0 or not reach.reached[node]:
        return None
    return Step(int(reach.units[node]), int(reach.points[node]), node)


def _value(
    problem: Problem, provider: Provider, used: int, step: Step | None
) -> tuple[PlaceValue, bool]:
    """The value by the theorem of this module's head, and whether the place would be filled.

    Args:
        used: how many of the provider's places the plan uses.
        step: what the best one who could come in would bring; ``None``: nobody could.
    """
    more, weights = with_one_more(provider), problem.weights
    units, points = 0, 0
    if step is not None:
        units, points = min((0, 0), (step.units, step.points + place_price(more, used, weights)))
    saved = sum(
        place_price(provider, taken, weights) - place_price(more, taken, weights)
        for taken in range(used)
    )
    value = PlaceValue(provider.key, units + 5 if units else None, points - saved)
    return value, (units, points) < (0, 0)


def _is_true(plan: Plan, step: Step, provider: Provider) -> bool:
    """Does the plan that this step leads to keep the limits by week? Without it is only a bound."""
    working = plan.working
    if not len(working.layout.limits) and (step.comes >= 0 or provider.visits is None):
        return True
    way = working.residual.cheapest_way(working.layout.sink, step.node)
    moves = along(plan, way.steps) if way else ()
    if step.comes >= 0:
        one = plan.problem.seekers[step.comes]
        moves = (*moves, Move(one.key, one.tag, None, provider.key))
    return keeps_weeks(plan, moves)


def _solved_again(plan: Plan, provider: Provider) -> PlaceValue:
    """The value by the whole plan solved again with this provider, changed or new."""
    others = (each for each in plan.problem.providers if each.key != provider.key)
    providers = sorted((*others, provider), key=lambda each: each.key)
    effect = effect_of(plan, solved_again(replace(plan.problem, providers=tuple(providers))))
    return PlaceValue(provider.key, next(iter(effect.served), None), effect.points)


def _best_of_full(problem: Problem, reach: Reach) -> dict[int, Step]:
    """For providers without a place, who are not in the network: whom they would take first."""
    full = [each.places < 1 for each in problem.providers]
    if not any(full):
        return {}
    opened = tuple(with_one_more(each) if each.places < 1 else each for each in problem.providers)
    pairs = find_pairs(Columns(replace(problem, providers=opened)))
    kept = np.array(full)[pairs.provider]
    pairs = Pairs(pairs.seeker[kept], pairs.provider[kept], pairs.cost[kept])
    units, points = reach.units[pairs.seeker], reach.points[pairs.seeker] + pairs.cost
    order = np.lexsort((points, units, pairs.provider))
    first = order[np.flatnonzero(np.diff(pairs.provider[order], prepend=-1))]
    columns = (pairs.provider, units, points, pairs.seeker)
    rows = zip(*(column[first].tolist() for column in columns), strict=True)
    return {j: Step(unit, point, i, i) for j, unit, point, i in rows}


def _cell_values(plan: Plan, reach: Reach | None, tries: int) -> list[CellValue]:
    """Cells without a week first."""
    problem, cells = plan.problem, _cells(plan.problem)
    if not cells:
        return []
    newcomers = Newcomers(problem)
    left_out = {each.seeker for each in plan.unmatched}
    mean = mean_satisfaction(problem.providers, problem.weights)
    without = {
        cell: sum(problem.seekers[i].key in left_out for i in who) for cell, who in cells.items()
    }
    values = []
    for cell in sorted(cells, key=lambda cell: (-without[cell], cell[2] is not None, cell)):
        place = newcomers.at(*cell)
        value = _newcomer_value(plan, reach, place, cells[cell], mean)
        if value is None and tries:
            tries -= 1
            value = _solved_again(plan, place)
        if value is not None:
            many = len(cells[cell]), without[cell]
            values.append(CellValue(*cell, *many, value.serves, value.points))
    return sorted(values, key=_in_order)


def _in_order(value: CellValue) -> tuple[bool, str, str, int]:
    week = value.week
    return week is not None, value.subcategory, value.subdistrict, week or 0


def _newcomer_value(
    plan: Plan, reach: Reach | None, place: Provider, who: list[int], mean: Mean
) -> PlaceValue | None:
    """What a newcomer to whom these seekers could go would change; ``None``: one pass does not tell."""
    if reach is None:
        return None
    problem = plan.problem
    step = min(
        (
            Step(int(reach.units[i]), int(reach.points[i]) + points, i, i)
            for i in who
            if (points := _points(problem, problem.seekers[i], place, mean)) is not None
        ),
        default=None,
    )
    value, fills = _value(problem, replace(place, places=0), 0, step)
    return None if fills and step and not _is_true(plan, step, place) else value


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


def _points(problem: Problem, seeker: Seeker, provider: Provider, mean: Mean) -> int | None:
    points = sum(pair_terms(seeker, provider, mean, problem.weights).values())
    return points if points <= problem.weights.threshold else None
