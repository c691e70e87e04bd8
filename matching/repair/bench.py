"""What a repair costs beside solving again: ``python -m matching.repair.bench --needs 6000``.

Milliseconds of the processor, so that other load on the machine disturbs them least, and above all
ratios taken in the same run. *Cold* is the whole network solved and certified anew; neither the
candidates nor the reasons of a whole ``match`` are counted against it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from random import Random
from time import process_time
from typing import Any

import numpy as np

from matching.engine import match
from matching.model import Seeker
from matching.plan import Plan
from matching.repair import Arrival, Change, Refit, Repair, Standing, Withdrawal
from matching.solve import SOLVERS, solve
from matching.synthetic import district

SIZES = (1, 10, 20, 40, 60, 80, 120)
"""Changes at once, to see from where on solving again is quicker."""


def measure(needs: int, *, changes: int = 200, seed: int = 1) -> dict[str, Any]:
    """Figures of one synthetic district.

    Args:
        needs: number of seekers that stand.
        changes: so many of each kind, one after the other.

    Returns:
        ``cold_ms``; ``opening_ms``, once for a plan; for each kind of change ``median_ms``,
        ``p95_ms``, both as ``..._of_cold``, and the moves; ``at_once``: milliseconds of so many
        changes together, repaired and solved again.
    """
    random = Random(seed)
    seekers, providers = district(needs + changes)
    plan = match(seekers[:needs], providers)
    late = seekers[needs:]
    cold = float(np.median([_ms(lambda: _solve(plan)) for _ in range(9)]))

    def of(done: Iterable[tuple[float, Repair]]) -> dict[str, float]:
        return _figures(list(done), cold)

    standing = Standing(plan)
    kinds = {
        "arrival": of(_timed(standing.arrive, late)),
        "withdrawal": of(
            _timed(standing.withdraw, random.sample(sorted(standing.goes_to), changes))
        ),
        "place_lost": of(
            _timed(lambda key: standing.lose(key, 1), _some_providers(plan, random, changes))
        ),
        "place_free": of(_timed(standing.free, _some_carrying(plan, random, changes))),
    }
    standing.proof()
    return {
        "needs": needs,
        "providers": len(providers),
        "pairs": len(plan.working.pairs),
        "cold_ms": round(cold, 2),
        "opening_ms": round(_ms(lambda: Standing(plan)), 2),
        "kinds": {
            **kinds,
            "arrival_seven_tenths_accepted": of(
                _timed(_mostly_accepted(plan, random).arrive, late)
            ),
            "arrival_all_asked": of(_timed(_all_asked(plan).arrive, late)),
        },
        "at_once": {size: _at_once(plan, late, random, size) for size in SIZES if size <= changes},
    }


def _figures(done: Sequence[tuple[float, Repair]], cold: float) -> dict[str, float]:
    ms = [each for each, _ in done]
    moves = [len(each.moves) for _, each in done]
    median, p95 = np.percentile(ms, [50, 95]).tolist()
    return {
        "median_ms": round(median, 2),
        "p95_ms": round(p95, 2),
        "median_of_cold": round(median / cold, 4),
        "p95_of_cold": round(p95 / cold, 4),
        "median_moves": float(np.median(moves)),
        "p95_moves": float(np.percentile(moves, 95)),
    }


def _timed(
    change: Callable[[Any], Repair], things: Iterable[Any]
) -> Iterator[tuple[float, Repair]]:
    for thing in things:
        started = process_time()
        done = change(thing)
        yield (process_time() - started) * 1000, done


def _some_providers(plan: Plan, random: Random, many: int) -> list[str]:
    return [each.key for each in random.choices(plan.problem.providers, k=many)]


def _some_carrying(plan: Plan, random: Random, many: int) -> list[str]:
    carrying = [each.key for each in plan.problem.providers if each.load > 0]
    return random.sample(carrying, min(many, len(carrying)))


def _mostly_accepted(plan: Plan, random: Random) -> Standing:
    """Seven of ten have accepted: they are frozen."""
    standing = Standing(plan)
    keys = [each.seeker for each in plan.assignments]
    for key in random.sample(keys, 7 * len(keys) // 10):
        standing.accept(key)
    return standing


def _all_asked(plan: Plan) -> Standing:
    """Everybody has been offered to the provider of the plan: a move costs ``Weights.move``."""
    asked = {each.seeker: each.provider for each in plan.assignments}
    seekers = [replace(each, offered=asked.get(each.key)) for each in plan.problem.seekers]
    return Standing(match(seekers, plan.problem.providers))


def _at_once(plan: Plan, late: list[Seeker], random: Random, size: int) -> dict[str, float]:
    """So many changes together: a third come, a third leave, a third of the providers are refitted."""
    third = size // 3
    leaving = random.sample([each.key for each in plan.problem.seekers], third)
    refitted = random.sample(plan.problem.providers, size - 2 * third)
    changes: list[Change] = [
        *map(Arrival, late[:third]),
        *map(Withdrawal, leaving),
        *(Refit(replace(each, places=each.places + random.choice((-1, 1)))) for each in refitted),
    ]
    ways = {"repaired_ms": sys.maxsize, "solved_again_ms": -1}
    return {way: round(_ms_with(plan, changes, limit), 2) for way, limit in ways.items()}


def _ms_with(plan: Plan, changes: list[Change], limit: int) -> float:
    """Milliseconds of one repair that goes way by way up to so many units out of place."""
    standing = Standing(plan, way_by_way=limit)
    return _ms(lambda: standing.repair(*changes))


def _solve(plan: Plan) -> None:
    solve(plan.working.layout.network, SOLVERS)


def _ms(run: Callable[[], object]) -> float:
    started = process_time()
    run()
    return (process_time() - started) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m matching.repair.bench", description=__doc__)
    parser.add_argument("--needs", type=int, default=6000)
    parser.add_argument("--changes", type=int, default=200, help="of each kind")
    asked = parser.parse_args()
    json.dump(measure(asked.needs, changes=asked.changes), sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
