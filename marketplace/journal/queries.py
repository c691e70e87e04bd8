"""Reading the journal, and proving that nobody rewrote it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import models

from marketplace.journal.models import Entry, Seal, Thread
from marketplace.journal.names import thread_name_of
from marketplace.journal.rules import digest_of, seal_of


@dataclass(frozen=True, slots=True)
class Flaw:
    """A row that is not what was written: `row` names it, `fault` is what is wrong with it."""

    row: str
    fault: str


def thread_of(thing: models.Model) -> models.QuerySet[Entry]:
    """Everything that happened to a thing and what belongs to it, in order."""
    return (
        Entry.objects.filter(thread=thread_name_of(thing))
        .select_related("actor")
        .order_by("position")
    )


def verify() -> Iterator[Flaw]:
    """Every flaw of the journal, with a memory use that does not grow with it."""
    yield from _flaws_of_threads(Thread.objects.all(), Entry.objects.all())
    yield from _flaws_of_seals()


def flaws_of(thing: models.Model) -> list[Flaw]:
    """The flaws of one thread alone: two queries, quick enough for a page."""
    name = thread_name_of(thing)
    return list(
        _flaws_of_threads(Thread.objects.filter(name=name), Entry.objects.filter(thread=name))
    )


def _flaws_of_threads(
    threads: models.QuerySet[Thread], entries: models.QuerySet[Entry]
) -> Iterator[Flaw]:
    ends = {thread.name: thread for thread in threads.iterator()}
    name, position, previous = "", 0, ""
    for entry in entries.order_by("thread", "position").iterator(chunk_size=2000):
        if entry.thread != name:
            yield from _flaws_of_end(ends.pop(name, None), name, position, previous)
            name, position, previous = entry.thread, 0, ""
        row = f"entry {entry.pk} ({entry.thread}#{entry.position})"
        if entry.position != position + 1:
            yield Flaw(row, f"{entry.position - position - 1} entries before it are missing")
        elif entry.previous != previous:
            yield Flaw(row, "it is not tied to the entry before it")
        if entry.digest != _digest_again(entry):
            yield Flaw(row, "its content was changed")
        position, previous = entry.position, entry.digest
    yield from _flaws_of_end(ends.pop(name, None), name, position, previous)
    for end in ends.values():
        if end.length:
            yield Flaw(f"thread {end.name}", f"all its {end.length} entries are missing")


def _flaws_of_end(end: Thread | None, name: str, position: int, digest: str) -> Iterator[Flaw]:
    if name and (end is None or (end.length, end.digest) != (position, digest)):
        yield Flaw(f"thread {name}", "its last entries are missing, or its end was changed")


def _digest_again(entry: Entry) -> str:
    return digest_of(
        settings.JOURNAL_KEY,
        thread=entry.thread,
        position=entry.position,
        at=entry.at,
        actor_id=entry.actor_id,
        verb=entry.verb,
        subject=entry.subject,
        changes=entry.changes,
        reason=entry.reason,
        previous=entry.previous,
    )


def _flaws_of_seals() -> Iterator[Flaw]:
    previous = ""
    for seal in Seal.objects.order_by("id").iterator():
        row = f"seal {seal.pk} (entries {seal.first_id} to {seal.last_id})"
        entries = Entry.objects.filter(id__range=(seal.first_id, seal.last_id)).order_by("id")
        digest = seal_of(
            settings.JOURNAL_KEY,
            previous=previous,
            entries=entries.values_list("id", "digest").iterator(),
        )
        if digest != seal.digest:
            count = entries.count()
            yield Flaw(
                row,
                f"it sealed {seal.entries} entries, {count} are there"
                if count != seal.entries
                else "an entry it sealed was replaced",
            )
        previous = seal.digest
