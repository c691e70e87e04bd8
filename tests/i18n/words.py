"""The catalogue and the messages of the sources, read once."""

import re
from functools import cache
from pathlib import Path

import polib
from django.conf import settings

from marketplace.clockwork.words import catalogue
from marketplace.clockwork.words.messages import Message, find

PO = Path(settings.LOCALE_PATHS[0]) / "zh_Hans" / "LC_MESSAGES" / "django.po"
HAN = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002fa1f]")


@cache
def messages() -> list[Message]:
    return find(Path(settings.BASE_DIR))


@cache
def chinese() -> polib.POFile:
    return catalogue.load(PO)


def sayings() -> list[tuple[polib.POEntry, str]]:
    """Every entry with each thing that is said for it, but not Django's codes of a date."""
    return [
        (entry, said)
        for entry in chinese()
        for said in catalogue.sayings(entry)
        if entry.msgctxt != "date format"
    ]
