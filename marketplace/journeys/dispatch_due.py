from datetime import datetime

from django.db import transaction

from marketplace.dispatch import actions as dispatch
from marketplace.dispatch.models import MatchRun
from marketplace.dispatch.queries import due_tags
from marketplace.journeys.dispatch_at_once import dispatch_at_once


@transaction.atomic
def dispatch_due(district: str, *, at: datetime) -> MatchRun | None:
    """Time's own round in a district (its code): over the orders whose tag is due, committed at once. None if
    none of them waits, or if nothing has changed since it was found that nobody can help."""
    tags = due_tags(district, at)
    if not tags or dispatch.note_repetition(district, tags, at=at):
        return None
    return dispatch_at_once(district, tags=tags, by=None, at=at)
