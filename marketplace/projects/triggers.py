"""What the database itself refuses, whoever asks: a step the lifecycle does not know, a deadline brought
forward, another ground to stand on after release, a release that is undone, and rules rewritten."""

from marketplace.kernel.triggers import Refuse, unknown_step
from marketplace.projects.choices import ProjectState
from marketplace.projects.lifecycle import PROJECT, UNRELEASED

_UNRELEASED = ", ".join(f"'{state}'" for state in UNRELEASED)
# What bidders and evaluators rely on from the release on.
GROUND = (
    "number",
    "batch_id",
    "level_id",
    "method",
    "budget",
    "service_from",
    "service_until",
    "author_id",
    "rulebook_id",
)
PARTS = ("budgetline", "indicator", "criterion")


def _released(project: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM projects_project p WHERE p.id = {project} "
        f"AND p.state NOT IN ({_UNRELEASED}))"
    )


def _parts_stay() -> list[Refuse]:
    """Lines, indicators and criteria are what they were when the project was released."""
    return [
        Refuse(
            f"projects_{part}_{event.lower()}",
            f"projects_{part}",
            event,
            _released("OLD.project_id" if event == "DELETE" else "NEW.project_id"),
            "this project was released",
        )
        for part in PARTS
        for event in ("INSERT", "UPDATE", "DELETE")
    ]


TRIGGERS = [
    Refuse(
        "projects_project_step",
        "projects_project",
        "UPDATE",
        unknown_step(PROJECT),
        "no such step",
    ),
    Refuse(
        "projects_deadline_only_later",
        "projects_project",
        "UPDATE",
        f"OLD.state = '{ProjectState.PUBLISHED}' AND NEW.state = OLD.state AND "
        "(NEW.bids_until IS NULL OR NEW.bids_until < OLD.bids_until)",
        "a deadline is never brought forward",
    ),
    Refuse(
        "projects_deadline_not_after_it",
        "projects_project",
        "UPDATE",
        f"OLD.state = '{ProjectState.PUBLISHED}' AND NEW.state = OLD.state AND "
        "NEW.bids_until <> OLD.bids_until AND @moment(OLD.bids_until) < @now",
        "the deadline has passed",
    ),
    Refuse(
        "projects_ground_stays",
        "projects_project",
        "UPDATE",
        f"OLD.state NOT IN ({_UNRELEASED}, '{ProjectState.FAILED_TENDER}') AND ("
        + " OR ".join(f"OLD.{column} <> NEW.{column}" for column in GROUND)
        + ")",
        "this project was released",
    ),
    Refuse(
        "projects_project_kept",
        "projects_project",
        "DELETE",
        f"OLD.state <> '{ProjectState.PLANNED}'",
        "projects are never deleted",
    ),
    Refuse(
        "projects_batch_released_once",
        "projects_projectbatch",
        "UPDATE",
        "OLD.released_at IS NOT NULL AND (NEW.released_at IS NULL OR "
        "NEW.released_at <> OLD.released_at)",
        "a batch is released once",
    ),
    *_parts_stay(),
    Refuse("projects_rules_stay", "projects_rulebook", "UPDATE", "1 = 1", "rules never change"),
    Refuse(
        "projects_rules_kept", "projects_rulebook", "DELETE", "1 = 1", "rules are never deleted"
    ),
]
