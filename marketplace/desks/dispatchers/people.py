"""Who comes to this desk, and what they find."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.desks.doors import posted_as
from marketplace.dispatch.models import MatchRun
from marketplace.dispatch.queries import runs_visible_to
from marketplace.kernel.errors import Hidden
from marketplace.places.models import District
from marketplace.places.queries import holds, postings_of
from marketplace.workorders.models import WorkOrder
from marketplace.workorders.queries import visible_to

dispatching = posted_as(Role.DISPATCHER)
# The bureau may look over the centre's shoulder.
reading_runs = posted_as(Role.DISPATCHER, Role.BUREAU_OFFICER)


def district_of(user: User, *roles: str) -> District:
    """The district that somebody who passed the door works for."""
    return next(posting.district for posting in postings_of(user) if posting.role in roles)


def is_dispatcher(user: User) -> bool:
    return holds(user, Role.DISPATCHER)


def get_order(user: User, number: str) -> WorkOrder:
    order = (
        visible_to(user)
        .filter(number=number)
        .select_related(
            "need__need_type",
            "need__tag",
            "need__group",
            "need__community__subdistrict",
            "need__owner",
        )
        .first()
    )
    if order is None:
        raise Hidden("no_such_order", _("There is no such work order, or it is not yours to see."))
    return order


def openable(user: User, orders: Iterable[int]) -> set[int]:
    """Which of these orders, by pk, this reader may open on the dispatchers' desk: one query, or none."""
    if not is_dispatcher(user):
        return set()
    return set(visible_to(user).filter(pk__in=list(orders)).values_list("pk", flat=True))


def get_run(user: User, pk: int) -> MatchRun:
    run = runs_visible_to(user).filter(pk=pk).first() if pk < 2**63 else None
    if run is None:
        raise Hidden("no_such_run", _("There is no such round."))
    return run
