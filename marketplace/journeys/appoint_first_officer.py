from datetime import datetime

from django.db import transaction

from marketplace.accounts.actions import let_edit, let_keep, open_account
from marketplace.accounts.choices import Editing
from marketplace.accounts.models import User
from marketplace.places.actions import post_first_officer
from marketplace.places.models import District


@transaction.atomic
def appoint_first_officer(
    district: District, *, username: str, display_name: str, password: str, at: datetime
) -> User:
    """Where nobody is posted yet who could post others: an account, the bureau's desk, and the lists and the site to
    keep."""
    officer = open_account(username=username, password=password, display_name=display_name)
    post_first_officer(officer, district, at=at)
    let_keep(officer)
    let_edit(officer, editing=Editing.PUBLISHES)
    return officer
