"""The one typeface of our papers, and what becomes of characters that it lacks."""

import unicodedata
from collections.abc import Container
from pathlib import Path

FACE = "Noto Sans SC"
FILE = Path(__file__).parent / "fonts" / "NotoSansSC-Regular.otf"
# 〓 is what printers set for a type that they do not have.
MISSING = "〓(U+{:04X})"


def settable(text: str, known: Container[int]) -> str:
    """With a visible sign and the code for every character without a type: a name is never shortened in silence.

    >>> settable("吉\\x00", {0x5409})
    '吉'
    >>> settable("\\U00020BB7", {0x5409})
    '〓(U+20BB7)'
    """
    return "".join(_set(char, known) for char in unicodedata.normalize("NFC", text))


def _set(char: str, known: Container[int]) -> str:
    if char in "\n\t":
        return "\n" if char == "\n" else " "
    if ord(char) in known:
        return char
    # Controls, joiners and selectors of variants have no look of their own.
    if unicodedata.category(char) in ("Cc", "Cf", "Mn"):
        return ""
    return " " if char.isspace() else MISSING.format(ord(char))
