"""How people write: the form in which texts are compared, and what colloquial words mean. Pure."""

import csv
import re
import unicodedata
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"
_UNREADABLE = re.compile(
    "[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def fold(text: str, *, longest: int = 500) -> str:
    """Half-width, lower case, simplified; what stands after `longest` characters is not read."""
    text = _UNREADABLE.sub(" ", text[:longest])
    return unicodedata.normalize("NFKC", text).casefold().translate(_simplified())


def meanings(text: str) -> list[tuple[str, str]]:
    """(word as written, word of the catalogue) for each colloquial word in the folded `text`."""
    return [(word, meant) for word, means in _synonyms() if word in text for meant in means]


@cache
def _simplified() -> dict[int, str]:
    """Traditional forms of the characters that the catalogue and its readers use."""
    return {ord(row["traditional"]): row["simplified"] for row in _rows("traditional.csv")}


@cache
def _synonyms() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((row["word"], tuple(row["means"].split("|"))) for row in _rows("synonyms.csv"))


def _rows(name: str) -> list[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
