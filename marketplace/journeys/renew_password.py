from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.journal.actions import record
from marketplace.kernel.errors import NotAllowed
from marketplace.organizations.queries import memberships_of
from marketplace.places.permissions import may_renew_password_of


@transaction.atomic
def renew_password(person: User, *, password: str, by: User, at: datetime) -> None:
    """For somebody who cannot sign in any more. Whoever is signed in with the old one is signed out."""
    person = User.objects.select_for_update().get(pk=person.pk)
    works_for_others = bool(memberships_of(person)) or hasattr(person, "volunteer")
    if works_for_others or not may_renew_password_of(by, person):
        raise NotAllowed(
            "not_yours_to_renew",
            _("This person also works for others, so their password is not yours to renew."),
        )
    person.set_password(password)
    person.save(update_fields=["password"])
    record("renew_password", person, by=by, at=at)
