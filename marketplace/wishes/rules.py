"""What can be wished for, and for how long. Pure.

A thing of at most 500 yuan; never money; nothing by which somebody could be found. House figures, since no rule of
the state names any.
"""

import re
from datetime import date, datetime, timedelta
from enum import StrEnum

from marketplace.workdays.rules import SHANGHAI

MOST_FEN = 50_000
MOST_OPEN = 3
"""Wishes of one person that wait at the same time."""
ON_THE_BOARD = timedelta(days=30)
TO_BRING = timedelta(days=14)
CONTACT_KEPT = timedelta(days=30)
"""After the end, the name and telephone of whoever gave."""
TITLE, STORY = 40, 300


class Objection(StrEnum):
    MONEY = "money"
    NUMBER = "number"
    ADDRESS = "address"
    NAME = "name"


_MONEY = re.compile(
    r"现金|红包|转账|汇款|收款|打款|付款码|银行卡|借钱|给钱|捐钱|捐款|要钱|还债|\bcash\b|\bmoney\b|bank account",
    re.I,
)
_NUMBER = re.compile(r"[0-9][0-9 -]{5,}[0-9xX]")
_ADDRESS = re.compile(r"[0-9]+\s*(?:号|栋|幢|单元|室|弄)")


def objections_to(text: str, *, names_somebody: bool = False) -> list[Objection]:
    """Why these words cannot stand on the board: the first of each kind.

    >>> objections_to("想要 500 元现金，电话 13900000001")
    [<Objection.MONEY: 'money'>, <Objection.NUMBER: 'number'>]
    >>> objections_to("演示路 3 号 2 单元的王示兰想要一口新锅", names_somebody=True)
    [<Objection.ADDRESS: 'address'>, <Objection.NAME: 'name'>]
    >>> objections_to("想要一台收音机，能听评弹")
    []
    """
    found = {
        Objection.MONEY: bool(_MONEY.search(text)),
        Objection.NUMBER: bool(_NUMBER.search(text)),
        Objection.ADDRESS: bool(_ADDRESS.search(text)),
        Objection.NAME: names_somebody,
    }
    return [objection for objection, stands in found.items() if stands]


def day_of(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()
