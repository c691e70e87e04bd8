"""Who comes to this desk."""

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.desks.doors import posted_as
from marketplace.places.models import District
from marketplace.places.queries import postings_of

overseeing = posted_as(Role.BUREAU_OFFICER)


def district_of(user: User) -> District:
    """The district that somebody who passed the door works for."""
    return next(p.district for p in postings_of(user) if p.role == Role.BUREAU_OFFICER)
