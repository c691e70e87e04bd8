from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.journal.actions import record


@transaction.atomic
def choose_password(person: User, *, password: str, at: datetime) -> None:
    """One's own, after the old one was asked for. Every other browser of theirs is signed out."""
    person.set_password(password)
    person.save(update_fields=["password"])
    record("choose_password", person, by=person, at=at)
