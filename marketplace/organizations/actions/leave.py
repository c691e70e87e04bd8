from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import User
from marketplace.kernel.errors import Hidden, NotAllowed
from marketplace.organizations.models import Organization
from marketplace.organizations.queries import visible_to


def ask_leave(
    may: Callable[[User, Organization], bool], organization: Organization, by: User
) -> None:
    """Refuse unless `may`. Who may not even see the organization is told of none."""
    if may(by, organization):
        return
    if not visible_to(by).filter(pk=organization.pk).exists():
        raise Hidden(
            "no_such_organization", _("There is no such organization, or it is not yours to see.")
        )
    raise NotAllowed("not_allowed", _("Your role does not allow this for this organization."))
