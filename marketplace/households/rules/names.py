"""Names as people have them: rare characters, middle dots, minority and foreign names."""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from marketplace.kernel.errors import Malformed
from marketplace.kernel.text import clean_text

LONGEST = 60
# Ranges, not Unicode categories: Python's tables are older than the newest extensions (H, I).
HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"

_DOTS = re.compile("[\u0387\u2022\u2027\u2219\u22c5\u30fb]")
_DOT_BETWEEN_HAN = re.compile(f"(?<=[{HAN}])\\s*[.。·]\\s*(?=[{HAN}])")
_SPACE_BETWEEN_HAN = re.compile(f"(?<=[{HAN}])\\s+(?=[{HAN}])")
_JOINERS = re.compile("[\u200c\u200d]")
_HAN_CHARACTER = re.compile(f"[{HAN}]")
_PUNCTUATION = frozenset("·.'’- ")
_MOST_MARKS = 3


def clean_name(value: str, *, field: str = "name", required: bool = True) -> str:
    """A name in one form: full-width letters narrowed, one kind of middle dot, no inner spaces in Chinese."""
    text = unicodedata.normalize("NFKC", value)
    text = clean_text(text, field=field, longest=LONGEST, required=required)
    text = _DOTS.sub("·", _JOINERS.sub("", text))
    text = _SPACE_BETWEEN_HAN.sub("", _DOT_BETWEEN_HAN.sub("·", text))
    text = re.sub(r"\s+", " ", text)
    if text:
        _check(text, field)
    return text


def _check(text: str, field: str) -> None:
    if any(unicodedata.category(c) == "Co" for c in text):
        raise Malformed(
            "name_private_character",
            _(
                "One character here shows only on some computers. Please type it anew, such as 䶮 or 𠮷."
            ),
            field=field,
        )
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character).startswith("M") else 0
        if marks > _MOST_MARKS or not (marks or is_letter(character) or character in _PUNCTUATION):
            raise Malformed(
                "name_characters",
                _("A name has only letters, and at most the signs · . ' - between them."),
                field=field,
            )
    if not is_letter(text[0]):
        raise Malformed("name_begins", _("A name begins with a letter."), field=field)


def is_letter(character: str) -> bool:
    return bool(_HAN_CHARACTER.match(character)) or unicodedata.category(character).startswith("L")


def is_han(text: str) -> bool:
    return bool(text) and all(_HAN_CHARACTER.match(c) for c in text)


def name_key(name: str) -> str:
    """What two spellings of one name share: no signs, spaces, marks or capitals."""
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(c for c in decomposed if is_letter(c)).casefold()
