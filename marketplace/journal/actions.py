"""Writing to the journal. Called by the actions of every room, inside their transaction."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction

from marketplace.accounts.models import User
from marketplace.journal.models import Entry, Seal, Thread
from marketplace.journal.names import name_of, thread_name_of
from marketplace.journal.rules import digest_of, seal_of

# A transaction may take its entry's id and commit a little later; a seal waits until that is over.
# Of a city that is built at once there are millions, and a seal holds all of its own in memory.
MOST_SEALED = 50_000
SETTLED_AFTER = timedelta(minutes=2)


@transaction.atomic
def record(
    verb: str,
    subject: models.Model,
    *,
    by: User | None,
    at: datetime,
    changes: Mapping[str, Any] | None = None,
    reason: str = "",
) -> Entry:
    """Append one entry. `by=None` is somebody without an account, or time itself.

    `changes` holds plain JSON: codes, ids and moments, never a resident's data.
    """
    name = thread_name_of(subject)
    Thread.objects.bulk_create([Thread(name=name)], ignore_conflicts=True)
    thread = Thread.objects.select_for_update().get(name=name)
    told: dict[str, Any] = {
        "thread": name,
        "position": thread.length + 1,
        "at": at,
        "actor_id": by.pk if by else None,
        "verb": verb,
        "subject": name_of(subject),
        "changes": dict(changes or {}),
        "reason": reason,
        "previous": thread.digest,
    }
    entry = Entry.objects.create(**told, digest=digest_of(settings.JOURNAL_KEY, **told))
    thread.length, thread.digest = entry.position, entry.digest
    thread.save(update_fields=["length", "digest"])
    return entry


@transaction.atomic
def seal(*, at: datetime) -> Seal | None:
    """Seal the settled entries since the last seal, as many as one seal holds; None when there is none."""
    last = Seal.objects.select_for_update().order_by("-id").first()
    entries = list(
        Entry.objects.filter(id__gt=last.last_id if last else 0, at__lte=at - SETTLED_AFTER)
        .order_by("id")
        .values_list("id", "digest")[:MOST_SEALED]
    )
    if not entries:
        return None
    previous = last.digest if last else ""
    return Seal.objects.create(
        at=at,
        first_id=entries[0][0],
        last_id=entries[-1][0],
        entries=len(entries),
        previous=previous,
        digest=seal_of(settings.JOURNAL_KEY, previous=previous, entries=entries),
    )
