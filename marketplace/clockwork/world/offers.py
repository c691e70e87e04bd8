"""What the demo's services are called and what they say of themselves; invented, like whoever offers them."""

from collections.abc import Iterator
from csv import DictReader
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

LIST = Path(__file__).with_name("services.csv")


@dataclass(frozen=True, slots=True)
class Words:
    """In Chinese and in English: (name, description)."""

    zh: tuple[str, str]
    en: tuple[str, str]


class Offers:
    """Whoever offers a kind of help next gets the next words for it, so that neighbours on a shelf differ."""

    def __init__(self) -> None:
        words: dict[str, list[Words]] = {}
        with LIST.open(encoding="utf-8", newline="") as file:
            for row in DictReader(file):
                zh = (row["name_zh"], row["description_zh"])
                en = (row["name_en"], row["description_en"])
                words.setdefault(row["subcategory"], []).append(Words(zh, en))
        self._next: dict[str, Iterator[Words]] = {code: cycle(told) for code, told in words.items()}

    def next_for(self, subcategory: str) -> Words:
        return next(self._next[subcategory])
