"""Who comes to this desk, and the seat that a page is about."""

from django.utils.translation import gettext as _

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.desks.doors import posted_as
from marketplace.kernel.errors import Hidden
from marketplace.panels.lifecycle import HELD
from marketplace.panels.models import Seat

evaluating = posted_as(Role.EVALUATOR)


def seat_of(user: User, pk: int) -> Seat:
    """A seat that `user` holds; whoever gave it up, or never had it, is told of none."""
    found = (
        Seat.objects.filter(pk=pk, evaluator__user=user, state__in=HELD)
        .select_related("evaluator__user", "panel__project__batch", "panel__project__rulebook")
        .first()
        if pk < 2**63
        else None
    )
    if found is None:
        raise Hidden("no_such_seat", _("You have no such seat."))
    return found
