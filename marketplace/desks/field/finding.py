"""The offer, the order, the visit that an address names, or the page that says there is none."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.desks.field.desk import Desk
from marketplace.kernel.errors import Hidden
from marketplace.organizations.choices import MembershipRole
from marketplace.organizations.queries import memberships_of
from marketplace.workorders.lifecycle import HELD
from marketplace.workorders.models import Offer, Visit, WorkOrder

PROVIDER = ("service__organization__community", "volunteer__community")
NEED = (
    "need__need_type",
    "need__group",
    "need__tag",
    "need__community__subdistrict",
    "need__resident__household__community__subdistrict",
)


def along(prefix: str = "") -> list[str]:
    """What a row or page names of an order's need, to be read in the same query."""
    return [prefix + name for name in NEED]


def offer_rows(offers: QuerySet[Offer]) -> QuerySet[Offer]:
    return offers.select_related(*along("work_order__"), *PROVIDER)


def order_rows(orders: QuerySet[WorkOrder]) -> QuerySet[WorkOrder]:
    return orders.select_related(*along())


def visit_rows(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    providers = [f"offer__{name}" for name in PROVIDER]
    return visits.select_related(*along("work_order__"), *providers)


def get_offer(desk: Desk, user: User, pk: int) -> Offer:
    return _one(offer_rows(desk.offers(user)), pk=pk)


def get_order(desk: Desk, user: User, number: str) -> WorkOrder:
    return _one(order_rows(desk.orders(user)), number=number)


def get_visit(desk: Desk, user: User, pk: int) -> Visit:
    return _one(visit_rows(desk.visits(user)), pk=pk)


def holding_offer(order: WorkOrder) -> Offer:
    """The offer by which somebody holds an order that `get_order` found."""
    offer = offer_rows(order.offers.filter(state__in=HELD)).get()
    offer.work_order = order
    return offer


def managed_by(user: User) -> set[int]:
    """The organizations whose offers this person may answer; a volunteer answers their own."""
    return {
        one.organization_id for one in memberships_of(user) if one.role == MembershipRole.MANAGER
    }


def answers(offer: Offer, user: User, managed: set[int]) -> bool:
    """Whether this person is the one to answer; the room asks again."""
    if offer.service is not None:
        return offer.service.organization_id in managed
    return offer.volunteer is not None and offer.volunteer.user_id == user.pk


def _one(things: QuerySet[Any], **named: Any) -> Any:
    # Larger than a key can be: the database would refuse to compare.
    found = things.filter(**named).first() if named.get("pk", 0) < 2**63 else None
    if found is None:
        raise Hidden("no_such_order", _("There is no such order, or it is not yours to see."))
    return found
