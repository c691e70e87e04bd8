"""Who bids, who holds a share of the opening key, and who judges what was opened."""

from marketplace.accounts.models import User
from marketplace.bids.models import Opening
from marketplace.organizations.models import Organization
from marketplace.organizations.permissions import may_answer_for
from marketplace.projects.models import ProjectBatch
from marketplace.projects.permissions import may_plan


def may_bid(user: User, organization: Organization) -> bool:
    """Write, send, replace and take back a bid: the organization's managers, and nobody else at all."""
    return may_answer_for(user, organization)


def may_hold_share(user: User, batch: ProjectBatch) -> bool:
    """Keep a share of the key; a second one by another officer."""
    return may_plan(user, batch.district)


def may_give_share(user: User, batch: ProjectBatch) -> bool:
    """Open: whoever holds a share."""
    return may_plan(user, batch.district) and batch.opening_keys.filter(holder=user).exists()


def may_complete(user: User, opening: Opening) -> bool:
    return user.pk != opening.first_by_id and may_give_share(user, opening.batch)


def may_judge(user: User, batch: ProjectBatch) -> bool:
    """Admit or exclude what was opened."""
    return may_plan(user, batch.district)
