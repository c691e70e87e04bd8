"""Who comes to this desk, and what they find."""

from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.desks.doors import posted_as
from marketplace.households import queries as households
from marketplace.households.models import Resident
from marketplace.households.permissions import TAKES_REQUESTS
from marketplace.households.showing import Shown, show, sight_of_staff
from marketplace.kernel.errors import Hidden
from marketplace.needs.models import Need
from marketplace.needs.permissions import JUDGES, POSTING, SEEING
from marketplace.needs.queries import for_lists, visible_to

reading = posted_as(*SEEING)
posting = posted_as(*POSTING)
registering = posted_as(*TAKES_REQUESTS)
judging = posted_as(*JUDGES)

ALONG = ("resident__household__community__subdistrict", "consent", "pick__organization")


def get_need(user: User, number: str) -> Need:
    """The need as the pages want it, or the page that says there is none."""
    need = for_lists(visible_to(user)).select_related(*ALONG).filter(number=number).first()
    if need is None:
        raise Hidden("no_such_need", _("There is no such need, or it is not yours to see."))
    return need


def get_resident(user: User, pk: int) -> Resident:
    # Larger than a key can be: the database would refuse to compare.
    resident = households.visible_to(user).filter(pk=pk).first() if pk < 2**63 else None
    if resident is None:
        raise Hidden("no_such_resident", _("There is no such resident."))
    return resident


def crumbs(need: Need) -> list[tuple[str, str]]:
    """The way back from a step of this need."""
    return [
        (_("Needs"), reverse("staff:needs")),
        (need.number, reverse("staff:need", args=[need.number])),
    ]


def crumbs_of(resident: Resident, here: str) -> list[tuple[str, str]]:
    """The way back from a page about this resident."""
    return [
        (_("Needs"), reverse("staff:needs")),
        (_("Household file"), reverse("staff:resident", args=[resident.pk])),
        (here, ""),
    ]


def shown_to(user: User, resident: Resident) -> Shown:
    return show(resident, sight_of_staff(user, resident))
