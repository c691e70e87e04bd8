from datetime import datetime

from django.db import transaction

from marketplace.dispatch import actions as dispatch
from marketplace.dispatch.models import MatchRun
from marketplace.dispatch.queries import due_tags
from marketplace.journeys.dispatch_round import dispatch_round


@transaction.atomic
def dispatch_due(*, at: datetime) -> MatchRun | None:
    """Time's own round: over the orders whose tag is due, committed at once. None if none of them waits, or if
    nothing has changed since it was found that nobody can help."""
    tags = due_tags(at)
    if not tags or dispatch.note_repetition(tags, at=at):
        return None
    return dispatch_round(tags=tags, by=None, at=at)
