"""A draw made again from what was kept of it: the same people, or told what differs.

Nobody has to be believed: the snapshot is held against its digest, the digest against the journal, the seed
against its sources and against what the bids say today, the people against the seats.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from marketplace.journal.queries import thread_of
from marketplace.panels import engine
from marketplace.panels.models import Draw, Seat
from marketplace.panels.rules.forming import seed_of


@dataclass(frozen=True, slots=True)
class Difference:
    """`what` (a code) was kept as `then` and is `now`; `project`: id of the one whose panel it is about."""

    what: str
    then: Any
    now: Any
    project: int | None = None


@dataclass(frozen=True, slots=True)
class Replay:
    """`members`: ids of evaluators by id of the project, as they come out today."""

    members: dict[int, tuple[int, ...]]
    differences: tuple[Difference, ...]

    @property
    def is_same(self) -> bool:
        return not self.differences


def replay(draw: Draw) -> Replay:
    """RuleBroken if no plan proves itself."""
    try:
        again = dict(engine.draw(draw.snapshot, draw.seed).members)
        found = [*_of_the_input(draw), *_of_the_members(draw, again)]
    except (KeyError, TypeError, ValueError):
        return Replay({}, (Difference("unreadable", draw.digest, None),))
    return Replay(again, tuple(found))


def _of_the_input(draw: Draw) -> Iterator[Difference]:
    yield from _compared("digest", draw.digest, engine.digest_of(draw.snapshot))
    yield from _compared("seed", draw.seed, seed_of(draw.purpose, draw.snapshot["sources"]))
    for told in thread_of(draw).filter(verb="draw_panels", subject=f"draw:{draw.pk}"):
        yield from _compared("journal", told.changes.get("digest"), draw.digest)


def _of_the_members(draw: Draw, again: dict[int, tuple[int, ...]]) -> Iterator[Difference]:
    sat: dict[int, list[int]] = {}
    for project, evaluator in Seat.objects.filter(draw=draw).values_list(
        "panel__project", "evaluator"
    ):
        sat.setdefault(project, []).append(evaluator)
    for project in sorted(sat.keys() | again.keys()):
        then, now = tuple(sorted(sat.get(project, ()))), again.get(project, ())
        yield from _compared("members", then, now, project)


def _compared(what: str, then: Any, now: Any, project: int | None = None) -> Iterator[Difference]:
    if then != now:
        yield Difference(what, then, now, project)
