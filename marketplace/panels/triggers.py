"""What the database itself refuses, whoever asks: a panel too small, even, without enough experts or with
somebody partial; other members once scoring has begun; points out of range, twice, or after signing; and a
signature under a sheet with gaps."""

from marketplace.bids.choices import BidState
from marketplace.kernel.triggers import Refuse, unknown_step
from marketplace.panels.choices import EvaluatorKind, PanelState, Purpose, SeatState
from marketplace.panels.conflicts import partial
from marketplace.panels.lifecycle import HELD, PANEL, SEAT
from marketplace.projects.choices import Method, ProjectState

_HELD = ", ".join(f"'{state}'" for state in HELD)
_NEEDED = (
    "CASE WHEN p.budget >= r.large_budget THEN r.large_panel "
    f"WHEN p.method = '{Method.OPEN_TENDER}' THEN r.open_panel ELSE r.small_panel END"
)
_LAWFUL = (
    "EXISTS (SELECT 1 FROM projects_project p JOIN projects_rulebook r ON r.id = p.rulebook_id "
    f"WHERE p.id = NEW.project_id AND NEW.size >= {_NEEDED} "
    "AND NEW.experts * r.panel_thirds >= NEW.size * r.experts_of)"
)


def _seats(panel: str, states: str, role: str = "") -> str:
    of_role = f" AND s.role = '{role}'" if role else ""
    return (
        f"(SELECT count(*) FROM panels_seat s WHERE s.panel_id = {panel} "
        f"AND s.state IN ({states}){of_role})"
    )


_ACCEPTED = f"'{SeatState.ACCEPTED}'"
_COMPLETE = (
    f"{_seats('NEW.id', _HELD)} = NEW.size AND {_seats('NEW.id', _ACCEPTED)} = NEW.size "
    f"AND {_seats('NEW.id', _ACCEPTED, EvaluatorKind.EXPERT)} = NEW.experts"
)
_SOMEBODY_PARTIAL = (
    f"EXISTS (SELECT 1 FROM panels_seat s WHERE s.panel_id = NEW.id AND s.state IN ({_HELD}) "
    f"AND {partial('s.evaluator_id', 'NEW.project_id')})"
)
# Every bid was admitted or excluded before it is scored, so the sheet never grows.
_BIDS_CHECKED = (
    f"(SELECT count(*) FROM bids_bid b WHERE b.project_id = NEW.project_id "
    f"AND b.state = '{BidState.OPENED}') = 0 AND EXISTS (SELECT 1 FROM bids_bid b "
    f"WHERE b.project_id = NEW.project_id AND b.state = '{BidState.ELIGIBLE}')"
)
_BEGINS = f"OLD.state = '{PanelState.DRAWN}' AND NEW.state = '{PanelState.SCORING}'"
_PANEL = "SELECT p.{0} FROM panels_panel p WHERE p.id = NEW.panel_id"
_FULL = (
    f"(SELECT count(*) FROM panels_seat s WHERE s.panel_id = NEW.panel_id AND s.state IN ({_HELD}) "
    "AND s.role = NEW.role) >= (SELECT CASE WHEN NEW.role = "
    f"'{EvaluatorKind.EXPERT}' THEN p.experts ELSE p.size - p.experts END "
    "FROM panels_panel p WHERE p.id = NEW.panel_id)"
)
_CELLS = (
    "FROM panels_panel p JOIN projects_project j ON j.id = p.project_id "
    "JOIN projects_rulebook r ON r.id = j.rulebook_id "
    "JOIN projects_criterion c ON c.project_id = j.id "
    f"JOIN bids_bid b ON b.project_id = j.id AND b.state = '{BidState.ELIGIBLE}' "
)
_SHEET_COMPLETE = (
    f"(SELECT count(*) {_CELLS} WHERE p.id = NEW.panel_id) = (SELECT count(*) {_CELLS} "
    "JOIN panels_score s ON s.seat_id = NEW.id AND s.bid_id = b.id AND s.criterion_id = c.id "
    "WHERE p.id = NEW.panel_id AND s.points IS NOT NULL "
    "AND (s.comment <> '' OR round(s.points * 100) >= c.weight * r.pass_mark))"
)
_MAY_SCORE = (
    "EXISTS (SELECT 1 FROM panels_seat t JOIN panels_panel p ON p.id = t.panel_id "
    "JOIN projects_criterion c ON c.project_id = p.project_id "
    "JOIN bids_bid b ON b.project_id = p.project_id "
    f"WHERE t.id = NEW.seat_id AND t.state = '{SeatState.ACCEPTED}' "
    f"AND p.state = '{PanelState.SCORING}' AND p.purpose = '{Purpose.TENDER}' "
    f"AND c.id = NEW.criterion_id AND b.id = NEW.bid_id AND b.state = '{BidState.ELIGIBLE}' "
    "AND (NEW.points IS NULL OR NEW.points <= c.weight))"
)
# A sheet is not signed while somebody writes on it.
_HOLD_SEAT = "SELECT 1 FROM panels_seat WHERE id = NEW.seat_id FOR SHARE"
_HOLD_PANEL = "SELECT 1 FROM panels_panel WHERE id = NEW.panel_id FOR NO KEY UPDATE"


def _stays(*columns: str) -> str:
    return " OR ".join(f"OLD.{column} <> NEW.{column}" for column in columns)


def _kept(table: str, message: str) -> Refuse:
    return Refuse(f"panels_{table}_kept", f"panels_{table}", "DELETE", "1 = 1", message)


PANELS = [
    Refuse("panels_panel_step", "panels_panel", "UPDATE", unknown_step(PANEL), "no such step"),
    Refuse(
        "panels_panel_is_drawn",
        "panels_panel",
        "INSERT",
        f"NEW.state <> '{PanelState.DRAWN}' OR NOT {_LAWFUL}",
        "this panel is smaller than the rules say, or has too few experts",
    ),
    Refuse(
        "panels_panel_stays",
        "panels_panel",
        "UPDATE",
        _stays("project_id", "purpose", "size", "experts", "draw_id"),
        "a panel stays what was drawn",
    ),
    Refuse(
        "panels_begins_complete",
        "panels_panel",
        "UPDATE",
        f"{_BEGINS} AND NOT ({_COMPLETE})",
        "this panel is not complete",
    ),
    Refuse(
        "panels_begins_impartial",
        "panels_panel",
        "UPDATE",
        f"{_BEGINS} AND {_SOMEBODY_PARTIAL}",
        "somebody of this panel is partial",
    ),
    Refuse(
        "panels_begins_with_checked_bids",
        "panels_panel",
        "UPDATE",
        f"{_BEGINS} AND NEW.purpose = '{Purpose.TENDER}' AND NOT ({_BIDS_CHECKED})",
        "not every bid has been admitted or excluded",
    ),
    Refuse(
        "panels_signed_by_all",
        "panels_panel",
        "UPDATE",
        f"OLD.state <> NEW.state AND NEW.state = '{PanelState.SIGNED}' AND "
        f"{_seats('NEW.id', repr(str(SeatState.SIGNED)))} <> NEW.size",
        "not everybody has signed",
    ),
    Refuse(
        "panels_decided_stays",
        "panels_panel",
        "UPDATE",
        f"OLD.state = '{PanelState.SIGNED}' AND NEW.state = '{PanelState.DISSOLVED}' AND NOT EXISTS "
        "(SELECT 1 FROM projects_project p WHERE p.id = NEW.project_id "
        f"AND p.state = '{ProjectState.UNDER_REVIEW}')",
        "what this panel found has been followed",
    ),
    _kept("panel", "panels are never deleted"),
]
SEATS = [
    Refuse("panels_seat_step", "panels_seat", "UPDATE", unknown_step(SEAT), "no such step"),
    Refuse(
        "panels_seat_is_drawn",
        "panels_seat",
        "INSERT",
        f"NEW.state <> '{SeatState.INVITED}' OR ({_PANEL.format('state')}) "
        f"<> '{PanelState.DRAWN}' OR {_FULL}",
        "this panel takes nobody in",
        _HOLD_PANEL,
    ),
    Refuse(
        "panels_seat_of_its_kind",
        "panels_seat",
        "INSERT",
        "NEW.role <> (SELECT e.kind FROM panels_evaluator e WHERE e.id = NEW.evaluator_id)",
        "experts sit as experts, the purchaser as the purchaser",
    ),
    Refuse(
        "panels_seat_impartial",
        "panels_seat",
        "INSERT",
        partial("NEW.evaluator_id", f"({_PANEL.format('project_id')})"),
        "somebody of this panel is partial",
    ),
    Refuse(
        "panels_seat_accepted_impartial",
        "panels_seat",
        "UPDATE",
        f"OLD.state <> NEW.state AND NEW.state = '{SeatState.ACCEPTED}' AND "
        + partial("NEW.evaluator_id", f"({_PANEL.format('project_id')})"),
        "somebody of this panel is partial",
    ),
    Refuse(
        "panels_members_stay",
        "panels_seat",
        "UPDATE",
        f"OLD.state <> NEW.state AND ({_PANEL.format('state')}) <> CASE WHEN NEW.state = "
        f"'{SeatState.SIGNED}' THEN '{PanelState.SCORING}' ELSE '{PanelState.DRAWN}' END",
        "the members of a panel stay once scoring has begun",
        _HOLD_PANEL,
    ),
    Refuse(
        "panels_seat_stays",
        "panels_seat",
        "UPDATE",
        _stays("panel_id", "evaluator_id", "role", "draw_id", "invited_at")
        + f" OR (OLD.state = '{SeatState.SIGNED}' AND ({_stays('digest', 'signed_at')}))",
        "a seat stays what was drawn and signed",
    ),
    Refuse(
        "panels_signed_complete",
        "panels_seat",
        "UPDATE",
        f"OLD.state <> NEW.state AND NEW.state = '{SeatState.SIGNED}' AND "
        f"({_PANEL.format('purpose')}) = '{Purpose.TENDER}' AND NOT {_SHEET_COMPLETE}",
        "this score sheet has gaps",
    ),
    _kept("seat", "seats are never deleted"),
]
SCORES = [
    *(
        Refuse(
            f"panels_score_{event.lower()}",
            "panels_score",
            event,
            f"NOT {_MAY_SCORE}",
            "this cannot be scored here, now, or so high",
            _HOLD_SEAT,
        )
        for event in ("INSERT", "UPDATE")
    ),
    Refuse(
        "panels_score_stays_in_its_cell",
        "panels_score",
        "UPDATE",
        _stays("seat_id", "bid_id", "criterion_id"),
        "a score stays in its cell",
    ),
    _kept("score", "scores are never deleted"),
]
TRIGGERS = [
    *PANELS,
    *SEATS,
    *SCORES,
    Refuse("panels_draw_stays", "panels_draw", "UPDATE", "1 = 1", "draws never change"),
    _kept("draw", "draws are never deleted"),
    Refuse(
        "panels_kind_stays",
        "panels_evaluator",
        "UPDATE",
        "OLD.kind <> NEW.kind AND EXISTS (SELECT 1 FROM panels_seat s "
        "WHERE s.evaluator_id = NEW.id)",
        "whoever sat on a panel stays of that kind",
    ),
    Refuse(
        "panels_declaration_stays",
        "panels_declaration",
        "UPDATE",
        _stays("evaluator_id", "organization_id", "tie", "declared_at")
        + " OR (OLD.until_on IS NOT NULL AND (NEW.until_on IS NULL "
        "OR NEW.until_on <> OLD.until_on))",
        "what was declared stays",
    ),
    _kept("declaration", "what was declared is never deleted"),
]
