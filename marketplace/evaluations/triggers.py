"""What the database itself refuses, whoever asks: an instalment before its evaluation is final, an answer asked
by somebody of the provider's own, points outside of the scheme or after signing, a result before its objection
window is over, and any change of what is final."""

from marketplace.contracts.choices import DueWith, InstalmentState
from marketplace.evaluations.choices import EvaluationState, ObjectionState, Outcome
from marketplace.evaluations.lifecycle import ANSWER, EVALUATION, OBJECTION, PLAN
from marketplace.kernel.triggers import Refuse, unknown_step

_FINAL = f"'{EvaluationState.FINAL}'"
_HOLD = "SELECT 1 FROM evaluations_evaluation WHERE id = NEW.evaluation_id FOR NO KEY UPDATE"
_OF_A_FINAL_ONE = (
    "EXISTS (SELECT 1 FROM evaluations_evaluation e WHERE e.id = {evaluation} "
    f"AND e.state = {_FINAL})"
)
_OWN_WORK = (
    "NEW.asked_by_id IS NOT NULL AND EXISTS (SELECT 1 FROM evaluations_evaluation e "
    "JOIN contracts_contract c ON c.id = e.contract_id "
    "JOIN contracts_award a ON a.id = c.award_id "
    "JOIN organizations_membership m ON m.user_id = NEW.asked_by_id "
    "WHERE e.id = NEW.evaluation_id AND (m.organization_id = c.organization_id "
    "OR m.organization_id IN (SELECT p.organization_id FROM bids_partner p "
    "WHERE p.bid_id = a.bid_id)))"
)
_SHEET = "FROM evaluations_scoresheet s JOIN evaluations_evaluation e ON e.id = s.evaluation_id "
_MOST = (
    f"(SELECT CASE NEW.dimension WHEN 'implementation' THEN m.implementation "
    f"WHEN 'input' THEN m.input WHEN 'finance' THEN m.finance ELSE m.outcome END {_SHEET}"
    "JOIN evaluations_scheme m ON m.id = e.scheme_id WHERE s.id = NEW.sheet_id)"
)
_SIGNED = "EXISTS (SELECT 1 FROM evaluations_scoresheet s WHERE s.id = {sheet} AND s.signed_at IS NOT NULL)"
_RESULT = (
    "score", "satisfied", "valid", "clients", "passed", "announced_at", "objections_until",
    "signed_at", "signed_by_id", "project_id", "contract_id", "kind", "scheme_id",
)  # fmt: skip
# What is counted, and what it is counted from, stays as it was when the result became final.
_KEPT_WHEN_FINAL = (
    "material", "sitevisit", "measurement", "sampledraw", "samplemember", "scoresheet", "objection",
)  # fmt: skip


def _frozen() -> list[Refuse]:
    return [
        Refuse(
            f"evaluations_{part}_frozen_{event.lower()}",
            f"evaluations_{part}",
            event,
            _OF_A_FINAL_ONE.format(
                evaluation="OLD.evaluation_id" if event == "DELETE" else "NEW.evaluation_id"
            ),
            "this evaluation is final",
            "" if event == "DELETE" else _HOLD,
        )
        for part in _KEPT_WHEN_FINAL
        for event in ("INSERT", "UPDATE", "DELETE")
    ]


TRIGGERS = [
    Refuse(
        "evaluations_evaluation_step",
        "evaluations_evaluation",
        "UPDATE",
        unknown_step(EVALUATION),
        "no such step",
    ),
    Refuse(
        "evaluations_evaluation_begins",
        "evaluations_evaluation",
        "INSERT",
        f"NEW.state <> '{EvaluationState.SCHEDULED}'",
        "an evaluation begins with its day",
    ),
    Refuse(
        "evaluations_final_after_objections",
        "evaluations_evaluation",
        "UPDATE",
        f"OLD.state <> NEW.state AND NEW.state = {_FINAL} AND (@moment(NEW.objections_until) > @now "
        "OR EXISTS (SELECT 1 FROM evaluations_objection o WHERE o.evaluation_id = NEW.id "
        f"AND o.state = '{ObjectionState.RECEIVED}'))",
        "the time to object is not over",
    ),
    Refuse(
        "evaluations_final_stays",
        "evaluations_evaluation",
        "UPDATE",
        f"OLD.state = {_FINAL} AND ("
        + " OR ".join(f"OLD.{column} <> NEW.{column}" for column in _RESULT)
        + ")",
        "this evaluation is final",
    ),
    Refuse(
        "evaluations_evaluation_kept",
        "evaluations_evaluation",
        "DELETE",
        "1 = 1",
        "evaluations are never deleted",
    ),
    Refuse(
        "evaluations_instalment_waits",
        "contracts_instalment",
        "UPDATE",
        f"OLD.state <> NEW.state AND NEW.state = '{InstalmentState.PAID}' "
        f"AND NEW.due_with <> '{DueWith.SIGNING}' AND NOT EXISTS (SELECT 1 FROM "
        "evaluations_evaluation e WHERE e.contract_id = NEW.contract_id "
        f"AND e.kind = NEW.due_with AND e.state = {_FINAL})",
        "not evaluated",
    ),
    Refuse(
        "evaluations_asked_by_others",
        "evaluations_samplemember",
        "INSERT",
        _OWN_WORK,
        "asked about own work",
    ),
    Refuse(
        "evaluations_still_by_others",
        "evaluations_samplemember",
        "UPDATE",
        f"COALESCE(OLD.asked_by_id, 0) <> COALESCE(NEW.asked_by_id, 0) AND {_OWN_WORK}",
        "asked about own work",
    ),
    Refuse(
        "evaluations_answer_step",
        "evaluations_samplemember",
        "UPDATE",
        unknown_step(ANSWER),
        "no such step",
    ),
    Refuse(
        "evaluations_answer_stays",
        "evaluations_samplemember",
        "UPDATE",
        f"OLD.state = '{Outcome.ANSWERED}' AND OLD.state = NEW.state AND (OLD.score <> NEW.score "
        "OR OLD.by_proxy <> NEW.by_proxy) OR OLD.resident_id <> NEW.resident_id "
        "OR OLD.evaluation_id <> NEW.evaluation_id OR OLD.draw_id <> NEW.draw_id",
        "an answer is what was said",
    ),
    Refuse(
        "evaluations_draw_stays",
        "evaluations_sampledraw",
        "UPDATE",
        "1 = 1",
        "draws never change",
    ),
    Refuse(
        "evaluations_member_kept",
        "evaluations_samplemember",
        "DELETE",
        "1 = 1",
        "whoever was drawn stays drawn",
    ),
    *[
        Refuse(
            f"evaluations_points_{event.lower()}",
            "evaluations_dimensionscore",
            event,
            f"NEW.points > {_MOST} OR {_SIGNED.format(sheet='NEW.sheet_id')}",
            "no such points",
            "SELECT 1 FROM evaluations_scoresheet WHERE id = NEW.sheet_id FOR NO KEY UPDATE",
        )
        for event in ("INSERT", "UPDATE")
    ],
    Refuse(
        "evaluations_points_kept",
        "evaluations_dimensionscore",
        "DELETE",
        _SIGNED.format(sheet="OLD.sheet_id"),
        "no such points",
    ),
    Refuse(
        "evaluations_sheet_of_the_panel",
        "evaluations_scoresheet",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM evaluations_evaluation e JOIN panels_seat t "
        "ON t.panel_id = e.panel_id WHERE e.id = NEW.evaluation_id AND t.id = NEW.seat_id)",
        "this seat is on another panel",
    ),
    Refuse(
        "evaluations_sheet_signed_whole",
        "evaluations_scoresheet",
        "UPDATE",
        "OLD.signed_at IS NULL AND NEW.signed_at IS NOT NULL AND (SELECT count(*) FROM "
        "evaluations_dimensionscore d WHERE d.sheet_id = NEW.id) < 4",
        "a sheet is signed when it is whole",
    ),
    Refuse(
        "evaluations_objection_step",
        "evaluations_objection",
        "UPDATE",
        unknown_step(OBJECTION),
        "no such step",
    ),
    Refuse(
        "evaluations_plan_step",
        "evaluations_correctionplan",
        "UPDATE",
        unknown_step(PLAN),
        "no such step",
    ),
    *_frozen(),
    Refuse(
        "evaluations_scheme_stays", "evaluations_scheme", "UPDATE", "1 = 1", "schemes never change"
    ),
    Refuse(
        "evaluations_scheme_kept",
        "evaluations_scheme",
        "DELETE",
        "1 = 1",
        "schemes are never deleted",
    ),
]
