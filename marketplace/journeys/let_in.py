from datetime import datetime

from django.db import transaction

from marketplace.accounts.actions import open_account
from marketplace.accounts.models import User
from marketplace.organizations.actions import add_membership
from marketplace.organizations.models import Membership, Organization


@transaction.atomic
def let_in(
    organization: Organization,
    *,
    username: str,
    display_name: str,
    phone: str,
    password: str,
    role: str,
    by: User,
    at: datetime,
) -> Membership:
    """Somebody without an account signs in for an organization from now on: the account and the membership, or neither."""
    person = open_account(
        username=username, password=password, display_name=display_name, phone=phone
    )
    return add_membership(organization, user=person, role=role, by=by, at=at)
