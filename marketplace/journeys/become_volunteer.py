from datetime import datetime
from typing import Any

from django.db import transaction

from marketplace.accounts.actions import open_account
from marketplace.volunteers.actions import register_volunteer
from marketplace.volunteers.models import Volunteer


@transaction.atomic
def become_volunteer(
    *,
    username: str,
    password: str,
    name: str,
    phone: str,
    phone_confirmed_at: datetime | None,
    at: datetime,
    **told: Any,
) -> Volunteer:
    """Somebody without an account offers their time. `told`: as `register_volunteer` asks for it.

    Nobody asks them for anything before staff have seen that they are insured.
    """
    user = open_account(
        username=username,
        password=password,
        display_name=name,
        phone=phone,
        phone_confirmed_at=phone_confirmed_at,
    )
    return register_volunteer(name=name, **told, user=user, by=user, at=at)
