"""What the database itself refuses, whoever asks: an award or a contract of an organization that is banned,
a signature while the award is publicized or somebody objects, instalments that do not add up or change
afterwards, and steps that no lifecycle has."""

from marketplace.bans.triggers import banned, queue
from marketplace.bids.choices import BidState
from marketplace.contracts.choices import AwardState, ChallengeState, ContractState
from marketplace.contracts.lifecycle import AWARD, CHALLENGE, CONTRACT, INSTALMENT
from marketplace.kernel.triggers import Refuse, unknown_step

_BIDDER = "(SELECT q.organization_id FROM bids_bid q WHERE q.id = NEW.bid_id)"
_PARTNER_BANNED = (
    "EXISTS (SELECT 1 FROM bids_partner p WHERE p.bid_id = {bid} AND "
    + banned("p.organization_id")
    + ")"
)
_BID_OF_AWARD = "(SELECT a.bid_id FROM contracts_award a WHERE a.id = NEW.award_id)"
_HOLD_AWARD = "SELECT 1 FROM contracts_award WHERE id = NEW.award_id FOR NO KEY UPDATE"


def _award_banned() -> str:
    return f"{banned(_BIDDER)} OR {_PARTNER_BANNED.format(bid='NEW.bid_id')}"


def _contract_banned() -> str:
    return f"{banned('NEW.organization_id')} OR {_PARTNER_BANNED.format(bid=_BID_OF_AWARD)}"


def open_question(award: str) -> str:
    """The SQL condition that a challenge of this award, or a complaint after it, is not decided."""
    return (
        "EXISTS (SELECT 1 FROM contracts_challenge c "
        "LEFT JOIN contracts_procurementcomplaint k ON k.challenge_id = c.id "
        f"WHERE c.award_id = {award} AND (c.state = '{ChallengeState.RECEIVED}' "
        f"OR k.state = '{ChallengeState.RECEIVED}'))"
    )


_PUBLICIZED = (
    "EXISTS (SELECT 1 FROM contracts_award a WHERE a.id = NEW.award_id "
    f"AND a.state = '{AwardState.PUBLICIZED}' AND @moment(a.publicity_until) <= @now)"
)
_SIGNING = f"OLD.state <> NEW.state AND NEW.state = '{ContractState.IN_FORCE}' AND "
_OF_THIS_CONTRACT = "FROM contracts_instalment i WHERE i.contract_id = NEW.id"
_AGREED = (
    "EXISTS (SELECT 1 FROM contracts_contract c WHERE c.id = {contract} "
    f"AND c.state <> '{ContractState.OFFERED}')"
)


def _at_both_signatures(name: str, when: str, message: str, lock: str) -> list[Refuse]:
    table = "contracts_contract"
    return [
        Refuse(f"contracts_{name}_offered", table, "INSERT", when, message, lock),
        Refuse(f"contracts_{name}_signed", table, "UPDATE", f"{_SIGNING} ({when})", message, lock),
    ]


TRIGGERS = [
    Refuse(
        "contracts_award_step", "contracts_award", "UPDATE", unknown_step(AWARD), "no such step"
    ),
    Refuse(
        "contracts_award_begins",
        "contracts_award",
        "INSERT",
        f"NEW.state <> '{AwardState.PROPOSED}' OR NOT EXISTS (SELECT 1 FROM bids_bid q "
        f"WHERE q.id = NEW.bid_id AND q.project_id = NEW.project_id "
        f"AND q.state = '{BidState.ELIGIBLE}')",
        "an award begins as the proposal of an eligible bid",
    ),
    Refuse(
        "contracts_award_not_of_the_banned",
        "contracts_award",
        "INSERT",
        _award_banned(),
        "this organization is banned",
        queue(_BIDDER),
    ),
    Refuse(
        "contracts_no_door_for_the_banned",
        "contracts_award",
        "UPDATE",
        f"NEW.state <> OLD.state AND NEW.state <> '{AwardState.TAKEN_BACK}' "
        f"AND ({_award_banned()})",
        "this organization is banned",
        queue(_BIDDER),
    ),
    Refuse(
        "contracts_award_stays",
        "contracts_award",
        "UPDATE",
        "OLD.project_id <> NEW.project_id OR OLD.bid_id <> NEW.bid_id OR OLD.score <> NEW.score "
        "OR OLD.publicized_at <> NEW.publicized_at OR OLD.publicity_until <> NEW.publicity_until",
        "an award is what was proposed",
    ),
    Refuse(
        "contracts_award_kept", "contracts_award", "DELETE", "1 = 1", "awards are never deleted"
    ),
    Refuse(
        "contracts_challenge_of_a_bidder",
        "contracts_challenge",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM contracts_award a JOIN bids_bid q "
        "ON q.project_id = a.project_id AND q.organization_id = NEW.organization_id "
        f"WHERE a.id = NEW.award_id AND q.state NOT IN ('{BidState.SEALED}', "
        f"'{BidState.REPLACED}', '{BidState.WITHDRAWN}'))",
        "only bidders challenge",
        _HOLD_AWARD,
    ),
    Refuse(
        "contracts_challenge_step",
        "contracts_challenge",
        "UPDATE",
        unknown_step(CHALLENGE),
        "no such step",
    ),
    Refuse(
        "contracts_challenge_stays",
        "contracts_challenge",
        "UPDATE",
        "OLD.text <> NEW.text OR OLD.award_id <> NEW.award_id OR OLD.raised_at <> NEW.raised_at "
        f"OR OLD.organization_id <> NEW.organization_id OR (OLD.state <> '{ChallengeState.RECEIVED}' "
        "AND OLD.answer <> NEW.answer)",
        "a challenge is what was raised",
    ),
    Refuse(
        "contracts_challenge_kept",
        "contracts_challenge",
        "DELETE",
        "1 = 1",
        "challenges are never deleted",
    ),
    Refuse(
        "contracts_complaint_holds_award",
        "contracts_procurementcomplaint",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM contracts_challenge c WHERE c.id = NEW.challenge_id "
        f"AND c.state <> '{ChallengeState.UPHELD}')",
        "this challenge was upheld",
        "SELECT 1 FROM contracts_award a JOIN contracts_challenge c ON c.award_id = a.id "
        "WHERE c.id = NEW.challenge_id FOR NO KEY UPDATE OF a",
    ),
    Refuse(
        "contracts_complaint_step",
        "contracts_procurementcomplaint",
        "UPDATE",
        unknown_step(CHALLENGE),
        "no such step",
    ),
    Refuse(
        "contracts_complaint_kept",
        "contracts_procurementcomplaint",
        "DELETE",
        "1 = 1",
        "complaints are never deleted",
    ),
    *_at_both_signatures(
        "not_of_the_banned",
        _contract_banned(),
        "this organization is banned",
        queue("NEW.organization_id"),
    ),
    *_at_both_signatures(
        "after_publicity", f"NOT {_PUBLICIZED}", "this award is still publicized", _HOLD_AWARD
    ),
    *_at_both_signatures(
        "without_question", open_question("NEW.award_id"), "somebody objects", _HOLD_AWARD
    ),
    Refuse(
        "contracts_contract_with_the_chosen",
        "contracts_contract",
        "INSERT",
        f"NEW.state <> '{ContractState.OFFERED}' OR NOT EXISTS (SELECT 1 FROM contracts_award a "
        "JOIN bids_bid q ON q.id = a.bid_id WHERE a.id = NEW.award_id "
        "AND a.project_id = NEW.project_id AND q.organization_id = NEW.organization_id)",
        "a contract is offered to whoever was chosen",
    ),
    Refuse(
        "contracts_contract_step",
        "contracts_contract",
        "UPDATE",
        unknown_step(CONTRACT),
        "no such step",
    ),
    Refuse(
        "contracts_contract_adds_up",
        "contracts_contract",
        "UPDATE",
        f"{_SIGNING} (SELECT COALESCE(sum(i.amount), 0) {_OF_THIS_CONTRACT}) <> NEW.amount",
        "the instalments do not add up",
    ),
    Refuse(
        "contracts_contract_stays",
        "contracts_contract",
        "UPDATE",
        "OLD.amount <> NEW.amount OR OLD.award_id <> NEW.award_id OR OLD.project_id <> "
        "NEW.project_id OR OLD.organization_id <> NEW.organization_id OR OLD.number <> NEW.number "
        "OR OLD.from_on <> NEW.from_on OR OLD.until_on <> NEW.until_on "
        "OR OLD.signed_at <> NEW.signed_at",
        "a contract is what was signed",
    ),
    Refuse(
        "contracts_contract_kept",
        "contracts_contract",
        "DELETE",
        "1 = 1",
        "contracts are never deleted",
    ),
    Refuse(
        "contracts_instalment_before_signing",
        "contracts_instalment",
        "INSERT",
        _AGREED.format(contract="NEW.contract_id"),
        "a contract is what was signed",
    ),
    Refuse(
        "contracts_instalment_stays",
        "contracts_instalment",
        "UPDATE",
        "OLD.amount <> NEW.amount OR OLD.share <> NEW.share OR OLD.due_with <> NEW.due_with "
        "OR OLD.contract_id <> NEW.contract_id OR OLD.paid_at <> NEW.paid_at",
        "a contract is what was signed",
    ),
    Refuse(
        "contracts_instalment_kept",
        "contracts_instalment",
        "DELETE",
        "1 = 1",
        "instalments are never deleted",
    ),
    Refuse(
        "contracts_instalment_step",
        "contracts_instalment",
        "UPDATE",
        unknown_step(INSTALMENT),
        "no such step",
    ),
    Refuse(
        "contracts_instalment_of_a_signed_contract",
        "contracts_instalment",
        "UPDATE",
        "OLD.state <> NEW.state AND NEW.state = 'paid' AND NOT EXISTS (SELECT 1 FROM "
        "contracts_contract c WHERE c.id = NEW.contract_id "
        f"AND c.state IN ('{ContractState.IN_FORCE}', '{ContractState.ENDED}'))",
        "this contract is not in force",
    ),
    Refuse(
        "contracts_report_stays",
        "contracts_progressreport",
        "UPDATE",
        "1 = 1",
        "reports never change",
    ),
    Refuse(
        "contracts_report_kept",
        "contracts_progressreport",
        "DELETE",
        "1 = 1",
        "reports are never deleted",
    ),
]
