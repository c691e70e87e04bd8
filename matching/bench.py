"""What it costs, as ratios taken in the same run: ``python -m matching.bench --scale M``.

Seconds do not travel between machines; ratios do. The anchor is one ``np.lexsort`` of the pairs by
(need, cost), which any method that looks at them in order must pay. Every figure is the best of several
runs, so that other load on the machine disturbs it least; the load is told beside it.

What is measured starts from tables (``synthetic.province``, the same at every run) and ends with the
proven optimum of all districts, in one process for each core where there is more than one district.

The figures, as JSON:

* ``scale, regional, needs, providers, districts, groups, pairs``: the instance. ``groups`` of districts
  share no provider; ``regional`` is the share of organizations that serve three districts.
* ``lexsorts``: each stage in multiples of the anchor; ``ms``: the same in milliseconds.
  ``end_to_end``: from tables to the optimum, certified. ``keys_decide``: the same with the choice among
  equal optima. ``candidates, network, solve, audit``: its stages, in all processes together; ``solve``
  is certified. ``match`` (S and M): from dataclasses to the explained plan with its fingerprint.
  ``networkx`` (S and M): network simplex on the same network.
* ``cpu_lexsorts``: ``end_to_end`` in time of all processors together, by that of the anchor: what it
  costs however busy the machine is.
* ``times_faster_than_networkx``: its time by that of ``solve``.
* ``gap``: always 0. ``served_by_tag, points``: of the optimum. ``greedy``: the same by tag, then the
  cheapest free provider; ``lost``: needs that it leaves out and the optimum serves; ``dearer_percent``:
  its points for each need served, against those of the optimum.
* ``peak_mib``: the most memory held, ``before`` the measurement and after it (``parent``), and by the
  largest process (``child``).
* ``machine``: cores, load averages over 1, 5 and 15 minutes, versions.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from platform import python_version
from time import perf_counter, process_time
from typing import Any

import numpy as np

from matching.candidates import Pairs, find_pairs
from matching.columns import Columns, Ints
from matching.engine import match
from matching.network import build, place_arcs
from matching.provinces import SMALL, Decision, context, cores, decide
from matching.restore import problem_of
from matching.solve import Networkx
from matching.synthetic import province
from matching.tables import NONE, Tables
from matching.weights import Rules, Weights

ABOUT = __doc__
REGIONAL = 0.03


@dataclass(frozen=True, slots=True)
class Scale:
    """An instance of ``synthetic.province``, and how often it is measured."""

    needs: int
    districts: int = 1
    organizations: int | None = None
    volunteers: int | None = None
    repeats: int = 7

    def tables(self, regional: float) -> Tables:
        return province(
            self.needs,
            self.districts,
            regional=regional,
            organizations=self.organizations,
            volunteers=self.volunteers,
        )


SCALES: Mapping[str, Scale] = {
    "S": Scale(300, organizations=117, volunteers=200, repeats=25),
    "M": Scale(6_000),
    "L": Scale(60_000, districts=12, repeats=3),
    "XL": Scale(600_000, districts=120, repeats=2),
}
"""A subdistrict's day, a district, a city, a province."""

Tell = Callable[[str], object]


def measure(
    name: str,
    *,
    regional: bool = False,
    repeats: int | None = None,
    networkx: bool = True,
    tell: Tell = lambda told: None,
) -> dict[str, Any]:
    """Figures of one scale; what they mean stands above.

    Args:
        name: one of ``SCALES``.
        regional: 3 % of the organizations also serve the two next districts.
        repeats: the best of so many is taken.
        networkx: also time networkx, at S and M; at M it takes hundreds of times as long.
        tell: is told what is going on.
    """
    scale, share = SCALES[name], REGIONAL if regional else 0.0
    repeats = repeats or scale.repeats
    tell(f"making {scale.needs:,} needs in {scale.districts} districts")
    tables = scale.tables(share)
    before = _peak(resource.RUSAGE_SELF)
    tell("deciding")
    decision, ms, cpu = _decided(tables, repeats, tell)
    peaks = {
        "before": before,
        "parent": _peak(resource.RUSAGE_SELF),
        "child": _peak(resource.RUSAGE_CHILDREN),
    }
    tell("sorting the pairs, and what greed makes of them")
    anchor = _apart(tables, max(repeats, 3))
    ms = {"lexsort": anchor.lexsort} | ms
    if len(tables.seekers) <= SMALL:
        tell("the whole match, from dataclasses")
        ms["match"] = _matched(tables, repeats)
        if networkx:
            tell("networkx")
            ms["networkx"] = _networkx(tables)
    return {
        "scale": name,
        "regional": share,
        "needs": scale.needs,
        "providers": len(tables.providers),
        "districts": scale.districts,
        "groups": len(decision.proofs),
        "pairs": anchor.pairs,
        "lexsorts": {stage: round(each / anchor.lexsort, 2) for stage, each in ms.items()},
        "ms": {stage: round(each, 3) for stage, each in ms.items()},
        "cpu_lexsorts": round(cpu / anchor.cpu, 2),
        "times_faster_than_networkx": round(ms["networkx"] / ms["solve"], 1)
        if "networkx" in ms
        else None,
        "gap": decision.gap,
        "served_by_tag": dict(decision.served_by_tag),
        "points": decision.points,
        "greedy": anchor.greedy.against(decision),
        "peak_mib": peaks,
        "machine": _machine(),
    }


def _decided(tables: Tables, repeats: int, tell: Tell) -> tuple[Decision, dict[str, float], float]:
    """The optimum, the least milliseconds of every stage, and those of all processors for all."""
    ms: dict[str, float] = {}
    cpu = float("inf")
    for number in range(repeats):
        before = _cpu()
        whole, decision = _timed(lambda: decide(tables, keys_decide=False, told=_counted(tell)))
        cpu = min(cpu, _cpu() - before)
        with_keys, _ = _timed(lambda: decide(tables, told=_counted(tell)))
        stages = {"end_to_end": whole} | _summed(decision) | {"keys_decide": with_keys}
        ms = {stage: min(each, ms.get(stage, each)) for stage, each in stages.items()}
        tell(f"run {number + 1} of {repeats}")
    return decision, ms, cpu


def _summed(decision: Decision) -> dict[str, float]:
    """Stages of all groups together."""
    stages: dict[str, float] = {}
    for proof in decision.proofs:
        for stage, ms in proof.timings.items():
            stages[stage] = stages.get(stage, 0.0) + ms
    del stages["total"]
    return stages


def _counted(tell: Tell) -> Callable[[int, int], None]:
    """Tells of every tenth part of the groups."""

    def told(done: int, of: int) -> None:
        if of > 1 and done * 10 // of > (done - 1) * 10 // of:
            tell(f"  {done} of {of} groups")

    return told


def _matched(tables: Tables, repeats: int) -> float:
    problem = problem_of(tables, Weights(), Rules())
    seekers, providers = list(problem.seekers), list(problem.providers)
    return min(_timed(lambda: match(seekers, providers))[0] for _ in range(min(repeats, 5)))


def _networkx(tables: Tables) -> float:
    Networkx()(_network(province(30)))  # its import is not part of the figure
    network = _network(tables)
    return _timed(lambda: Networkx()(network))[0]


def _network(tables: Tables) -> Any:
    columns = _columns(tables)
    return build(columns, find_pairs(columns)).network


def _columns(tables: Tables) -> Columns:
    return Columns(problem_of(tables, Weights(), Rules()), tables)


# -- what it is compared with ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Greedy:
    """What a tired dispatcher does: by tag, then one by one the cheapest free provider."""

    ms: float
    served_by_tag: Mapping[int, int]
    points: int

    def against(self, best: Decision) -> dict[str, Any]:
        served, most = sum(self.served_by_tag.values()), sum(best.served_by_tag.values())
        each, least = self.points / max(served, 1), best.points / max(most, 1)
        return {
            "ms": round(self.ms, 3),
            "served_by_tag": dict(self.served_by_tag),
            "points": self.points,
            "lost": most - served,
            "lost_percent": round(100 * (most - served) / max(most, 1), 2),
            "dearer_percent": round(100 * (each / least - 1), 2) if least else None,
        }


@dataclass(frozen=True, slots=True)
class Anchor:
    """What every figure is compared with."""

    lexsort: float
    cpu: float
    pairs: int
    greedy: Greedy


def _apart(tables: Tables, repeats: int) -> Anchor:
    """In a process of its own where the pairs of all districts together are many."""
    if len(tables.seekers) <= SMALL:
        return _anchor(tables, repeats)
    with ProcessPoolExecutor(1, mp_context=context()) as pool:
        return pool.submit(_anchor, tables, repeats).result()


def _anchor(tables: Tables, repeats: int) -> Anchor:
    columns = _columns(tables)
    pairs = find_pairs(columns)
    lexsort = cpu = float("inf")
    for _ in range(repeats):
        before = _cpu()
        lexsort = min(lexsort, _timed(lambda: np.lexsort((pairs.cost, pairs.seeker)))[0])
        cpu = min(cpu, _cpu() - before)
    ms, (served, points) = _timed(lambda: greedy(columns, pairs))
    return Anchor(lexsort, cpu, len(pairs), Greedy(ms, served, points))


def greedy(columns: Columns, pairs: Pairs) -> tuple[dict[int, int], int]:
    """Served by tag, and the points of pairs and places, of the greedy plan."""
    first = np.searchsorted(pairs.seeker, np.arange(columns.n + 1)).tolist()
    free = columns.places.tolist()
    served = dict.fromkeys(range(1, 5), 0)
    points = 0
    for seeker in np.argsort(columns.tag, kind="stable").tolist():
        own = slice(first[seeker], first[seeker + 1])
        offered = zip(pairs.cost[own].tolist(), pairs.provider[own].tolist(), strict=True)
        cost, provider = min((pair for pair in offered if free[pair[1]] > 0), default=(0, NONE))
        if provider != NONE:
            free[provider] -= 1
            points += cost
            served[int(columns.tag[seeker])] += 1
    return served, points + _of_places(columns, pairs, columns.places - np.array(free))


def _of_places(columns: Columns, pairs: Pairs, taken: Ints) -> int:
    """Points of the first ``taken`` places of every provider."""
    wanted = np.flatnonzero(np.bincount(pairs.provider, minlength=columns.p))
    owner, units, price = place_arcs(columns, pairs, wanted)
    before = np.cumsum(units) - units
    before -= np.repeat(before[_begins(owner)], np.diff(_begins(owner), append=len(owner)))
    return int(price @ np.clip(taken[owner] - before, 0, units))


def _begins(owner: Ints) -> Ints:
    return np.flatnonzero(np.diff(owner, prepend=-1))


# -- what it is measured with ----------------------------------------------------------------------


def _timed(run: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds, and the result."""
    started = perf_counter()
    result = run()
    return (perf_counter() - started) * 1000, result


def _cpu() -> float:
    """Milliseconds of all processors so far, for this process and those that it started and ended."""
    of_children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (process_time() + of_children.ru_utime + of_children.ru_stime) * 1000


def _peak(whose: int) -> int:
    """MiB held at most so far."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(whose).ru_maxrss * unit // 2**20


def _machine() -> dict[str, Any]:
    return {
        "cores": cores(),
        "load": [round(each, 1) for each in os.getloadavg()],
        "python": python_version(),
        "numpy": np.__version__,
        "pylmcf": version("pylmcf"),
    }


def arguments(parser: argparse.ArgumentParser) -> None:
    """What can be asked for on the command line."""
    parser.add_argument(
        "--scale",
        choices=list(SCALES),
        default="M",
        help="S 300 needs, M 6,000 (a district), L 60,000 in 12 districts, XL 600,000 in 120",
    )
    parser.add_argument(
        "--regional",
        action="store_true",
        help="3 %% of the organizations also serve the two next districts (L and XL)",
    )
    parser.add_argument("--repeats", type=int, help="take the best of so many runs")
    parser.add_argument(
        "--without-networkx",
        action="store_true",
        help="leave out the reference at S and M (at M it takes a minute)",
    )
    parser.add_argument("--json", action="store_true", help="all figures, for a machine")


def lines(figures: Mapping[str, Any]) -> Iterator[str]:
    """The figures for a reader."""
    told = figures["greedy"]
    yield (
        f"{figures['scale']}: {figures['needs']:,} needs, {figures['providers']:,} providers, "
        f"{figures['pairs']:,} pairs, {figures['groups']} groups of districts, gap {figures['gap']}"
    )
    for stage, times in figures["lexsorts"].items():
        yield f"{stage:>12}  {times:>10,.2f} lexsorts  {figures['ms'][stage]:>12,.1f} ms"
    yield f"all processors together: {figures['cpu_lexsorts']:,} lexsorts from end to end"
    if figures["times_faster_than_networkx"]:
        yield f"networkx takes {figures['times_faster_than_networkx']:,} times as long as the solve"
    yield (
        f"greedy loses {told['lost']:,} needs ({told['lost_percent']} %) "
        f"and is {told['dearer_percent']} % dearer for each need served"
    )
    yield (
        f"memory {figures['peak_mib']['parent']:,} MiB, largest process "
        f"{figures['peak_mib']['child']:,} MiB; load {figures['machine']['load']} "
        f"on {figures['machine']['cores']} cores"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m matching.bench", description=ABOUT)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    arguments(parser)
    asked = parser.parse_args()
    figures = measure(
        asked.scale,
        regional=asked.regional,
        repeats=asked.repeats,
        networkx=not asked.without_networkx,
        tell=lambda told: print(told, file=sys.stderr, flush=True),  # noqa: T201
    )
    told = [json.dumps(figures, indent=1)] if asked.json else lines(figures)
    sys.stdout.write("\n".join(told) + "\n")


if __name__ == "__main__":
    main()
