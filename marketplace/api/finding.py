"""The need, offer, order or visit that an address names, or the refusal that says there is none."""

from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.choices import Role
from marketplace.accounts.models import User
from marketplace.kernel.errors import Hidden, Malformed
from marketplace.needs import queries as needs
from marketplace.needs.models import Need
from marketplace.places.queries import communities_of
from marketplace.workorders import queries as workorders
from marketplace.workorders.models import Offer, Visit, WorkOrder

T = TypeVar("T", bound=Model)

PERSON = "resident__household__community__subdistrict"
ALONG_ORDER = (
    "need__need_type",
    "need__group",
    "need__tag",
    "need__community__subdistrict",
    f"need__{PERSON}",
)
PROVIDER = ("service__organization__community", "volunteer__community")


def needs_of(user: User) -> QuerySet[Need]:
    """The needs this person sees, each with what an answer tells of it."""
    return needs.for_lists(needs.visible_to(user)).select_related(PERSON)


def need_of(user: User, number: str) -> Need:
    found = needs_of(user).filter(number=number).first()
    if found is None:
        raise Hidden("no_such_need", _("There is no such need, or it is not yours to see."))
    return found


def offers_of(user: User) -> QuerySet[Offer]:
    """What this person is asked; a dispatcher speaks for volunteers without an account."""
    spoken_for = Q(
        volunteer__isnull=False,
        volunteer__user__isnull=True,
        work_order__need__community__in=communities_of(user, Role.DISPATCHER),
    )
    own = workorders.offers_of(user).order_by().values("pk")
    return Offer.objects.filter(Q(pk__in=own) | spoken_for).select_related(
        *(f"work_order__{name}" for name in ALONG_ORDER), *PROVIDER
    )


def offer_of(user: User, pk: int) -> Offer:
    return _one(offers_of(user), pk=pk)


def order_of(user: User, number: str) -> WorkOrder:
    return _one(workorders.visible_to(user).select_related(*ALONG_ORDER), number=number)


def visits_of(user: User, order: WorkOrder | None = None) -> QuerySet[Visit]:
    """Staff see every visit, a provider its own and none of whoever held the order before."""
    seen = Visit.objects.filter(
        Q(pk__in=workorders.visits_of(user).order_by().values("pk"))
        | Q(work_order__need__in=needs.visible_to(user).order_by().values("pk"))
    )
    return seen if order is None else seen.filter(work_order=order)


def visit_of(user: User, pk: int) -> Visit:
    along = (f"work_order__{name}" for name in ALONG_ORDER)
    return _one(visits_of(user).select_related(*along), pk=pk)


def chosen(things: QuerySet[T], pk: Any, *, field: str) -> T:
    """The entry of a list that the input named."""
    found = things.filter(pk=pk).first()
    if found is None:
        raise Malformed("not_a_choice", _("Please choose from the list."), field=field)
    return found


def _one(things: QuerySet[T], **named: Any) -> T:
    found = things.filter(**named).first()
    if found is None:
        raise Hidden("no_such_order", _("There is no such order, or it is not yours to see."))
    return found
