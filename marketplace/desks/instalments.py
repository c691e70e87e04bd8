"""The instalments of a contract on a page: what each waits for, in the words of whoever waits for the money."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from marketplace.contracts.choices import DueWith, InstalmentState
from marketplace.contracts.lifecycle import INSTALMENT
from marketplace.contracts.models import Contract, Instalment
from marketplace.desks.money import yuan
from marketplace.desks.words import staff_word
from marketplace.evaluations.queries import is_final


@dataclass(frozen=True, slots=True)
class Part:
    """`amount` in yuan, as text; `blocked_by` is empty where nothing stands in the way."""

    instalment: Instalment
    amount: str
    word: str
    tone: str
    blocked_by: str


def parts_of(contract: Contract) -> list[Part]:
    return [_part(instalment) for instalment in contract.instalments.select_related("paid_by")]


def is_payable(instalment: Instalment) -> bool:
    """Not yet paid, and what it is due with is there."""
    if instalment.state != InstalmentState.WAITING:
        return False
    return instalment.due_with == DueWith.SIGNING or is_final(
        instalment.contract, instalment.due_with
    )


def _part(instalment: Instalment) -> Part:
    why = ""
    if instalment.state == InstalmentState.WAITING and not is_payable(instalment):
        why = _("Waits for: %(what)s") % {"what": DueWith(instalment.due_with).label}
    word, tone = staff_word(INSTALMENT, instalment.state)
    return Part(instalment, yuan(instalment.amount), word, tone, why)
