"""What is left of a need when its person is erased: that there was one, and what became of it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.journal.changing import change
from marketplace.needs.actions.steps import lock
from marketplace.needs.models import Need

WORDS: dict[str, Any] = {
    "description": "",
    "note": "",
    "windows": [],
    "language": "",
    "helper_sex": "",
}


@transaction.atomic
def erase_words(need: Need, *, by: User, at: datetime) -> Need:
    """Nothing that the person said, wished or was told. Part of erasing them: leave was asked there."""
    lock(need)
    change(need, "erase_words", by=by, at=at, unsaid=WORDS, **WORDS)
    return need
