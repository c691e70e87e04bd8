from datetime import date, datetime

from django.db import transaction

from marketplace.accounts.actions import open_account
from marketplace.accounts.models import User
from marketplace.places.actions import post
from marketplace.places.models import Community, District, Posting, Subdistrict


@transaction.atomic
def take_on(
    *,
    username: str,
    display_name: str,
    phone: str,
    password: str,
    role: str,
    place: District | Subdistrict | Community,
    from_on: date,
    until_on: date | None,
    by: User,
    at: datetime,
) -> Posting:
    """Somebody who has no account yet: the account, and the posting it is for. Both, or neither."""
    person = open_account(
        username=username, password=password, display_name=display_name, phone=phone
    )
    return post(person, role, place, from_on=from_on, until_on=until_on, by=by, at=at)
