"""Drawing panels by lot, filling what came free, and dissolving them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.journal import changing
from marketplace.journal.actions import record
from marketplace.kernel.checks import choice_of
from marketplace.kernel.errors import NotAllowed, RuleBroken
from marketplace.kernel.text import clean_text
from marketplace.panels import engine
from marketplace.panels.choices import PanelState, Purpose, SeatState
from marketplace.panels.engine import Supply
from marketplace.panels.lifecycle import PANEL, STANDING
from marketplace.panels.models import Draw, Evaluator, Panel, Seat
from marketplace.panels.permissions import may_draw
from marketplace.panels.pool import (
    Wanted,
    candidates_of,
    due,
    hold_pool,
    missing_seats,
    sources_of,
    whole_panels,
)
from marketplace.panels.prospects import supplies_of
from marketplace.panels.queries import is_dissolvable
from marketplace.panels.rules.forming import seed_of
from marketplace.panels.sentences import why_short
from marketplace.projects.models import Project, ProjectBatch
from marketplace.workdays.queries import calendar
from marketplace.workdays.rules import SHANGHAI


@dataclass(frozen=True, slots=True)
class Result:
    """`panels` were drawn; `short`: for each project left without one, who there was for its seats."""

    panels: Sequence[Panel]
    short: Mapping[Project, Sequence[Supply]]


@transaction.atomic
def draw_panels(batch: ProjectBatch, *, purpose: str, by: User, at: datetime) -> Result:
    """A panel for every project of the batch that waits for one, all in one draw.

    Nobody chooses which: else one could choose the lot by what is drawn together.

    Raises:
        RuleBroken: nothing waits, or none can be filled; the message counts who there was and why not.
    """
    changing.lock(batch, "district")
    _ensure_may_draw(by, batch)
    purpose = choice_of(purpose, Purpose.values, field="purpose")
    on = at.astimezone(SHANGHAI).date()
    projects = list(due(batch, purpose, on).select_for_update(of=("self",), no_key=True))
    if not projects:
        raise RuleBroken("nothing_due", _("No project of this batch waits for a panel."))
    wanted = whole_panels(projects)
    draw, members = _draw(batch, purpose, wanted, by=by, at=at)
    short = _short(draw.snapshot, projects, members)
    if not members:
        raise RuleBroken(
            "nobody_left", " ".join(why_short(each) for each in next(iter(short.values())))
        )
    panels = [
        _seat_panel(each, draw, members, at=at) for each in wanted if each.project.pk in members
    ]
    return Result(panels, short)


@transaction.atomic
def fill_panel(panel: Panel, *, by: User, at: datetime) -> list[Seat]:
    """Draw the seats that came free, once somebody can be found.

    Raises:
        RuleBroken: none is free, or nobody is left; the message counts who there was and why not.
    """
    changing.lock(panel, "project__batch__district", "project__rulebook", "draw")
    _ensure_may_draw(by, panel.project.batch)
    seats, short = draw_missing(panel, by=by, at=at)
    if short:
        raise RuleBroken("nobody_left", " ".join(why_short(each) for each in short))
    if not seats:
        raise RuleBroken("no_seat_free", _("Every seat of this panel is held."))
    return seats


def draw_missing(panel: Panel, *, by: User, at: datetime) -> tuple[list[Seat], list[Supply]]:
    """The seats that came free, drawn by the same rule, and what they lacked if nobody was left. Part of
    what made them free: leave is asked there."""
    wanted = missing_seats(panel)
    if panel.state != PanelState.DRAWN or not wanted.experts + wanted.purchasers:
        return [], []
    batch = panel.project.batch
    last = Draw.objects.filter(seats__panel=panel).order_by("-pk").first()
    draw, members = _draw(batch, panel.purpose, [wanted], by=by, at=at, follows=last)
    if not members:
        return [], _lacking(engine.supplies(draw.snapshot))
    seats = _invite(panel, draw, members[panel.project_id], at)
    _succeed(panel, seats)
    told = {"seats": [[seat.pk, seat.evaluator_id] for seat in seats]}
    record("fill_panel", panel, by=by, at=at, changes=told)
    return seats, []


@transaction.atomic
def dissolve_panel(panel: Panel, *, reason: str, by: User, at: datetime) -> Panel:
    """Another one has to be drawn: somebody turned out to be partial, or the tender goes back.

    Raises:
        RuleBroken: what it found has been approved, which would have to be taken back first.
    """
    reason = clean_text(reason, field="reason", longest=300, required=True)
    changing.lock(panel, "project__batch__district")
    _ensure_may_draw(by, panel.project.batch)
    if PANEL.allows(panel.state, "dissolve") and not is_dissolvable(panel):
        raise RuleBroken(
            "followed",
            _("What this panel found has been approved; that has to be taken back first."),
        )
    return _dissolve(panel, reason=reason, by=by, at=at)


@transaction.atomic
def dissolve_for(project: Project, *, reason: str, by: User, at: datetime) -> None:
    """The tender ends without a result, and its panel with it, unless what it found was approved already. Part
    of what ended it: leave is asked there."""
    reason = clean_text(reason, field="reason", longest=300, required=True)
    for panel in Panel.objects.filter(project=project, purpose=Purpose.TENDER, state__in=STANDING):
        changing.lock(panel, "project")
        if is_dissolvable(panel):
            _dissolve(panel, reason=reason, by=by, at=at)


def _dissolve(panel: Panel, *, reason: str, by: User, at: datetime) -> Panel:
    changing.change(
        panel,
        "dissolve_panel",
        by=by,
        at=at,
        reason=reason,
        state=PANEL.target(panel.state, "dissolve"),
        dissolved_at=at,
        dissolved_by=by,
        dissolved_for=reason,
    )
    return panel


def _draw(
    batch: ProjectBatch,
    purpose: str,
    wanted: Sequence[Wanted],
    *,
    by: User,
    at: datetime,
    follows: Draw | None = None,
) -> tuple[Draw, Mapping[int, tuple[int, ...]]]:
    """The draw, kept if somebody was drawn, and ids of evaluators by id of the project."""
    on = at.astimezone(SHANGHAI).date()
    hold_pool(batch.district, on)
    sources = sources_of([each.project for each in wanted], purpose)
    plain = engine.input_of(
        wanted, candidates_of(batch.district, batch.year, on), on=on, sources=sources
    )
    draw = Draw(
        batch=batch,
        purpose=purpose,
        follows=follows,
        seed=seed_of(purpose, sources),
        snapshot=plain,
        digest=engine.digest_of(plain),
        at=at,
        by=by,
    )
    members = engine.draw(plain, draw.seed).members
    if members:
        draw.save()
        told = changing.codes_of(draw, "purpose", "seed", "digest")
        record("draw_panels", draw, by=by, at=at, changes=told)
    return draw, members


def _seat_panel(
    wanted: Wanted, draw: Draw, members: Mapping[int, tuple[int, ...]], *, at: datetime
) -> Panel:
    panel = Panel.objects.create(
        project=wanted.project,
        purpose=draw.purpose,
        size=wanted.experts + wanted.purchasers,
        experts=wanted.experts,
        draw=draw,
    )
    seats = _invite(panel, draw, members[wanted.project.pk], at)
    told: dict[str, Any] = changing.codes_of(panel, "purpose", "size", "experts")
    told["seats"] = [[seat.pk, seat.evaluator_id] for seat in seats]
    record("draw_panel", panel, by=draw.by, at=at, changes=told)
    return panel


def _invite(panel: Panel, draw: Draw, members: Iterable[int], at: datetime) -> list[Seat]:
    answer_by = calendar().add_working_days(at, panel.project.rulebook.invitation_days).at
    return Seat.objects.bulk_create(
        Seat(
            panel=panel,
            evaluator=evaluator,
            role=evaluator.kind,
            draw=draw,
            invited_at=at,
            answer_by=answer_by,
        )
        for evaluator in Evaluator.objects.filter(pk__in=members).order_by("pk")
    )


def _succeed(panel: Panel, seats: Sequence[Seat]) -> None:
    """Each new seat takes the place of one of its kind that was given up."""
    empty = list(panel.seats.filter(state=SeatState.RECUSED, replaced_by=None).order_by("pk"))
    for seat in seats:
        before = next(each for each in empty if each.role == seat.role)
        empty.remove(before)
        Seat.objects.filter(pk=before.pk).update(replaced_by=seat)


def _short(
    plain: Mapping[str, Any], projects: Sequence[Project], members: Mapping[int, Any]
) -> dict[Project, list[Supply]]:
    left = [project for project in projects if project.pk not in members]
    return {project: _lacking(found) for project, found in supplies_of(plain, left)}


def _lacking(found: Sequence[Supply]) -> list[Supply]:
    """The kinds of seats that could not be filled; all of them where only other panels stand in the way."""
    return [each for each in found if each.missing] or list(found)


def _ensure_may_draw(by: User, batch: ProjectBatch) -> None:
    if not may_draw(by, batch.district):
        raise NotAllowed("not_allowed", _("Only the bureau draws the panels of its district."))
