from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.journal.actions import record


@transaction.atomic
def change_phone(person: User, *, phone: str, confirmed_at: datetime | None, at: datetime) -> None:
    """One's own. The number itself is no matter of the journal."""
    person.phone, person.phone_confirmed_at = phone, confirmed_at
    person.save(update_fields=["phone", "phone_confirmed_at"])
    record("change_phone", person, by=person, at=at)
