"""Which organization bids, for which project: both only if the person at the desk may."""

from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.bids.models import Bid
from marketplace.bids.queries import draft_of, managed_by, own_bids, standing_bid
from marketplace.desks.organizations.bids.shown import Tender
from marketplace.kernel.errors import Hidden, NotAllowed
from marketplace.organizations.models import Organization
from marketplace.projects.queries import released_one


def get_organization(user: User, pk: str) -> Organization:
    found = next((one for one in managed_by(user) if one.pk == int(pk)), None)
    if found is None:
        raise NotAllowed("not_allowed", _("Only managers of the organization may bid for it."))
    return found


def get_tender(user: User, pk: str, number: str) -> Tender:
    organization = get_organization(user, pk)
    project = released_one(number)
    return Tender(
        project, organization, draft_of(project, organization), standing_bid(project, organization)
    )


def get_bid(user: User, receipt: str) -> Bid:
    """One of one's own, by its receipt."""
    for organization in managed_by(user):
        found = own_bids(organization).filter(receipt=receipt).first()
        if found is not None:
            return found
    raise Hidden("no_such_bid", _("There is no such bid."))
