"""Writing to the journal. Called by the actions of every room, inside their transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models

from marketplace.accounts.models import User
from marketplace.journal.models import Entry, Thread
from marketplace.journal.rules import digest_of


def name_of(thing: models.Model) -> str:
    """How the journal speaks of a thing: `need:12`."""
    return f"{thing._meta.model_name}:{thing.pk}"


def record(
    verb: str,
    subject: models.Model,
    *,
    by: User | None,
    at: datetime,
    changes: Mapping[str, Any] | None = None,
    reason: str = "",
) -> Entry:
    """Append one entry. `by=None` is time itself (the clockwork).

    The entry joins the thread that `subject.journal_thread` names, else the subject's own. `changes`
    holds plain JSON: codes, ids and moments, never a resident's data.
    """
    name = getattr(subject, "journal_thread", None) or name_of(subject)
    Thread.objects.get_or_create(name=name)
    thread = Thread.objects.select_for_update().get(name=name)
    told = {
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
