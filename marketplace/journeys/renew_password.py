from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.journal.actions import record
from marketplace.kernel.errors import NotAllowed
from marketplace.organizations.permissions import is_manager
from marketplace.organizations.queries import memberships_of
from marketplace.places.permissions import may_renew_password_of
from marketplace.places.queries import postings_of
from marketplace.volunteers.models import Volunteer
from marketplace.volunteers.permissions import may_vet


@transaction.atomic
def renew_password(person: User, *, password: str, by: User, at: datetime) -> None:
    """For somebody who cannot sign in any more. Whoever is signed in with the old one is signed out."""
    person = User.objects.select_for_update().get(pk=person.pk)
    if not may_renew(by, person):
        raise NotAllowed(
            "not_yours_to_renew",
            _("This person also works for others, so their password is not yours to renew."),
        )
    person.set_password(password)
    person.save(update_fields=["password"])
    record("renew_password", person, by=by, at=at)


def may_renew(by: User, person: User) -> bool:
    """A password opens every desk of a person, so only who is above all of them makes a new one."""
    if person.pk == by.pk or person.is_superuser:
        return False
    memberships = memberships_of(person)
    if memberships:
        is_a_colleague = all(is_manager(by, one.organization) for one in memberships)
        return is_a_colleague and not postings_of(person) and not hasattr(person, "volunteer")
    volunteer = Volunteer.objects.filter(user=person).select_related("community").first()
    is_above = volunteer is None or may_vet(by, volunteer)
    return is_above and may_renew_password_of(by, person)
