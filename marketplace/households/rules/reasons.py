"""Words that may stand in the journal for years: they must not tell whose they are."""

import re
import unicodedata
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from marketplace.kernel.errors import Malformed
from marketplace.kernel.text import clean_text

SHORTEST = 4
LONGEST = 300
DAILY_REVEALS = 40

HIDDEN = "***"

_SIGNS = re.compile(r"[\W_]+")
_NUMBER = re.compile("1[3-9][0-9]{9}|[0-9]{17}[0-9x]|[0-9]{15}|0[0-9]{9,11}")
# Full-width digits and letters as plain ones; punctuation stays as it was written.
_HALF_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF10, 0xFF5B) if chr(wide).isalnum()}
# As _NUMBER, but where people wrote it: with gaps, and not in the middle of another number.
_GAP = r"[\s.·()-]*"
_SPACED_NUMBER = (
    f"(?<![0-9])(?:(?:86{_GAP})?1{_GAP}[3-9](?:{_GAP}[0-9]){{9}}"
    f"|[0-9](?:{_GAP}[0-9]){{16}}{_GAP}[0-9x]|[0-9](?:{_GAP}[0-9]){{14}}"
    f"|0(?:{_GAP}[0-9]){{9,11}})(?![0-9])"
)


def clean_reason(value: str, *, about: Iterable[str], field: str = "reason") -> str:
    """A reason in words, without any of the personal values in `about` and without long numbers."""
    text = clean_text(value, field=field, longest=LONGEST, required=True)
    bare = _bare(text)
    if len(bare) < SHORTEST or len(set(bare)) < 3:
        message = _("Please say in a few words why.")
        raise Malformed("reason_too_short", message, field=field)
    told = {_bare(value) for value in about}
    if _NUMBER.search(bare) or any(len(value) > 1 and value in bare for value in told):
        message = _(
            "Please leave out names, numbers and addresses: the reason is kept longer than they are."
        )
        raise Malformed("reason_tells_personal_data", message, field=field)
    return text


def redact(text: str, *, about: Iterable[str]) -> str:
    """`text` with *** for each of the personal values in `about`, however it is spaced, and for every
    telephone or identity number; never longer than it was. Nicknames, and parts of an address, cannot
    be known."""
    told, at = "", 0
    for found in _telltale(about).finditer(text.translate(_HALF_WIDTH)):
        told, at = told + text[at : found.start()] + HIDDEN, found.end()
    return (told + text[at:])[: len(text)]


def tells(text: str, *, about: Iterable[str]) -> bool:
    """Whether any of the personal values in `about` stands in `text`, or anybody's number."""
    return bool(_telltale(about).search(text.translate(_HALF_WIDTH)))


def _telltale(about: Iterable[str]) -> re.Pattern[str]:
    """The longest first, so that an address is covered whole."""
    values = sorted({_bare(value) for value in about}, key=len, reverse=True)
    spaced = [r"[\W_]*".join(map(re.escape, value)) for value in values if len(value) > 1]
    return re.compile("|".join([*spaced, _SPACED_NUMBER]), re.IGNORECASE)


def _bare(text: str) -> str:
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text)).casefold()
