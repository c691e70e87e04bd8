"""A catalogue on disk: brought in step with the messages, judged, compiled."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polib

from marketplace.clockwork.words.messages import A_PLACE, Message

WIDTH = 100
# No dates and no names of people: a catalogue changes only when a word changes.
HEADER = {
    "Project-Id-Version": "Cloud Supermarket",
    "Language": "zh_Hans",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What keeps a catalogue from being finished; `text` is the English message."""

    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"


def load(path: Path) -> polib.POFile:
    return polib.pofile(str(path), wrapwidth=WIDTH) if path.exists() else polib.POFile()


def in_step(catalogue: polib.POFile, messages: Iterable[Message]) -> polib.POFile:
    """The catalogue of exactly these messages, with what is already said about them."""
    known = {(entry.msgctxt, entry.msgid): entry for entry in catalogue if not entry.obsolete}
    fresh = polib.POFile(wrapwidth=WIDTH)
    fresh.metadata = dict(HEADER)
    fresh.extend(_entry(message, known.get(message.key)) for message in messages)
    return fresh


def faults(catalogue: polib.POFile, messages: Iterable[Message]) -> Iterator[Fault]:
    """Everything that is missing, doubtful, left over or filled in differently."""
    wanted = {message.key: message for message in messages}
    standing = {(entry.msgctxt, entry.msgid): entry for entry in catalogue if not entry.obsolete}
    for key, message in wanted.items():
        entry = standing.get(key)
        if entry is None:
            yield Fault("not in the catalogue", message.message)
        elif entry.fuzzy:
            yield Fault("doubtful (fuzzy)", message.message)
        elif not all(said.strip() for said in sayings(entry)):
            yield Fault("not translated", message.message)
        elif entry.msgid_plural != message.plural:
            yield Fault("has another plural", message.message)
        elif any(_filled_in(said) != _filled_in(_whole(entry)) for said in sayings(entry)):
            yield Fault("fills in other places", message.message)
    for key in standing.keys() - wanted.keys():
        yield Fault("stands in no source any more", key[1])
    for entry in catalogue.obsolete_entries():
        yield Fault("obsolete", entry.msgid)


def sayings(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def compiled(catalogue: polib.POFile) -> bytes:
    return catalogue.to_binary()


def _entry(message: Message, known: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=message.message,
        msgctxt=message.context,
        msgid_plural=message.plural,
        occurrences=[(place, "") for place in message.places],
        comment="\n".join(message.notes),
    )
    said = sayings(known)[0] if known else ""
    if message.plural:
        entry.msgstr_plural = {0: said}
    else:
        entry.msgstr = said
    entry.flags = ["fuzzy"] if known and known.fuzzy else []
    if message.has_places:
        entry.flags.append("python-format")
    return entry


def _whole(entry: polib.POEntry) -> str:
    """The plural names every place; “one day” may leave out the number."""
    return entry.msgid_plural or entry.msgid


def _filled_in(text: str) -> Counter[str]:
    return Counter(A_PLACE.findall(text))
