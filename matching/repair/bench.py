"""What a repair costs beside solving again: ``python -m matching.repair.bench --needs 6000``.

Milliseconds of the processor, so that other load on the machine disturbs them least, and above all
ratios taken in the same run. *Cold* is the whole network solved and certified anew; neither the
candidates nor the reasons of a whole ``match`` are counted against it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from random import Random
from time import process_time
from typing import Any

import numpy as np

from matching.engine import match
from matching.model import Provider, Seeker
from matching.plan import Plan
from matching.repair import Arrival, Change, Refit, Repair, Standing, Withdrawal
from matching.solve import SOLVERS, solve
from matching.synthetic import district

SIZES = (1, 10, 40, 80, 120, 160)
"""Changes at once, to see from where on solving again is quicker."""


def measure(needs: int, *, changes: int = 200, seed: int = 1) -> dict[str, Any]:
    """Figures of one synthetic district.

    Args:
        needs: number of seekers that stand.
        changes: so many of each kind, each undone before the next.

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

    def comes_and_goes(name: str, standing: Standing) -> dict[str, dict[str, float]]:
        done = [
            (_timed(standing.arrive, each), _timed(standing.withdraw, each.key)) for each in late
        ]
        comes, goes = zip(*done, strict=True)
        return {f"arrival{name}": _figures(comes, cold), f"withdrawal{name}": _figures(goes, cold)}

    def fits(name: str, change: Callable[[Provider], Provider]) -> dict[str, dict[str, float]]:
        standing = Standing(plan)
        done = []
        for each in random.choices(carrying, k=changes):
            done.append(_timed(standing.repair, Refit(change(each))))
            standing.repair(Refit(each))
        return {name: _figures(done, cold)}

    carrying = [each for each in plan.problem.providers if each.places > 0 and each.load > 0]
    return {
        "needs": needs,
        "providers": len(providers),
        "pairs": len(plan.working.pairs),
        "cold_ms": round(cold, 2),
        "opening_ms": round(_ms(lambda: Standing(plan)), 2),
        "kinds": comes_and_goes("", Standing(plan))
        | comes_and_goes("_seven_tenths_accepted", _mostly_accepted(plan, random))
        | comes_and_goes("_all_asked", _all_asked(plan))
        | fits("place_lost", lambda one: replace(one, places=one.places - 1))
        | fits("place_free", lambda one: replace(one, places=one.places + 1, load=one.load - 1))
        | fits("provider_gone", lambda one: replace(one, places=0)),
        "at_once": {size: _at_once(plan, late, random, size) for size in SIZES if size <= changes},
    }


def _figures(done: Iterable[tuple[float, Repair]], cold: float) -> dict[str, float]:
    ms, repairs = zip(*done, strict=True)
    moves = [len(each.moves) for each in repairs]
    median, p95 = np.percentile(ms, [50, 95]).tolist()
    return {
        "median_ms": round(median, 2),
        "p95_ms": round(p95, 2),
        "median_of_cold": round(median / cold, 4),
        "p95_of_cold": round(p95 / cold, 4),
        "median_moves": float(np.median(moves)),
        "p95_moves": round(float(np.percentile(moves, 95)), 1),
    }


def _timed(change: Callable[..., Repair], what: object) -> tuple[float, Repair]:
    started = process_time()
    done = change(what)
    return (process_time() - started) * 1000, done


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
