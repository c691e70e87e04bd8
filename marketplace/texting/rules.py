"""Which number can take a message, and how long and how often a code can be tried. Pure."""

import re
import unicodedata
from datetime import timedelta

DIGITS = 6
LASTS = timedelta(minutes=10)
AGAIN_AFTER = timedelta(seconds=60)
MOST_TRIES = 5
KEPT = timedelta(days=1)

_MOBILE = re.compile(r"(?:\+?86)?(1[3-9][0-9]{9})")


def mobile_of(phone: str) -> str:
    """The number as networks know it; "" for a landline, which takes no messages.

    >>> mobile_of("+8613900000001"), mobile_of("１３９００００００01"), mobile_of("025-85501234")
    ('13900000001', '13900000001', '')
    """
    phone = unicodedata.normalize("NFKC", phone)
    found = _MOBILE.fullmatch(phone.replace(" ", "").replace("-", ""))
    return found[1] if found else ""


def masked(phone: str) -> str:
    """
    >>> masked("13900000001")
    '139****0001'
    """
    return f"{phone[:3]}****{phone[-4:]}"
