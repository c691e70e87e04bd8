from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.journal.actions import record


@transaction.atomic
def change_phone(person: User, *, phone: str, at: datetime) -> None:
    """One's own, after it has answered. The number itself is no matter of the journal."""
    person.phone = phone
    person.save(update_fields=["phone"])
    record("change_phone", person, by=person, at=at)
