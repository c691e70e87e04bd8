from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from marketplace.accounts.models import User
from marketplace.households import actions as households
from marketplace.households.models import Resident


@transaction.atomic
def amend_person(
    resident: Resident, *, changes: Mapping[str, Any], by: User, at: datetime
) -> Resident:
    """Correct a person's record and where their household lives, in one go.

    `changes` holds only what was changed; `address` is the household's, the rest the person's.
    """
    told = dict(changes)
    if "address" in told:
        address = told.pop("address")
        households.amend_household(resident.household, changes={"address": address}, by=by, at=at)
    return households.amend_resident(resident, changes=told, by=by, at=at)
