from datetime import datetime

from django.db import transaction

from marketplace.accounts.actions import open_account
from marketplace.organizations.actions import Applicant, enter_applicant
from marketplace.organizations.models import Organization


@transaction.atomic
def join_supermarket(
    applicant: Applicant,
    *,
    username: str,
    password: str,
    display_name: str,
    mobile: str = "",
    at: datetime,
) -> Organization:
    """An organization that is not known yet enters itself, with an account for whoever manages it; `mobile` is theirs.

    Nothing of it is shown or matched before the bureau has looked at its papers.
    """
    manager = open_account(
        username=username, password=password, display_name=display_name, phone=mobile
    )
    return enter_applicant(applicant, by=manager, at=at)
