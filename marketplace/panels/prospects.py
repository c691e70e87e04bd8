"""Who there is for a panel, and what stands in whose way: read before a draw, and again after it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from marketplace.panels import engine
from marketplace.panels.choices import Obstacle
from marketplace.panels.engine import Supply
from marketplace.panels.models import Panel, Seat
from marketplace.panels.pool import candidates_of, due, matters_of, whole_panels
from marketplace.panels.rules.forming import obstacles
from marketplace.projects.models import Project, ProjectBatch
from marketplace.workdays.rules import SHANGHAI


def preview(
    batch: ProjectBatch, *, purpose: str, at: datetime
) -> list[tuple[Project, list[Supply]]]:
    """For each panel that waits, who there is and what stands in the way. Who would be drawn, nobody sees
    before it counts."""
    on = at.astimezone(SHANGHAI).date()
    projects = list(due(batch, purpose, on))
    if not projects:
        return []
    pool = candidates_of(batch.district, batch.year, on)
    return supplies_of(engine.input_of(whole_panels(projects), pool, on=on), projects)


def supplies_of(
    plain: Mapping[str, Any], projects: Sequence[Project]
) -> list[tuple[Project, list[Supply]]]:
    """What went into a draw, counted project by project."""
    rows = engine.supplies(plain)
    return [
        (project, [each for each in rows if each.project == project.pk]) for project in projects
    ]


def obstacles_of(panel: Panel, seats: Iterable[Seat], at: datetime) -> dict[int, list[str]]:
    """What has come to stand in somebody's way since the draw, by id of the seat; nobody else is named."""
    project, on = panel.project, at.astimezone(SHANGHAI).date()
    matter = matters_of([project])[project.pk]
    pool = {
        each.evaluator: each
        for each in candidates_of(project.batch.district, project.batch.year, on)
    }
    found = {}
    for seat in seats:
        candidate = pool.get(seat.evaluator_id)
        reasons = obstacles(candidate, matter, on) if candidate else [Obstacle.UNLISTED.value]
        if reasons := [reason for reason in reasons if reason != Obstacle.FULL]:
            found[seat.pk] = reasons
    return found
