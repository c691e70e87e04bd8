"""Scores: saved as often as one likes, signed once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from unicodedata import normalize
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from marketplace.accounts.models import User
from marketplace.journal import changing
from marketplace.kernel.errors import Malformed, RuleBroken
from marketplace.kernel.text import clean_text
from marketplace.panels.actions.answering import ensure_own, lock_seat
from marketplace.panels.choices import PanelState, Purpose, SeatState
from marketplace.panels.lifecycle import PANEL, SEAT
from marketplace.panels.models import Panel, Score, Seat
from marketplace.panels.queries import Cell, Sheet, sheet_of
from marketplace.panels.rules.scoring import CENT, sheet_digest

LONGEST = 500


@dataclass(frozen=True, slots=True)
class Scored:
    """What somebody typed into a cell: `points` as text, empty for none yet."""

    bid: UUID
    criterion: int
    points: str = ""
    comment: str = ""


@transaction.atomic
def save_scores(seat: Seat, scored: Iterable[Scored], *, by: User, at: datetime) -> Sheet:
    """Keep cells of one's own sheet, half filled or not. Drafts are nobody's business: the journal hears
    of the signature alone.

    Raises:
        Malformed: points that are no number or out of range; `fields` names the cells as `field_of` does.
        RuleBroken: it is signed, or scoring has not begun.
    """
    lock_seat(seat)
    ensure_own(by, seat)
    _ensure_scoring(seat)
    sheet = sheet_of(seat)
    cells = {(cell.bid.pk, cell.criterion.pk): cell for cell in sheet.cells}
    faults: dict[str, object] = {}
    changed = []
    for each in scored:
        try:
            changed += _changed(cells.get((each.bid, each.criterion)), each)
        except Malformed as fault:
            faults |= fault.fields
    if faults:
        raise Malformed(
            "points", _("Some points cannot be kept: please look again."), fields=faults
        )
    for cell in changed:
        _keep(seat, cell, at)
    seat.refresh_from_db(fields=["state"])
    return sheet_of(seat)


@transaction.atomic
def sign_scores(seat: Seat, *, by: User, at: datetime) -> Seat:
    """The sheet is final. When the last member signs, everybody sees everything.

    Raises:
        RuleBroken: a cell lacks points, or few points lack a word of why; `fields` names the cells.
    """
    panel = lock_seat(seat)
    ensure_own(by, seat)
    _ensure_scoring(seat)
    cells = sheet_of(seat).cells
    _ensure_complete(cells)
    digest = sheet_digest(
        (str(cell.bid.pk), cell.criterion.pk, cell.points, cell.comment) for cell in cells
    )
    return _sign(seat, panel, digest, by=by, at=at)


@transaction.atomic
def sign_seat(seat: Seat, *, digest: str, by: User, at: datetime) -> Seat:
    """The score sheet of an evaluation is final: `digest` is what was signed. Part of signing it there."""
    panel = lock_seat(seat)
    ensure_own(by, seat)
    assert panel.purpose != Purpose.TENDER, "a tender's scores are signed by sign_scores"
    return _sign(seat, panel, digest, by=by, at=at)


def field_of(bid: UUID, criterion: int, what: str = "points") -> str:
    """How refusals, and pages, name a cell."""
    return f"{what}-{bid}-{criterion}"


def points_of(text: str) -> Decimal | None:
    """Points as people type them: full-width digits and commas too. None for nothing; ValueError for what
    is no number with at most two decimals."""
    text = normalize("NFKC", text).strip().replace(",", ".").replace("。", ".")
    if not text:
        return None
    try:
        points = Decimal(text)
    except InvalidOperation:
        raise ValueError(text) from None
    if not points.is_finite() or abs(points) > 1000 or points != points.quantize(CENT):
        raise ValueError(text)
    return points


def _changed(cell: Cell | None, typed: Scored) -> list[Cell]:
    """The cell as it is to be kept; none where nothing changed."""
    if cell is None:
        name = field_of(typed.bid, typed.criterion)
        raise Malformed("no_such_cell", _("This is not on your sheet."), field=name)
    points = _points(cell, typed.points)
    comment = clean_text(
        typed.comment, field=field_of(cell.bid.pk, cell.criterion.pk, "comment"), longest=LONGEST
    )
    if (points, comment) == (cell.points, cell.comment):
        return []
    cell.points, cell.comment = points, comment
    return [cell]


def _points(cell: Cell, text: str) -> Decimal | None:
    weight = cell.criterion.weight
    try:
        points = points_of(text)
    except ValueError:
        points = Decimal(-1)
    if points is not None and not 0 <= points <= weight:
        raise Malformed(
            "points_out_of_range",
            _("Please enter points from 0 to %(most)s, with at most two decimals.")
            % {"most": weight},
            field=field_of(cell.bid.pk, cell.criterion.pk),
        )
    return points


def _keep(seat: Seat, cell: Cell, at: datetime) -> None:
    facts = {"points": cell.points, "comment": cell.comment, "saved_at": at}
    Score.objects.update_or_create(
        seat=seat, bid=cell.bid, criterion=cell.criterion, defaults=facts
    )


def _ensure_scoring(seat: Seat) -> None:
    if seat.state == SeatState.SIGNED:
        raise RuleBroken("signed", _("You have signed this sheet; it stays as it is."))
    if seat.state != SeatState.ACCEPTED or seat.panel.state != PanelState.SCORING:
        raise RuleBroken("not_scoring", _("Scoring has not begun, or is over."))
    if seat.panel.purpose != Purpose.TENDER:
        raise RuleBroken("not_a_tender", _("This panel does not compare bids."))


def _ensure_complete(cells: Iterable[Cell]) -> None:
    lacking = [cell for cell in cells if cell.lack is not None]
    if lacking:
        told = ngettext(
            "%(count)s cell is not complete: points, or a word on why there are so few.",
            "%(count)s cells are not complete: points, or a word on why there are so few.",
            len(lacking),
        )
        message = told % {"count": len(lacking)}
        fields = {
            field_of(cell.bid.pk, cell.criterion.pk, str(cell.lack)): message for cell in lacking
        }
        raise RuleBroken("sheet_gaps", message, fields=fields)


def _sign(seat: Seat, panel: Panel, digest: str, *, by: User, at: datetime) -> Seat:
    state = SEAT.target(seat.state, "sign")
    changing.change(seat, "sign_seat", by=by, at=at, state=state, signed_at=at, digest=digest)
    if not panel.seats.filter(state=SeatState.ACCEPTED).exists():
        changing.change(
            panel,
            "finish_panel",
            by=by,
            at=at,
            state=PANEL.target(panel.state, "finish"),
            signed_at=at,
        )
    return seat
