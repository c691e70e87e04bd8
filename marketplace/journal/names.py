"""How the journal speaks of things."""

from django.db import models


def name_of(thing: models.Model) -> str:
    """`need:12`: what an entry calls its subject."""
    return f"{thing._meta.model_name}:{thing.pk}"


def thread_name_of(thing: models.Model) -> str:
    """The thread a thing's entries join: what its `journal_thread` names, else its own."""
    return getattr(thing, "journal_thread", None) or name_of(thing)
