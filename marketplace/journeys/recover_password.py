from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.journal.actions import record
from marketplace.kernel.errors import NotAllowed
from marketplace.places.queries import postings_of
from marketplace.texting.actions import tell
from marketplace.texting.rules import mobile_of


def recoverable(username: str, phone: str) -> User | None:
    """Whoever has this name, and this number on their account, and may help themselves with it."""
    found = User.objects.filter(username__iexact=username).first()
    number = mobile_of(phone)
    if found is None or not number or mobile_of(found.phone) != number:
        return None
    return found if may_recover(found) else None


def may_recover(person: User) -> bool:
    """Who works for themselves, an organization, or as a volunteer. A desk that opens residents' files takes more than
    a phone: whoever posted its people lets them in again."""
    works_here = person.is_staff or person.is_superuser or bool(postings_of(person))
    return person.is_active and not works_here and not person.groups.exists()


@transaction.atomic
def recover_password(person: User, *, password: str, at: datetime) -> None:
    """A new password for somebody whose phone has answered. Whoever is signed in with the old one is signed out, and a
    message says that it happened."""
    person = User.objects.select_for_update().get(pk=person.pk)
    if not may_recover(person):
        raise NotAllowed("not_by_phone", _("This password cannot be renewed by phone."))
    person.set_password(password)
    person.save(update_fields=["password"])
    record("recover_password", person, by=person, at=at)
    told = _("Cloud Supermarket: your password was changed. If it was not you, call the bureau.")
    transaction.on_commit(lambda: tell(person.phone, told))
