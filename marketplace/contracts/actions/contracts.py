"""What both sides sign, and how it ends."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.contracts import rules
from marketplace.contracts.actions.leave import enter_award, enter_contract
from marketplace.contracts.choices import AwardState, ContractState, DueWith, InstalmentState
from marketplace.contracts.lifecycle import CONTRACT, INSTALMENT
from marketplace.contracts.models import Award, Contract, Instalment
from marketplace.contracts.permissions import may_award, may_sign
from marketplace.contracts.queries import clocks_of
from marketplace.contracts.refusals import told_by_the_database
from marketplace.journal.actions import record
from marketplace.journal.changing import change, codes_of
from marketplace.kernel.errors import Malformed, RuleBroken
from marketplace.kernel.text import clean_text
from marketplace.workdays.rules import SHANGHAI

REASON = 500


class Part(NamedTuple):
    """So many per cent are due with this."""

    share: int
    due_with: str


USUAL = tuple(Part(share, due) for share, due in zip(rules.USUAL_SHARES, DueWith, strict=True))


@transaction.atomic
def offer_contract(
    award: Award, *, parts: Sequence[Part] = USUAL, by: User, at: datetime
) -> Contract:
    """The bureau signs first. The amount is what the bid asks for, parted to the last fen."""
    enter_award(award, lambda user, it: may_award(user, it.project), by)
    _ensure_may_be_signed(award, at)
    _check(parts)
    project, amount = award.project, award.bid.opened.total
    with told_by_the_database():
        contract = Contract.objects.create(
            project=project,
            award=award,
            organization=award.bid.organization,
            number=f"{project.number}-{award.contracts.count() + 1}",
            amount=amount,
            from_on=max(project.service_from, at.astimezone(SHANGHAI).date()),
            until_on=project.service_until,
            offered_at=at,
            offered_by=by,
        )
        Instalment.objects.bulk_create(_instalments(contract, parts))
    told = codes_of(contract, "organization", "number", "amount", "state")
    record("offer_contract", contract, by=by, at=at, changes=told)
    return contract


@transaction.atomic
def sign_contract(contract: Contract, *, by: User, at: datetime) -> Contract:
    """The organization signs: it is in force. Part of a journey."""
    enter_contract(contract, may_sign, by)
    _ensure_may_be_signed(contract.award, at)
    return _take(contract, "sign", by=by, at=at, signed_at=at, signed_by=by)


@transaction.atomic
def end_contract(contract: Contract, *, by: User, at: datetime) -> Contract:
    """Everything in it was done and paid. Part of a journey."""
    enter_contract(contract, lambda user, it: may_award(user, it.project), by)
    if contract.instalments.filter(state=InstalmentState.WAITING).exists():
        raise RuleBroken("not_all_paid", _("Not every instalment is paid yet."))
    return _take(contract, "end", by=by, at=at, ended_at=at)


@transaction.atomic
def stop_contract(contract: Contract, *, reason: str, by: User, at: datetime) -> Contract:
    """Before its time: withdrawn while nobody has signed it, terminated afterwards. What was not paid is
    not paid any more. Part of a journey."""
    reason = clean_text(reason, field="reason", longest=REASON, required=True)
    enter_contract(contract, lambda user, it: may_award(user, it.project), by)
    for instalment in contract.instalments.filter(state=InstalmentState.WAITING):
        state = INSTALMENT.target(instalment.state, "drop")
        change(instalment, "drop_instalment", by=by, at=at, state=state)
    step = "withdraw" if contract.state == ContractState.OFFERED else "terminate"
    return _take(contract, step, by=by, at=at, reason=reason, ended_at=at, ended_for=reason)


def _ensure_may_be_signed(award: Award, at: datetime) -> None:
    """After the publicity, while nobody objects, and within the days of the rulebook."""
    if award.state != AwardState.PUBLICIZED:
        raise RuleBroken("not_public", _("There is no publicized award to sign for."))
    clocks = clocks_of(award, at)
    if at < clocks.publicity_until:
        raise RuleBroken(
            "publicized", _("The award is still publicized: nobody signs before that ends.")
        )
    if clocks.is_suspended:
        raise RuleBroken("objected", _("Somebody objects: nobody signs before that is decided."))
    if not rules.is_in_time(clocks.sign_until, at):
        raise RuleBroken("too_late", _("The time to sign is over: take the award back."))


def _check(parts: Sequence[Part]) -> None:
    if any(part.due_with not in DueWith.values or not 1 <= part.share <= 100 for part in parts):
        raise Malformed("not_a_part", _("Each part is one to a hundred per cent."), field="parts")
    if sum(part.share for part in parts) != rules.WHOLE:
        raise Malformed("not_whole", _("The parts are a hundred per cent together."), field="parts")


def _instalments(contract: Contract, parts: Sequence[Part]) -> list[Instalment]:
    amounts = rules.split(contract.amount, [part.share for part in parts])
    return [
        Instalment(
            contract=contract,
            position=position,
            share=part.share,
            amount=amount,
            due_with=part.due_with,
        )
        for position, (part, amount) in enumerate(zip(parts, amounts, strict=True), start=1)
    ]


def _take(
    contract: Contract, step: str, *, by: User, at: datetime, reason: str = "", **facts: Any
) -> Contract:
    state = CONTRACT.target(contract.state, step)
    with told_by_the_database():
        change(contract, f"{step}_contract", by=by, at=at, reason=reason, state=state, **facts)
    return contract
