"""Many entries at once, chained exactly as `record` chains one: for building a world, not for daily use."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models

from marketplace.accounts.models import User
from marketplace.journal.models import Entry, Thread
from marketplace.journal.names import name_of, thread_name_of
from marketplace.journal.rules import digest_of


class Chains:
    """Threads that begin here: the things they are about must be new."""

    def __init__(self) -> None:
        self._ends: dict[str, tuple[int, str]] = {}
        self._entries: list[Entry] = []

    def add(
        self,
        verb: str,
        subject: models.Model,
        *,
        by: User | None,
        at: datetime,
        changes: Mapping[str, Any] | None = None,
        reason: str = "",
    ) -> None:
        name = thread_name_of(subject)
        length, previous = self._ends.get(name, (0, ""))
        told: dict[str, Any] = {
            "thread": name,
            "position": length + 1,
            "at": at,
            "actor_id": by.pk if by else None,
            "verb": verb,
            "subject": name_of(subject),
            "changes": dict(changes or {}),
            "reason": reason,
            "previous": previous,
        }
        digest = digest_of(settings.JOURNAL_KEY, **told)
        self._entries.append(Entry(**told, digest=digest))
        self._ends[name] = (length + 1, digest)

    def write(self, batch: int = 2000) -> int:
        """Write every entry and the ends of their threads; return how many, and forget them."""
        written = len(self._entries)
        Entry.objects.bulk_create(self._entries, batch_size=batch)
        Thread.objects.bulk_create(
            [
                Thread(name=name, length=length, digest=digest)
                for name, (length, digest) in self._ends.items()
            ],
            batch_size=batch,
        )
        self._entries, self._ends = [], {}
        return written
