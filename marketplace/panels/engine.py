"""Panels' door to `matching`: who could sit where goes in as plain values, a proven seating comes out.

What goes in is kept with the draw, as JSON of texts and whole numbers, and a draw is made again from that
and its seed alone.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

import matching
from marketplace.kernel.errors import RuleBroken
from marketplace.panels.choices import EvaluatorKind
from marketplace.panels.pool import Wanted
from marketplace.panels.rules.forming import Candidate, misfit, obstacles
from matching.seating import Guest, Seating, Table, seat

FORMAT = 1
ROLES = tuple(str(kind) for kind in EvaluatorKind)


@dataclass(frozen=True, slots=True)
class Supply:
    """Who is there for the seats of one kind of one panel.

    Attributes:
        project: id.
        role: expert or purchaser.
        wanted: seats to be drawn.
        registered: evaluators of this kind.
        obstacles: how many of them each reason stands in the way of, everybody under the gravest.
    """

    project: int
    role: str
    wanted: int
    registered: int
    obstacles: Mapping[str, int]

    @property
    def free(self) -> int:
        return self.registered - sum(self.obstacles.values())

    @property
    def missing(self) -> int:
        return max(self.wanted - self.free, 0)


@dataclass(frozen=True, slots=True)
class Drawn:
    """`members`: ids of evaluators by id of the project, for every panel that could be filled; `left`: ids
    of the projects for which too few people were left."""

    members: Mapping[int, tuple[int, ...]]
    left: tuple[int, ...]


def input_of(
    wanted: Sequence[Wanted],
    candidates: Iterable[Candidate],
    *,
    on: date,
    sources: Sequence[str] = (),
) -> dict[str, Any]:
    """The whole input of a draw, the panels in the order in which they are kept if not all can be filled."""
    pool = sorted(candidates, key=lambda each: each.evaluator)
    pairs, out = [], []
    for panel in wanted:
        for each in pool:
            if not panel.seats(each.kind):
                continue
            if reasons := obstacles(each, panel.matter, on):
                out.append([panel.matter.project, each.evaluator, reasons])
            else:
                fit = misfit(each, panel.matter)
                pairs.append([panel.matter.project, each.evaluator, fit])
    return {
        "format": FORMAT,
        "on": on.isoformat(),
        "sources": list(sources),
        "tables": [
            {"project": panel.matter.project, "role": role, "seats": panel.seats(role)}
            for panel in wanted
            for role in ROLES
            if panel.seats(role)
        ],
        "evaluators": [
            {
                "evaluator": each.evaluator,
                "kind": each.kind,
                "carried": each.carried,
                "places": each.free,
            }
            for each in pool
        ],
        "pairs": pairs,
        "obstacles": out,
    }


def digest_of(plain: Mapping[str, Any]) -> str:
    return matching.digest(dict(plain))


def supplies(plain: Mapping[str, Any]) -> list[Supply]:
    """For each kind of seat of each panel, who is there and what stands in whose way."""
    kind_of = {each["evaluator"]: each["kind"] for each in plain["evaluators"]}
    registered = Counter(kind_of.values())
    first: dict[tuple[int, str], Counter[str]] = {}
    for project, evaluator, reasons in plain["obstacles"]:
        first.setdefault((project, kind_of[evaluator]), Counter())[reasons[0]] += 1
    return [
        Supply(
            table["project"],
            table["role"],
            table["seats"],
            registered[table["role"]],
            dict(first.get((table["project"], table["role"]), {})),
        )
        for table in plain["tables"]
    ]


def draw(plain: Mapping[str, Any], seed: str) -> Drawn:
    """Who sits where. Panels are filled whole or not at all: where not all can be, one after the other is
    taken in as long as those before it stay whole.

    Raises:
        RuleBroken: no plan proves itself.
    """
    projects = list(dict.fromkeys(table["project"] for table in plain["tables"]))
    seating = _seat(plain, projects, seed)
    if seating.empty:
        projects = _fillable(plain, projects, seed)
        seating = _seat(plain, projects, seed)
    left = [table["project"] for table in plain["tables"] if table["project"] not in projects]
    return Drawn(_members(seating, projects), tuple(dict.fromkeys(left)))


def _fillable(plain: Mapping[str, Any], projects: Sequence[int], seed: str) -> list[int]:
    whole: list[int] = []
    for project in projects:
        if not _seat(plain, [*whole, project], seed).empty:
            whole.append(project)
    return whole


def _seat(plain: Mapping[str, Any], projects: Sequence[int], seed: str) -> Seating:
    kind_of = {each["evaluator"]: each["kind"] for each in plain["evaluators"]}
    tables = [
        Table(_key(table["project"], table["role"]), table["seats"])
        for table in plain["tables"]
        if table["project"] in projects
    ]
    guests = [
        Guest(str(each["evaluator"]), each["carried"], each["places"])
        for each in plain["evaluators"]
    ]
    misfits = {
        (_key(project, kind_of[evaluator]), str(evaluator)): fit
        for project, evaluator, fit in plain["pairs"]
    }
    try:
        return seat(tables, guests, misfits, seed=seed)
    except (matching.SolverError, matching.CertificateError) as error:
        raise RuleBroken(
            "not_proven", _("The engine found no plan that proves itself; nothing was changed.")
        ) from error


def _members(seating: Seating, projects: Sequence[int]) -> dict[int, tuple[int, ...]]:
    return {
        project: tuple(
            sorted(
                int(guest) for role in ROLES for guest in seating.taken.get(_key(project, role), ())
            )
        )
        for project in projects
    }


def _key(project: int, role: str) -> str:
    return f"{project}:{role}"
