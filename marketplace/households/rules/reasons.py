"""Why somebody looks behind the mask or erases: words that may stand in the journal for years."""

import re
import unicodedata
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from marketplace.kernel.errors import Malformed
from marketplace.kernel.text import clean_text

SHORTEST = 4
LONGEST = 300
DAILY_REVEALS = 40

_SIGNS = re.compile(r"[\W_]+")
_NUMBER = re.compile("1[3-9][0-9]{9}|[0-9]{17}[0-9x]|[0-9]{15}|0[0-9]{9,11}")


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


def _bare(text: str) -> str:
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text)).casefold()
