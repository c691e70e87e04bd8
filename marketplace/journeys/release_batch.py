from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.bids.actions.keys import SHARES
from marketplace.bids.queries import keys_of
from marketplace.journal import changing
from marketplace.kernel.errors import RuleBroken
from marketplace.projects import actions as projects
from marketplace.projects.models import ProjectBatch


@transaction.atomic
def release_batch(
    batch: ProjectBatch, *, bids_until: datetime, by: User, at: datetime
) -> ProjectBatch:
    """Everything in it becomes visible together, once two officers have shown that they can open it again."""
    changing.lock(batch, "district")
    if sum(key.proved_at is not None for key in keys_of(batch)) < SHARES:
        raise RuleBroken(
            "shares_missing",
            _(
                "Two officers first take a share of the opening key each, and type it off their paper."
            ),
        )
    return projects.release_batch(batch, bids_until=bids_until, by=by, at=at)
